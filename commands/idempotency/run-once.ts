import { UserError } from '../../domain/errors/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';

/** What the caller says identifies its request. */
export interface OnceKey {
  readonly userId: string;
  readonly key: string;
  /** Hash of everything the request says: the same key with another one is a mistake of the caller. */
  readonly fingerprint: string;
}

/** An answer as it can be given again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: JsonObject;
  readonly body: Json;
}

export interface OnceResult extends StoredAnswer {
  readonly replayed: boolean;
}

interface Row {
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: JsonObject;
  readonly body: Json;
}

const keptHours = 24;

/**
 * Does `work` at most once per key: key, answer and the changes of `work` commit in this one transaction. Failures are
 * not kept, so the same request may be repeated after one. While another request with the key runs, this one is refused.
 */
export async function runOnce(
  trx: TenantTrx,
  context: CommandContext,
  once: OnceKey,
  work: () => Promise<StoredAnswer>,
): Promise<OnceResult> {
  await lockKey(trx, context, once);
  const earlier = await findEarlier(trx, context, once);
  if (earlier !== null) {
    if (earlier.fingerprint !== once.fingerprint) {
      throw new UserError('idempotency_conflict', 'This Idempotency-Key was used for another request. Use a new one.');
    }
    return { status: earlier.status, headers: earlier.headers, body: earlier.body, replayed: true };
  }
  const answer = await work();
  await remember(trx, context, once, answer);
  return { ...answer, replayed: false };
}

// The lock comes in a statement of its own: only a statement that begins after it was taken sees what its holder committed.
async function lockKey(trx: TenantTrx, context: CommandContext, once: OnceKey): Promise<void> {
  const name = `idempotency:${context.tenantId}:${once.userId}:${once.key}`;
  const result: { rows: { locked: boolean }[] } = await trx.raw('select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as locked', [
    name,
  ]);
  if (result.rows[0]?.locked !== true) {
    throw new UserError('idempotency_in_progress', 'A request with this Idempotency-Key is being worked on.', [], { retryAfterSeconds: 1 });
  }
}

async function findEarlier(trx: TenantTrx, context: CommandContext, once: OnceKey): Promise<Row | null> {
  const result: { rows: Row[] } = await trx.raw(
    `select request_hash as fingerprint, status, headers, response as body from idempotency_keys
     where tenant_id = ? and scope = ? and key = ? and expires_at > now()`,
    [context.tenantId, once.userId, once.key],
  );
  return result.rows[0] ?? null;
}

async function remember(trx: TenantTrx, context: CommandContext, once: OnceKey, answer: StoredAnswer): Promise<void> {
  // An expired row of the same key may still be there: cleaning up is somebody else's job.
  await trx.raw(
    `insert into idempotency_keys (tenant_id, scope, key, request_hash, status, headers, response, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, now() + interval '${keptHours} hours')
     on conflict (tenant_id, scope, key) do update
       set request_hash = excluded.request_hash, status = excluded.status, headers = excluded.headers, response = excluded.response,
         created_at = now(), expires_at = excluded.expires_at`,
    [context.tenantId, once.userId, once.key, once.fingerprint, answer.status, JSON.stringify(answer.headers), JSON.stringify(answer.body)],
  );
}
