import type { TenantTrx } from '../lib/context.ts';

export interface TouchSession {
  readonly sessionId: string;
  readonly idleMinutes: number;
  readonly via: 'cookie' | 'bearer' | 'api_key';
}

/**
 * Notes that a session or API key was used. A browser session's idle end moves with it, its absolute end never does; an API client's
 * ends with its tokens.
 */
export async function touchSession(trx: TenantTrx, input: TouchSession): Promise<void> {
  const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;
  if (input.via === 'api_key') {
    await trx.raw(`update api_keys set last_used_at = now() where tenant_id = ${tenant} and id = ? and revoked_at is null`, [
      input.sessionId,
    ]);
    return;
  }
  await trx.raw(
    `update sessions set last_seen_at = now(),
       idle_expires_at = case kind when 'browser' then least(expires_at, now() + make_interval(mins => ?)) else idle_expires_at end
     where tenant_id = ${tenant} and id = ? and revoked_at is null and idle_expires_at > now()`,
    [input.idleMinutes, input.sessionId],
  );
}
