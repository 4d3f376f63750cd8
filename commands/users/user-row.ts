import { findUser, type UserRow } from '../../db/queries/find-users.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireVersion } from '../records/lock-record.ts';

export async function readUser(trx: TenantTrx, id: string): Promise<UserRow> {
  const row = await findUser(trx, id);
  if (row === null) throw new UserError('not_found', 'There is no such user.');
  return row;
}

/** Locks a user and reads them; refuses when somebody else was faster. */
export async function lockUser(trx: TenantTrx, context: CommandContext, id: string, expectedVersion?: number): Promise<UserRow> {
  await trx.raw('select 1 from users where tenant_id = ? and id = ? for no key update', [context.tenantId, id]);
  const row = await readUser(trx, id);
  requireVersion(row, expectedVersion, 'user');
  return row;
}
