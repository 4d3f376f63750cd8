import { UserError } from '../../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { rowOf } from '../../records/sql.ts';

/** Whether somebody may sign in by password: a workspace can leave that to its identity provider, except for one named person. */
export async function mayUsePassword(trx: TenantTrx, context: CommandContext, userId: string): Promise<boolean> {
  const barred = await rowOf(
    trx,
    'select 1 as one from single_sign_on where tenant_id = ? and not passwords_on and emergency_user_id is distinct from ?::uuid',
    [context.tenantId, userId],
  );
  return barred === null;
}

export function signInByProvider(): UserError {
  return new UserError('AUTH_SSO_REQUIRED', 'Your workspace signs in through its identity provider, not by password.');
}

/** The one who can still come in when the provider is down stays, and stays an administrator. */
export async function requireNotEmergencyAdmin(trx: TenantTrx, context: CommandContext, userId: string): Promise<void> {
  const kept = await rowOf(
    trx,
    'select 1 as one from single_sign_on where tenant_id = ? and not passwords_on and emergency_user_id = ?::uuid',
    [context.tenantId, userId],
  );
  if (kept === null) return;
  throw new UserError('conflict', 'This is the emergency admin of single sign-on. Name another one first.');
}
