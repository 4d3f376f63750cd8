import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { hashToken, newSessionToken } from './session-tokens.ts';

/** Where a request comes from, as far as it says. */
export interface Caller {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export interface SessionRules {
  readonly idleMinutes: number;
  readonly absoluteHours: number;
}

export interface OpenedSession {
  readonly sessionId: string;
  /** The secret itself, known only to the caller from now on. */
  readonly token: string;
}

/** Starts a session of a user whose identity was proven. */
export async function openSession(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly caller: Caller; readonly rules: SessionRules },
): Promise<OpenedSession> {
  const token = newSessionToken();
  const sessionId = newId();
  const { userId, caller, rules } = input;
  await trx.raw(
    `insert into sessions (tenant_id, id, user_id, token_hash, user_agent, ip, idle_expires_at, expires_at)
     values (?, ?, ?, ?, ?, ?, now() + least(make_interval(mins => ?), make_interval(hours => ?)), now() + make_interval(hours => ?))`,
    [
      context.tenantId,
      sessionId,
      userId,
      hashToken(token),
      caller.userAgent,
      caller.ip,
      rules.idleMinutes,
      rules.absoluteHours,
      rules.absoluteHours,
    ],
  );
  await trx.raw('update users set last_sign_in_at = ?, failed_sign_ins = 0, locked_until = null where tenant_id = ? and id = ?', [
    context.now,
    context.tenantId,
    userId,
  ]);
  await writeAudit(trx, context, { action: 'user.signed_in', recordType: 'user', recordId: userId, ...caller });
  return { sessionId, token };
}
