import { newKey } from '../new-key.ts';
import { ProblemError, type ProblemDocument } from './problem.ts';

export type QueryValue = string | number | boolean | undefined | readonly string[];

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON, except a FormData or Blob, which goes as it is. */
  readonly body?: unknown;
  /** The version the change is based on; another one there makes the API answer 412. */
  readonly ifMatch?: string;
  /** Makes a POST safe to repeat. One is made when none is given; hand over your own to keep it across retries by hand. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** A record together with the tag that a later change of it must name. */
export interface Versioned<T> {
  readonly data: T;
  readonly etag: string | undefined;
}

type SessionListener = () => void;
const sessionListeners = new Set<SessionListener>();

/** Tells whoever shows the sign-in that the API no longer knows this browser. */
export function onSessionEnded(listener: SessionListener): () => void {
  sessionListeners.add(listener);
  return () => sessionListeners.delete(listener);
}

const enrolmentListeners = new Set<SessionListener>();

/** Tells that the workspace now asks for a second factor before anything else. */
export function onEnrolmentRequired(listener: SessionListener): () => void {
  enrolmentListeners.add(listener);
  return () => enrolmentListeners.delete(listener);
}

/** The tag the API gives a row of this version. */
export function etagOf(version: number): string {
  return `W/"${version}"`;
}

export function withQuery(path: string, query: RequestOptions['query']): string {
  if (!query) return path;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    if (Array.isArray(value)) for (const one of value) search.append(name, one);
    else search.append(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Calls the API and gives back the body, or throws a ProblemError. `path` begins with `/v1/`. */
export async function fetchJson<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return (await fetchVersioned<T>(path, options)).data;
}

/** As fetchJson, with the ETag beside the body: for everything that can be edited. */
export async function fetchVersioned<T>(path: string, options: RequestOptions = {}): Promise<Versioned<T>> {
  const response = await send(path, options);
  if (!response.ok) throw await problemOf(response, path);
  const etag = response.headers.get('etag') ?? undefined;
  if (response.status === 204) return { data: undefined as T, etag };
  return { data: (await response.json()) as T, etag };
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? 'GET';
  const headers = new Headers({ accept: 'application/json' });
  if (options.ifMatch !== undefined) headers.set('if-match', options.ifMatch);
  if (method === 'POST') headers.set('idempotency-key', options.idempotencyKey ?? newKey());
  const raw = options.body instanceof FormData || options.body instanceof Blob;
  if (options.body !== undefined && !raw) headers.set('content-type', 'application/json');
  const body = options.body === undefined ? null : raw ? (options.body as BodyInit) : JSON.stringify(options.body);
  try {
    return await fetch(withQuery(path, options.query), {
      method,
      headers,
      body,
      credentials: 'same-origin',
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ProblemError(0, { code: 'network' });
  }
}

async function problemOf(response: Response, path: string): Promise<ProblemError> {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  let document: ProblemDocument & Record<string, unknown> = {};
  try {
    document = (await response.json()) as typeof document;
  } catch {
    // A proxy's page in between is not ours to read: the status has to do.
  }
  const problem = new ProblemError(response.status, document, requestId);
  if (response.status === 401 && !path.startsWith('/v1/sign-')) {
    for (const listener of sessionListeners) listener();
  }
  if (problem.code === 'AUTH_2FA_ENROLMENT_REQUIRED') for (const listener of enrolmentListeners) listener();
  return problem;
}

type Extra = Omit<RequestOptions, 'method' | 'body'>;

/** The five verbs. Types come from `api/contracts`. */
export const api = {
  get: <T>(path: string, query?: RequestOptions['query'], signal?: AbortSignal) =>
    fetchJson<T>(path, { ...(query && { query }), ...(signal && { signal }) }),
  getVersioned: <T>(path: string, signal?: AbortSignal) => fetchVersioned<T>(path, signal ? { signal } : {}),
  post: <T>(path: string, body?: unknown, extra: Extra = {}) => fetchJson<T>(path, { ...extra, method: 'POST', body }),
  patch: <T>(path: string, body: unknown, ifMatch?: string) =>
    fetchVersioned<T>(path, { method: 'PATCH', body, ...(ifMatch && { ifMatch }) }),
  put: <T>(path: string, body: unknown, ifMatch?: string) => fetchVersioned<T>(path, { method: 'PUT', body, ...(ifMatch && { ifMatch }) }),
  delete: <T>(path: string, ifMatch?: string) => fetchJson<T>(path, { method: 'DELETE', ...(ifMatch && { ifMatch }) }),
};

/** How every list answers: a page and the opaque cursor of the next one, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
