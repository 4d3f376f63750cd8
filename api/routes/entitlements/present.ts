import { readPlan } from '../../../commands/entitlements/change-plan.ts';
import type { OverrideRow } from '../../../commands/entitlements/overrides.ts';
import { entitlementsOf, usageOf } from '../../../commands/entitlements/read-entitlements.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findSeats } from '../../../db/queries/find-seats.ts';
import { seeingEverybodys } from '../../../db/queries/seeing-everybodys.ts';
import { type Entitlement, features, isFeature, limits } from '../../../domain/entitlements/entitlements.ts';
import { explainEntitlement } from '../../../domain/entitlements/explain.ts';
import { planCodes, plans } from '../../../domain/entitlements/plans.ts';
import type { Source } from '../../../domain/entitlements/resolve.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type * as contract from '../../contracts/entitlements.ts';

export async function presentPlan(trx: TenantTrx, tenantId: string, managedBy: 'workspace' | 'operator'): Promise<contract.TenantPlan> {
  const { version } = await readPlan(trx, tenantId);
  const { plan, workspace } = await entitlementsOf(trx, tenantId, null);
  // How much is used is no secret of single records: the whole workspace is counted whatever one sees of it.
  const used = await seeingEverybodys(trx, () => usageOf(trx, tenantId));
  return {
    id: tenantId,
    version,
    code: plan.code,
    name: plan.name,
    managedBy,
    features: features.map((code) => ({ code, granted: workspace.features[code].value })),
    limits: limits.map((code) => ({ code, limit: workspace.limits[code].value, used: used[code] })),
    seats: await findSeats(trx),
    plans: planCodes.map((code) => ({
      code,
      name: plans[code].name,
      features: [...plans[code].features],
      limits: limits.map((limit) => ({ code: limit, limit: plans[code].limits[limit] })),
    })),
  };
}

export function presentOverride(row: OverrideRow): contract.EntitlementOverride {
  const { id, scope, subjectId, subjectName, entitlement, reason } = row;
  const limit = row.limitValue === null ? null : Number(row.limitValue);
  const value = isFeature(entitlement) ? row.granted === true : limit;
  return { id, scope, subjectId, subjectName, entitlement, value, reason, createdAt: row.createdAt.toISOString() };
}

/** Why each thing is granted or refused to a person, or to the workspace. */
export async function explain(
  trx: TenantTrx,
  tenantId: string,
  asked: { readonly userId?: string | undefined; readonly entitlement?: Entitlement | undefined },
): Promise<contract.EntitlementExplanation[]> {
  const names = await namesOf(trx, tenantId);
  if (asked.userId !== undefined && !names.has(asked.userId)) throw new UserError('not_found', 'There is no such person.');
  const { plan, own } = await entitlementsOf(trx, tenantId, asked.userId ?? null);
  const wanted: readonly Entitlement[] = asked.entitlement === undefined ? [...features, ...limits] : [asked.entitlement];
  const present = (source: Source) => ({
    ...source,
    subjectName: source.subjectId === null ? null : (names.get(source.subjectId) ?? null),
  });
  return wanted.map((entitlement) => {
    const resolved = isFeature(entitlement) ? own.features[entitlement] : own.limits[entitlement];
    const decidedBy = present(resolved.source);
    return {
      entitlement,
      value: resolved.value,
      decidedBy,
      considered: resolved.considered.map(present),
      sentence: explainEntitlement(entitlement, resolved.source, { plan: plan.name, subject: decidedBy.subjectName }),
    };
  });
}

async function namesOf(trx: TenantTrx, tenantId: string): Promise<ReadonlyMap<string, string>> {
  const result: { rows: { id: string; name: string }[] } = await trx.raw(
    'select id, name from users where tenant_id = ? union all select id, name from teams where tenant_id = ?',
    [tenantId, tenantId],
  );
  return new Map(result.rows.map((row) => [row.id, row.name]));
}
