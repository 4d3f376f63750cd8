import type { Json } from '../json.ts';
import { parsePath, readPath } from '../webhooks/mapping.ts';

export const callMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type CallMethod = (typeof callMethods)[number];

/** Sorts of value that a part of an answer can be read as. */
export const answerTypes = ['text', 'number', 'boolean', 'date', 'datetime'] as const;
export type AnswerType = (typeof answerTypes)[number];

/** One value that later steps read from the answer. */
export interface AnswerField {
  readonly name: string;
  /** In the JSON of the answer: `$.order.items[0].sku`. */
  readonly path: string;
  readonly type: AnswerType;
}

/** How often a call that failed in passing is tried, and with which pauses. */
export interface CallRetry {
  readonly attempts: number;
  readonly firstDelaySeconds: number;
}

/** A call as it is kept until it is over: everything is worked out, only the credential is not. */
export interface CallRequest {
  readonly method: CallMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly credentialId: string | null;
  readonly timeoutSeconds: number;
  readonly followRedirects: boolean;
  readonly retry: CallRetry;
  /** `2xx` or single numbers. */
  readonly okStatuses: readonly string[];
  readonly fields: readonly AnswerField[];
}

export const mostRequestBytes = 256_000;
export const mostAnswerBytes = 1_000_000;
export const mostRedirects = 3;
const longestPauseSeconds = 3_600;
const mostTextLength = 10_000;

/** What can be said of an attempt. */
export type AttemptClass =
  | 'ok'
  /** The other side said no, and would again. */
  | 'refused'
  /** It may pass: no connection, no answer in time, too busy, an error on the other side. */
  | 'passing'
  /** It must not be made: a private address, a host the credential may not go to, an answer that is too long. */
  | 'blocked';

const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

export function isStatusPattern(text: string): boolean {
  return /^(?:[1-5]xx|[1-5]\d\d)$/.test(text);
}

export function statusFits(patterns: readonly string[], status: number): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('xx') ? pattern.charAt(0) === String(Math.floor(status / 100)) : pattern === String(status),
  );
}

export function classOfStatus(patterns: readonly string[], status: number): AttemptClass {
  if (statusFits(patterns, status)) return 'ok';
  return status >= 500 || passingStatuses.has(status) ? 'passing' : 'refused';
}

/** Seconds until the next attempt: twice as long each time, or as long as the other side asks, never more than an hour. */
export function pauseBeforeNext(retry: CallRetry, failures: number, askedSeconds: number | null): number {
  const own = retry.firstDelaySeconds * 2 ** (failures - 1);
  return Math.min(longestPauseSeconds, Math.max(own, askedSeconds ?? 0));
}

/** The longest that a call can take from its beginning, with every attempt and pause; then a run stops waiting for it. */
export function longestSeconds(request: Pick<CallRequest, 'retry' | 'timeoutSeconds'>): number {
  const attempt = request.timeoutSeconds + 60;
  return request.retry.attempts * (attempt + longestPauseSeconds) + 600;
}

/** `Retry-After` in seconds or as a date. */
export function askedPause(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,6}$/.test(header.trim())) return Number(header.trim());
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - nowMs) / 1_000));
}

export interface ReadAnswer {
  readonly values: Readonly<Record<string, Json>>;
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

/** Reads the wanted values out of an answer. What is not there is null; what is of another sort is null and said. */
export function readAnswer(text: string, fields: readonly AnswerField[]): ReadAnswer {
  if (fields.length === 0) return { values: {}, problems: [] };
  const body = parsed(text);
  if (body === undefined) {
    return {
      values: Object.fromEntries(fields.map((field) => [field.name, null])),
      problems: ['The answer is no JSON, so nothing could be read from it.'],
    };
  }
  const problems: string[] = [];
  const values = fields.map((field): [string, Json] => {
    const found = readPath(body, field.path);
    if (found === undefined || found === null) return [field.name, null];
    const value = valueAs(found, field.type);
    if (value === null) problems.push(`${field.path} is not a ${field.type}.`);
    return [field.name, value];
  });
  return { values: Object.fromEntries(values), problems };
}

export function isPath(path: string): boolean {
  return path.trim() !== '' && parsePath(path) !== null;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // JSON.parse gives JSON
  } catch {
    return undefined;
  }
}

function valueAs(value: Json, type: AnswerType): Json {
  switch (type) {
    case 'text': {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return text.replaceAll('\0', '\ufffd').slice(0, mostTextLength);
    }
    case 'number': {
      const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
      return Number.isFinite(number) ? number : null;
    }
    case 'boolean':
      return typeof value === 'boolean' ? value : value === 'true' || value === 1 ? true : value === 'false' || value === 0 ? false : null;
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value.slice(0, 10)))
        ? value.slice(0, 10)
        : null;
    case 'datetime': {
      // Seconds or milliseconds since 1970, or ISO.
      const at =
        typeof value === 'number' ? value * (value < 1e11 ? 1_000 : 1) : typeof value === 'string' ? Date.parse(value) : Number.NaN;
      return Number.isNaN(at) || Math.abs(at) > 8.64e15 ? null : new Date(at).toISOString();
    }
  }
}
