import type { Plan } from '../../../domain/automation/plan/plan.ts';
import type { TenantTrx } from '../../lib/context.ts';

/** Plans are immutable and named by their content, so keeping them needs no invalidation; the bound keeps memory flat. */
const mostKept = 500;
const kept = new Map<string, Plan>();

/** The plans with these hashes. One statement for those not seen lately, none if all are at hand. */
export async function loadPlans(trx: TenantTrx, tenantId: string, hashes: Iterable<string>): Promise<ReadonlyMap<string, Plan>> {
  const found = new Map<string, Plan>();
  const missing: string[] = [];
  for (const hash of new Set(hashes)) {
    const plan = recall(`${tenantId}/${hash}`);
    if (plan === undefined) missing.push(hash);
    else found.set(hash, plan);
  }
  if (missing.length === 0) return found;
  const result: { rows: { hash: string; plan: Plan }[] } = await trx.raw(
    'select hash, plan from plans where tenant_id = ? and hash = any(?)',
    [tenantId, missing],
  );
  for (const row of result.rows) {
    keep(`${tenantId}/${row.hash}`, row.plan);
    found.set(row.hash, row.plan);
  }
  return found;
}

/** One plan that must exist: versions and runs refer to it by a foreign key. */
export async function loadPlan(trx: TenantTrx, tenantId: string, hash: string): Promise<Plan> {
  const plan = (await loadPlans(trx, tenantId, [hash])).get(hash);
  if (plan === undefined) throw new Error(`there is no plan ${hash}`);
  return plan;
}

/** The plan of a published version. */
export async function loadPlanOfVersion(trx: TenantTrx, tenantId: string, automationId: string, number: number): Promise<Plan> {
  const result: { rows: { hash: string }[] } = await trx.raw(
    'select plan_hash as hash from automation_versions where tenant_id = ? and automation_id = ? and number = ?',
    [tenantId, automationId, number],
  );
  const [row] = result.rows;
  if (row === undefined) throw new Error(`the automation has no version ${number}`);
  return loadPlan(trx, tenantId, row.hash);
}

function recall(name: string): Plan | undefined {
  const plan = kept.get(name);
  if (plan === undefined) return undefined;
  kept.delete(name);
  kept.set(name, plan);
  return plan;
}

function keep(name: string, plan: Plan): void {
  kept.set(name, plan);
  const oldest = kept.keys().next();
  if (kept.size > mostKept && oldest.done !== true) kept.delete(oldest.value);
}
