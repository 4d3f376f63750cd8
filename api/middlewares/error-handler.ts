import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { OperationalError, type Problem, UserError, type UserErrorCode } from '../../domain/errors/errors.ts';
import type { ProblemDocument } from '../contracts/lib/common.ts';
import { translateDatabaseError } from '../lib/postgres-errors.ts';

const statusOf: Readonly<Record<UserErrorCode, number>> = {
  malformed_request: 400,
  unauthenticated: 401,
  AUTH_2FA_REQUIRED: 401,
  AUTH_2FA_INVALID_CODE: 401,
  AUTH_TOKEN_REUSED: 401,
  AUTH_SSO_REQUIRED: 403,
  AUTH_SSO_FAILED: 401,
  AUTH_SSO_REFUSED: 403,
  AUTH_SSO_UNAVAILABLE: 503,
  PLAN_REQUIRED: 402,
  forbidden: 403,
  AUTH_2FA_ENROLMENT_REQUIRED: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_in_progress: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  idempotency_conflict: 422,
  plan_has_problems: 422,
  scenario_failed: 422,
  stage_criteria_unmet: 422,
  LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE: 422,
  LEAD_CONVERSION_REQUIRES_QUALIFIED: 422,
  LIMIT_REACHED: 422,
  locked: 423,
  precondition_required: 428,
  rate_limited: 429,
  account_locked: 429,
};

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Not signed in',
  402: 'Not in your plan',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Somebody else was faster',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'The request has problems',
  423: 'Locked',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Something went wrong on our side',
  503: 'Not available right now',
};

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly Problem[];
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The only place where errors become HTTP answers (RFC 9457). What is unexpected reveals nothing but the request's id. */
export function errorHandler(logger: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status >= 400 && (ctx.body === undefined || ctx.body === null)) send(ctx, answerForStatus(ctx));
    } catch (thrown) {
      const error = translateDatabaseError(thrown);
      const answer = answerFor(error);
      if (answer.status >= 500)
        logger.error({ err: thrown, requestId: ctx.state['requestId'], method: ctx.method, path: ctx.path }, 'request failed');
      if (ctx.headerSent || !ctx.writable) {
        // Too late for an answer: the caller must see a broken stream, not a complete one.
        ctx.req.destroy();
        return;
      }
      send(ctx, answer);
    }
  };
}

function answerFor(error: unknown): Answer {
  if (error instanceof UserError) {
    return { status: statusOf[error.code], code: error.code, detail: error.message, errors: error.problems, extra: error.extra };
  }
  if (error instanceof OperationalError) {
    return {
      status: 503,
      code: 'service_unavailable',
      detail: 'A part of Cadenza is not available right now. Try again in a moment; with the same Idempotency-Key nothing is done twice.',
      errors: [],
      extra: { service: error.service, retryAfterSeconds: 2 },
    };
  }
  const status = exposedStatus(error);
  if (status !== null) return { status, code: codeForStatus(status), detail: titleOf(status), errors: [], extra: {} };
  return { status: 500, code: 'unexpected', detail: 'The request failed. Tell us its id and we find out why.', errors: [], extra: {} };
}

/** Errors of the HTTP libraries (`http-errors`) that are the caller's fault. */
function exposedStatus(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : null;
}

function answerForStatus(ctx: Context): Answer {
  // The router says 501 for methods it has never heard of; for the caller that is the same as 405.
  const status = ctx.status === 501 ? 405 : ctx.status;
  const detail =
    status === 404 ? 'There is nothing at this address.' : status === 405 ? 'This address does not take this method.' : titleOf(status);
  return { status, code: codeForStatus(status), detail, errors: [], extra: {} };
}

function codeForStatus(status: number): string {
  const found = Object.entries(statusOf).find(([, value]) => value === status);
  return found?.[0] ?? 'malformed_request';
}

function titleOf(status: number): string {
  return titles[status] ?? 'The request cannot be served';
}

function send(ctx: Context, answer: Answer): void {
  const retryAfter = answer.extra['retryAfterSeconds'];
  ctx.status = answer.status;
  const document: ProblemDocument = {
    ...answer.extra,
    type: `https://cadenza.invalid/problems/${answer.code}`,
    title: titleOf(answer.status),
    status: answer.status,
    detail: answer.detail,
    instance: ctx.path,
    code: answer.code,
    requestId: String(ctx.state['requestId'] ?? ''),
    errors: answer.errors.map((problem) => ({ ...problem })),
  };
  if (typeof retryAfter === 'number') ctx.set('Retry-After', String(retryAfter));
  if (answer.status === 401) ctx.set('WWW-Authenticate', 'Bearer realm="cadenza"');
  ctx.set('Cache-Control', 'no-store');
  ctx.body = document;
  ctx.type = 'application/problem+json';
}
