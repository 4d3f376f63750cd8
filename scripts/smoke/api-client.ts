import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** The API said no; the message holds its own words. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  /** The sentence of the problem document, if there was one. */
  readonly detail: string | null;
  constructor(status: number, message: string, detail: string | null) {
    super(message);
    this.status = status;
    this.detail = detail;
  }
}

export interface Call {
  readonly body?: unknown;
  readonly form?: FormData;
  readonly ifMatch?: string | null;
}

/** What a careful API client does: the same Idempotency-Key at every attempt, and patience while something is down. */
export interface ApiClient {
  readonly send: <T>(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT',
    path: string,
    call?: Call,
  ) => Promise<{ readonly data: T; readonly etag: string | null }>;
  readonly signInWith: (token: string) => void;
}

const patienceMs = 90_000;
const passing = new Set([408, 409, 429, 500, 502, 503, 504]);

export function createApiClient(base: string): ApiClient {
  let token: string | null = null;
  return {
    signInWith: (given) => {
      token = given;
    },
    send: async <T>(method: string, path: string, call: Call = {}) => {
      const key = randomUUID();
      const deadline = Date.now() + patienceMs;
      for (let attempt = 1; ; attempt += 1) {
        const answer = await attemptCall(base, method, path, call, token, key).catch((error: unknown) => ({
          problem: String(error),
          status: 0,
        }));
        // The caller names the shape of what its own endpoint answers.
        if (!('problem' in answer)) return { data: answer.data as T, etag: answer.etag };
        const passes = answer.status === 0 || (passing.has(answer.status) && !/conflict|exists/.test(answer.problem));
        if (!passes || Date.now() > deadline)
          throw new ApiRefusal(answer.status, `${method} ${path}: ${answer.status} ${answer.problem}`, detailOf(answer.problem));
        await pause(Math.min(100 * attempt, 1_000));
      }
    },
  };
}

function detailOf(problem: string): string | null {
  try {
    const document: unknown = JSON.parse(problem);
    return typeof document === 'object' && document !== null && 'detail' in document ? String(document.detail) : null;
  } catch {
    return null;
  }
}

type Answer = { readonly data: unknown; readonly etag: string | null } | { readonly problem: string; readonly status: number };

async function attemptCall(base: string, method: string, path: string, call: Call, token: string | null, key: string): Promise<Answer> {
  const response = await fetch(new URL(path, base), {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(method === 'POST' ? { 'idempotency-key': key } : {}),
      ...(call.ifMatch === undefined || call.ifMatch === null ? {} : { 'if-match': call.ifMatch }),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.form === undefined ? {} : { body: call.form }),
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) return { status: response.status, problem: text.slice(0, 4_000) };
  return { data: text === '' ? null : (JSON.parse(text) as unknown), etag: response.headers.get('etag') };
}
