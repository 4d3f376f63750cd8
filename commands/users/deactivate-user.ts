import type { UserRow } from '../../db/queries/find-users.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { wakeDecisionsOf } from '../decisions/replace-missing.ts';
import { requireSeat } from '../entitlements/require-seat.ts';
import { requireNotEmergencyAdmin } from '../identity/single-sign-on/passwords-off.ts';
import { revokeSessions } from '../identity/revoke-sessions.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockUserAdministration, requireAdminLeft, requireMayManage } from './rights.ts';
import { lockUser, readUser } from './user-row.ts';

interface Which {
  readonly id: string;
  readonly expectedVersion: number;
}

/** Puts a user out: all sessions end at once. What they did and own stays under their name; decisions they are asked for go to others. */
export async function deactivateUser(trx: TenantTrx, context: CommandContext, input: Which): Promise<UserRow> {
  await lockUserAdministration(trx, context);
  const row = await lockUser(trx, context, input.id, input.expectedVersion);
  if (row.status === 'deactivated') throw new UserError('conflict', 'The user is deactivated already.');
  await requireMayManage(trx, context, row.id);
  await requireNotEmergencyAdmin(trx, context, row.id);
  await setStatus(trx, context, row.id, 'deactivated');
  await requireAdminLeft(trx, context);
  await revokeSessions(trx, context, { userId: row.id, reason: 'user deactivated' });
  await wakeDecisionsOf(trx, context, row.id, `gone/${row.id}/${row.version}`);
  context.record({
    type: 'user.deactivated',
    subject: { type: 'user', id: row.id },
    before: { status: row.status },
    after: { status: 'deactivated' },
  });
  await writeAudit(trx, context, { action: 'user.deactivated', recordType: 'user', recordId: row.id });
  return readUser(trx, row.id);
}

/** Lets a deactivated user in again, with the password and roles they had. */
export async function reactivateUser(trx: TenantTrx, context: CommandContext, input: Which): Promise<UserRow> {
  await lockUserAdministration(trx, context);
  const row = await lockUser(trx, context, input.id, input.expectedVersion);
  if (row.status !== 'deactivated') throw new UserError('conflict', 'The user is not deactivated.');
  await requireMayManage(trx, context, row.id);
  await requireSeat(trx, context);
  await setStatus(trx, context, row.id, 'active');
  await writeAudit(trx, context, { action: 'user.reactivated', recordType: 'user', recordId: row.id });
  return readUser(trx, row.id);
}

async function setStatus(trx: TenantTrx, context: CommandContext, id: string, status: 'active' | 'deactivated'): Promise<void> {
  await trx('users')
    .where({ tenant_id: context.tenantId, id })
    .update({
      status,
      deactivated_at: status === 'deactivated' ? context.now : null,
      version: trx.raw('version + 1'),
      updated_at: context.now,
    });
}
