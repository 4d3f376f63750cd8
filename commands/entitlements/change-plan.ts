import type { PlanCode } from '../../domain/entitlements/plans.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireVersion } from '../records/lock-record.ts';
import { rowOf } from '../records/sql.ts';
import { forgetEntitlements, planOf } from './read-entitlements.ts';

export interface TenantPlan {
  readonly version: number;
  readonly planCode: string | null;
}

/** Which plan a workspace has; version 1 as long as nobody gave it one. */
export async function readPlan(trx: TenantTrx, tenantId: string): Promise<TenantPlan> {
  return (
    (await rowOf<TenantPlan>(trx, 'select version, plan_code from tenant_plans where tenant_id = ?', [tenantId])) ?? {
      version: 1,
      planCode: null,
    }
  );
}

/**
 * Gives a workspace a plan. What it has beyond the new limits stays and can be changed, only nothing is added. Whoever calls it holds the
 * tenant's lock exclusively: every record is made before the change or counted by it.
 */
export async function changePlan(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly plan: PlanCode; readonly expectedVersion?: number },
): Promise<void> {
  const before = await readPlan(trx, context.tenantId);
  requireVersion(before, input.expectedVersion, 'plan');
  if (before.planCode === input.plan) return;
  await trx.raw(
    `insert into tenant_plans (tenant_id, plan_code, version, started_at, updated_at) values (?, ?, 2, ?, ?)
     on conflict (tenant_id) do update set plan_code = excluded.plan_code, version = tenant_plans.version + 1,
       started_at = excluded.started_at, updated_at = excluded.updated_at`,
    [context.tenantId, input.plan, context.now, context.now],
  );
  forgetEntitlements(trx);
  await writeAudit(trx, context, {
    action: 'tenant.plan.changed',
    recordType: 'tenant',
    recordId: context.tenantId,
    before: { plan: planOf(before.planCode).code },
    after: { plan: input.plan },
  });
}
