import type { TenantTrx } from '../lib/context.ts';

/** Notes that a session was used, which moves the end of its idle time; the absolute end never moves. */
export async function touchSession(trx: TenantTrx, input: { readonly sessionId: string; readonly idleMinutes: number }): Promise<void> {
  await trx.raw(
    `update sessions set last_seen_at = now(), idle_expires_at = least(expires_at, now() + make_interval(mins => ?))
     where tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and id = ? and revoked_at is null and idle_expires_at > now()`,
    [input.idleMinutes, input.sessionId],
  );
}
