import { UserError } from '../../domain/errors/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { QualificationPolicy } from '../../domain/leads/qualification-policy.ts';
import { policyProblems } from '../../domain/leads/qualification-policy.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { lockName } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { StoredPolicy } from './read-qualification.ts';
import { readPolicy } from './read-qualification.ts';

/** Changes the tenant's qualification policy; what it means for the coverage of leads follows in the same transaction. */
export async function updatePolicy(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly policy: QualificationPolicy; readonly expectedVersion: number },
): Promise<StoredPolicy> {
  // There may be no row to lock yet.
  await lockName(trx, 'qualification-policy');
  const current = await readPolicy(trx, context.tenantId);
  if (current.version !== input.expectedVersion) {
    throw new UserError('precondition_failed', 'Somebody else changed the policy meanwhile.', [], { currentVersion: current.version });
  }
  refuseProblems('policy', policyProblems(input.policy));
  await trx.raw(
    `insert into qualification_policies (tenant_id, policy, version, updated_at) values (?, ?::jsonb, 1, ?)
     on conflict (tenant_id) do update set policy = excluded.policy, version = qualification_policies.version + 1, updated_at = excluded.updated_at`,
    [context.tenantId, JSON.stringify(input.policy), context.now],
  );
  await recomputeCoverage(trx, context, input.policy);
  await writeAudit(trx, context, {
    action: 'qualification_policy.updated',
    before: { ...current.policy } as unknown as JsonObject,
    after: { ...input.policy } as unknown as JsonObject,
  });
  return { policy: input.policy, version: current.version + 1 };
}

/** One statement for all leads of which anything is claimed. It is no change of the leads, so it wakes nobody. */
async function recomputeCoverage(trx: TenantTrx, context: CommandContext, policy: QualificationPolicy): Promise<void> {
  const needing = policy.factors.filter((rule) => rule.enabled && rule.requireEvidence).map((rule) => rule.factor);
  await trx.raw(
    `update leads set evidence_coverage = counted.coverage
     from (
       select lead_id, case when ? = 0 then 100
         else floor(100.0 * count(*) filter (where claim <> 'unknown' and source is not null and factor = any(?::text[])) / greatest(?, 1)) end::int as coverage
       from lead_factors where tenant_id = ? group by lead_id
     ) counted
     where leads.tenant_id = ? and leads.id = counted.lead_id and leads.evidence_coverage <> counted.coverage`,
    [needing.length, needing, needing.length, context.tenantId, context.tenantId],
  );
}
