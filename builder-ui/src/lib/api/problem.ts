/** One thing that is wrong with a request: where (JSON Pointer into the body) and what, in a sentence. */
export interface ProblemItem {
  readonly pointer?: string;
  readonly detail: string;
  readonly code?: string;
  readonly nodeId?: string;
}

/** The document the API answers with when it refuses (RFC 9457). */
export interface ProblemDocument {
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly code?: string;
  readonly instance?: string;
  readonly requestId?: string;
  readonly errors?: readonly ProblemItem[];
}

/** What went wrong with a call: the API's refusal, or `network` when no answer came at all. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly requestId: string | undefined;
  readonly errors: readonly ProblemItem[];
  /** Further members of the document, e.g. `current` after a lost race. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, document: ProblemDocument & Record<string, unknown>, requestId?: string) {
    super(document.detail ?? document.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = document.code ?? (status === 0 ? 'network' : `http_${status}`);
    this.title = document.title ?? '';
    this.requestId = document.requestId ?? requestId;
    this.errors = document.errors ?? [];
    this.extra = document;
  }

  /** The sentence for one field of the form that was sent, e.g. `fieldError('/email')`. */
  fieldError(pointer: string): string | undefined {
    return this.errors.find((item) => item.pointer === pointer)?.detail;
  }
}

export function isProblem(error: unknown): error is ProblemError {
  return error instanceof ProblemError;
}
