import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { hashPassword, refuseWeakPassword, verifyPassword } from './passwords.ts';
import { revokeSessions } from './revoke-sessions.ts';

export interface ChangePassword {
  readonly userId: string;
  readonly sessionId: string;
  readonly current: string;
  readonly next: string;
}

/** Changes one's own password. Whoever may have learnt the old one is put out: all other sessions end. */
export async function changePassword(trx: TenantTrx, context: CommandContext, input: ChangePassword): Promise<void> {
  const key = { tenant_id: context.tenantId, id: input.userId };
  const row: { email: string; password_hash: string | null } | undefined = await trx('users')
    .where(key)
    .forNoKeyUpdate()
    .first('email', 'password_hash');
  if (row === undefined || !(await verifyPassword(row.password_hash, input.current))) {
    const detail = 'The current password is wrong.';
    throw new UserError('validation_failed', detail, [{ pointer: '/current', code: 'wrong_password', detail }]);
  }
  refuseWeakPassword(input.next, row.email, '/next');
  await trx('users')
    .where(key)
    .update({ password_hash: await hashPassword(input.next), password_changed_at: context.now });
  await revokeSessions(trx, context, { userId: input.userId, exceptSessionId: input.sessionId, reason: 'password changed' });
  await writeAudit(trx, context, { action: 'user.password_changed', recordType: 'user', recordId: input.userId });
}
