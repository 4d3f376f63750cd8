/**
 * The three kinds of error. Exactly two places translate them: `api/middlewares/error-handler.ts` for HTTP and
 * `activities/lib/to-application-failure.ts` for Temporal.
 */
export interface Problem {
  /** JSON Pointer into the input. */
  readonly pointer?: string;
  readonly detail: string;
  readonly code?: string;
  readonly nodeId?: string;
}

export type UserErrorCode =
  /** Not even readable: broken JSON, a broken header. */
  | 'malformed_request'
  | 'validation_failed'
  | 'not_found'
  | 'forbidden'
  | 'unauthenticated'
  | 'conflict'
  | 'precondition_failed'
  | 'precondition_required'
  | 'rate_limited'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'locked'
  | 'idempotency_conflict'
  | 'idempotency_in_progress'
  | 'plan_has_problems'
  /** A required scenario of an automation does not pass. */
  | 'scenario_failed'
  | 'stage_criteria_unmet'
  | 'method_not_allowed'
  | 'account_locked'
  /** Codes that integrations rely on letter by letter. */
  | 'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE'
  | 'AUTH_2FA_REQUIRED'
  | 'AUTH_2FA_INVALID_CODE'
  | 'AUTH_2FA_ENROLMENT_REQUIRED'
  | 'AUTH_TOKEN_REUSED'
  | 'AUTH_SSO_REQUIRED'
  | 'AUTH_SSO_FAILED'
  | 'AUTH_SSO_REFUSED'
  | 'AUTH_SSO_UNAVAILABLE'
  | 'LEAD_CONVERSION_REQUIRES_QUALIFIED'
  /** The plan of the workspace does not include it. */
  | 'PLAN_REQUIRED'
  /** The plan allows no more of them. */
  | 'LIMIT_REACHED';

/** Somebody asked for something that cannot be: they get told in a sentence and nothing changed. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: UserErrorCode;
  readonly problems: readonly Problem[];
  /** Further members of the problem document, e.g. `current` of a lost race. */
  readonly extra: Readonly<Record<string, unknown>>;
  constructor(code: UserErrorCode, message: string, problems: readonly Problem[] = [], extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.problems = problems;
    this.extra = extra;
  }
}

/** The world outside failed in a way that is expected to pass: the same call may be made again. */
export class OperationalError extends Error {
  override readonly name = 'OperationalError';
  readonly service: string;
  constructor(service: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.service = service;
  }
}
// Everything else that is thrown is the third kind: unexpected, a defect of ours.
