import type { CommandContext, TenantTrx } from '../lib/context.ts';

export interface RevokeSessions {
  readonly userId: string;
  /** Only this one; without it all of them. */
  readonly sessionId?: string;
  /** All but this one. */
  readonly exceptSessionId?: string;
  readonly reason: string;
}

/** Ends sessions on the server: the next request with their token is refused. Gives how many were ended. */
export async function revokeSessions(trx: TenantTrx, context: CommandContext, input: RevokeSessions): Promise<number> {
  const result: { rowCount: number | null } = await trx.raw(
    `update sessions set revoked_at = ?, revoked_reason = ?
     where tenant_id = ? and user_id = ? and revoked_at is null and (?::uuid is null or id = ?::uuid) and (?::uuid is null or id <> ?::uuid)`,
    [
      context.now,
      input.reason,
      context.tenantId,
      input.userId,
      input.sessionId ?? null,
      input.sessionId ?? null,
      input.exceptSessionId ?? null,
      input.exceptSessionId ?? null,
    ],
  );
  // Live updates of an ended session end with it, not when they next have something to tell.
  if (result.rowCount) await trx.raw(`select pg_notify('cadenza_feed', ?)`, [context.tenantId]);
  return result.rowCount ?? 0;
}
