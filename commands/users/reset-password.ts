import { writeAudit } from '../audit/write-audit.ts';
import { generatePassword, hashPassword } from '../identity/passwords.ts';
import { revokeSessions } from '../identity/revoke-sessions.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { CreatedUser } from './create-user.ts';
import { requireMayManage } from './rights.ts';
import { lockUser, readUser } from './user-row.ts';

/** Gives a user a new generated password, lifts a lock and ends all their sessions. */
export async function resetPassword(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<CreatedUser> {
  const row = await lockUser(trx, context, input.id);
  await requireMayManage(trx, context, row.id);
  const initialPassword = generatePassword();
  await trx('users')
    .where({ tenant_id: context.tenantId, id: row.id })
    .update({
      password_hash: await hashPassword(initialPassword),
      password_changed_at: context.now,
      failed_sign_ins: 0,
      locked_until: null,
      version: trx.raw('version + 1'),
      updated_at: context.now,
    });
  await revokeSessions(trx, context, { userId: row.id, reason: 'password reset' });
  await writeAudit(trx, context, { action: 'user.password_reset', recordType: 'user', recordId: row.id });
  return { user: await readUser(trx, row.id), initialPassword };
}
