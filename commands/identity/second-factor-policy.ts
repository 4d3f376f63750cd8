import { findSecondFactorPolicy, type SecondFactorPolicy } from '../../db/queries/second-factor-policy.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireVersion } from '../records/lock-record.ts';

export interface ChangeSecondFactorPolicy {
  readonly required?: boolean | undefined;
  readonly graceDays?: number | undefined;
  readonly expectedVersion: number;
}

export async function readSecondFactorPolicy(trx: TenantTrx): Promise<SecondFactorPolicy> {
  const policy = await findSecondFactorPolicy(trx);
  if (policy === null) throw new UserError('not_found', 'There is no such workspace.');
  return policy;
}

/** Asks everybody for a second factor, or no longer. Switched on again, the days of grace begin anew. */
export async function changeSecondFactorPolicy(
  trx: TenantTrx,
  context: CommandContext,
  input: ChangeSecondFactorPolicy,
): Promise<SecondFactorPolicy> {
  await trx.raw('select 1 from tenants where id = ? for no key update', [context.tenantId]);
  const row = await readSecondFactorPolicy(trx);
  requireVersion(row, input.expectedVersion, 'workspace');
  const required = input.required ?? row.requiredSince !== null;
  const requiredSince = required ? (row.requiredSince ?? context.now) : null;
  const graceDays = input.graceDays ?? row.graceDays;
  await trx('tenants')
    .where({ id: context.tenantId })
    .update({
      second_factor_required_since: requiredSince,
      second_factor_grace_days: graceDays,
      version: trx.raw('version + 1'),
      updated_at: context.now,
    });
  await writeAudit(trx, context, {
    action: 'twofa.policy_changed',
    recordType: 'tenant',
    recordId: context.tenantId,
    before: { required: row.requiredSince !== null, graceDays: row.graceDays },
    after: { required, graceDays },
  });
  return readSecondFactorPolicy(trx);
}

/** Refuses to switch off what the workspace asks for. */
export async function requireSecondFactorOptional(trx: TenantTrx): Promise<void> {
  if ((await readSecondFactorPolicy(trx)).requiredSince === null) return;
  throw new UserError('conflict', 'Your workspace asks everybody for a second factor. It can be renewed, not switched off.');
}
