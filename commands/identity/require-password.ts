import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { verifyPassword } from './passwords.ts';

/** Whoever changes how they sign in proves the first factor. */
export async function requirePassword(
  trx: TenantTrx,
  context: CommandContext,
  userId: string,
  password: string,
): Promise<{ readonly email: string; readonly name: string }> {
  const row: { email: string; name: string; password_hash: string | null } | undefined = await trx('users')
    .where({ tenant_id: context.tenantId, id: userId })
    .forNoKeyUpdate()
    .first('email', 'name', 'password_hash');
  if (row !== undefined && (await verifyPassword(row.password_hash, password))) return row;
  const detail = 'The password is wrong.';
  throw new UserError('validation_failed', detail, [{ pointer: '/password', code: 'wrong_password', detail }]);
}
