import type { AttemptClass, CallRequest } from '../../domain/http-calls/call-rules.ts';
import { pauseBeforeNext } from '../../domain/http-calls/call-rules.ts';
import type { Json } from '../../domain/json.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecords } from '../lib/lock-records.ts';
import { newId } from '../lib/new-id.ts';
import { rowOf } from '../records/sql.ts';

export interface HttpCallRow {
  readonly id: string;
  readonly runId: string;
  readonly epoch: number;
  readonly step: string;
  readonly visit: number;
  readonly recordType: SubjectType;
  readonly recordId: string;
  readonly status: 'queued' | 'calling' | 'done' | 'cancelled';
  readonly request: CallRequest;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly giveUpAt: Date;
  readonly leaseUntil: Date | null;
  readonly class: AttemptClass | null;
  readonly responseStatus: number | null;
  readonly responseBody: string | null;
  readonly responseValues: Readonly<Record<string, Json>>;
  readonly error: string | null;
  readonly incarnation: number;
}

export type ClaimedCall =
  | { readonly kind: 'call'; readonly request: CallRequest; readonly token: string; readonly key: string }
  | { readonly kind: 'later'; readonly until: Date }
  | { readonly kind: 'done' }
  | { readonly kind: 'lost' };

/** Beyond the hard time-out of an attempt with its redirects: whoever holds the lease is gone by then. */
const leaseSeconds = 300;
/** While the automation is paused nothing is sent; a look each minute costs nothing. */
const pausedSeconds = 60;

/** Takes a call for one attempt, if it is due, its run still goes on and its automation is not paused. */
export async function claimCall(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly incarnation: number },
): Promise<ClaimedCall> {
  const row = await rowOf<HttpCallRow>(trx, 'select * from http_calls where tenant_id = ? and id = ? for no key update', [
    context.tenantId,
    input.id,
  ]);
  if (row === null || row.incarnation !== input.incarnation) return { kind: 'lost' };
  if (row.status === 'done' || row.status === 'cancelled') return { kind: 'done' };
  const after = (seconds: number): Date => new Date(context.now.getTime() + seconds * 1_000);
  const run = await rowOf<{ readonly ended: boolean; readonly paused: boolean }>(
    trx,
    `select r.ended_at is not null as ended, a.status = 'paused' as paused from runs r
     join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id where r.tenant_id = ? and r.id = ?`,
    [context.tenantId, row.runId],
  );
  if (run === null || run.ended) {
    await trx.raw(`update http_calls set status = 'cancelled', finished_at = ? where tenant_id = ? and id = ?`, [
      context.now,
      context.tenantId,
      row.id,
    ]);
    return { kind: 'done' };
  }
  if (row.leaseUntil !== null && row.leaseUntil > context.now) return { kind: 'later', until: row.leaseUntil };
  if (row.nextAttemptAt > context.now) return { kind: 'later', until: row.nextAttemptAt };
  if (run.paused) return { kind: 'later', until: after(pausedSeconds) };
  const token = newId();
  await trx.raw(
    `update http_calls set status = 'calling', attempts = attempts + 1, attempt_token = ?, lease_until = ? where tenant_id = ? and id = ?`,
    [token, after(leaseSeconds), context.tenantId, row.id],
  );
  return { kind: 'call', request: row.request, token, key: `${row.runId}.${row.epoch}.${row.step}.${row.visit}` };
}

export interface CallResult {
  readonly class: AttemptClass;
  readonly status: number | null;
  readonly error: string | null;
  readonly body: string | null;
  readonly values: Readonly<Record<string, Json>>;
  /** What the other side asked us to wait. */
  readonly askedSeconds: number | null;
  readonly durationMs: number;
}

/**
 * Writes what came of an attempt; answers when the next one is due, null when the call is over. Its end is an event of the record that
 * the run is about: that is what the run waits for.
 */
export async function settleCall(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly token: string; readonly result: CallResult },
): Promise<Date | null> {
  const { result } = input;
  const known = await rowOf<HttpCallRow>(trx, 'select * from http_calls where tenant_id = ? and id = ?', [context.tenantId, input.id]);
  if (known === null) return null;
  // The record first, as everybody locks; then the call.
  await lockRecords(trx, [{ type: known.recordType, id: known.recordId }]);
  const row = await rowOf<HttpCallRow>(
    trx,
    'select * from http_calls where tenant_id = ? and id = ? and attempt_token = ? for no key update',
    [context.tenantId, input.id, input.token],
  );
  // Another attempt has taken over: its word counts.
  if (row === null || row.status !== 'calling') return null;
  const again = result.class === 'passing' && row.attempts < row.request.retry.attempts;
  const next = again
    ? new Date(context.now.getTime() + pauseBeforeNext(row.request.retry, row.attempts, result.askedSeconds) * 1_000)
    : null;
  await trx.raw(
    `update http_calls set status = ?, next_attempt_at = ?, lease_until = null, class = ?, response_status = ?, response_body = ?,
       response_values = ?::jsonb, error = ?, duration_ms = ?, finished_at = ? where tenant_id = ? and id = ?`,
    [
      again ? 'queued' : 'done',
      next ?? row.nextAttemptAt,
      result.class,
      result.status,
      result.body,
      JSON.stringify(result.values),
      result.error,
      result.durationMs,
      again ? null : context.now,
      context.tenantId,
      row.id,
    ],
  );
  if (again) return next;
  context.record({
    type: 'http.answered',
    subject: { type: row.recordType, id: row.recordId },
    data: {
      callId: row.id,
      runId: row.runId,
      step: row.step,
      method: row.request.method,
      host: new URL(row.request.url).host,
      status: result.status,
      ok: result.class === 'ok',
    },
  });
  return null;
}
