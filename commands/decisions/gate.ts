import type { DecisionPolicy, PolicyAction } from '../../domain/decisions/policy.ts';
import { asks, covers, type DealTerms } from '../../domain/decisions/terms.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';

/**
 * The policies that want to be asked before something is done to a deal. None: it may be done. What was approved once is not asked
 * again as long as it goes no further. One statement where the tenant has no policies; the one rule for people, the API and automations.
 */
export async function policiesAsking(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  action: PolicyAction,
  terms: DealTerms,
  dealId: string | null,
): Promise<readonly DecisionPolicy[]> {
  const active = await activePolicies(trx, context, action);
  const asking = active.filter((policy) => asks(policy.conditions, terms));
  if (asking.length === 0 || dealId === null) return asking;
  const approved = await rowsOf<{ policies: readonly { readonly id: string }[]; termsAfter: DealTerms }>(
    trx,
    `select policies, terms_after from decisions where tenant_id = ? and deal_id = ? and status = 'approved'`,
    [context.tenantId, dealId],
  );
  return asking.filter(
    (policy) =>
      !approved.some((one) => one.policies.some(({ id }) => id === policy.id) && covers(policy.conditions, one.termsAfter, terms)),
  );
}

/** Policies in force, the oldest first. */
export function activePolicies(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  action: PolicyAction | null,
): Promise<DecisionPolicy[]> {
  return rowsOf<DecisionPolicy>(
    trx,
    `select id, name, action, conditions, steps, expires_after_hours from decision_policies
     where tenant_id = ? and active and archived_at is null and (?::text is null or action = ?::text) order by id`,
    [context.tenantId, action, action],
  );
}
