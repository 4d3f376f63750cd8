import { changePlan } from '../../../commands/entitlements/change-plan.ts';
import { listOverrides, removeOverride, setOverride } from '../../../commands/entitlements/overrides.ts';
import { entitlementsOf } from '../../../commands/entitlements/read-entitlements.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { features, limits } from '../../../domain/entitlements/entitlements.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/entitlements.ts';
import type { ApiConfig } from '../../deps.ts';
import type { Principal } from '../../lib/principal.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { planPolicy } from '../../policies/entitlements.ts';
import { explain, presentOverride, presentPlan } from './present.ts';

/** Where plans are sold, a workspace does not give itself one. */
function refuseIfManaged(config: ApiConfig): void {
  if (config.plansManagedBy === 'workspace') return;
  throw new UserError('forbidden', 'Plans of this installation are managed by whoever runs it.');
}

async function overridesOf({ trx, principal }: { readonly trx: TenantTrx; readonly principal: Principal }) {
  return { items: (await listOverrides(trx, principal.tenantId)).map(presentOverride) };
}

export const entitlementRoutes: readonly Route[] = [
  readRoute(contract.getPlan, {
    policy: planPolicy.view,
    handle: ({ trx, principal, deps }) => presentPlan(trx, principal.tenantId, deps.config.plansManagedBy),
  }),

  writeRoute(contract.changePlan, {
    policy: planPolicy.change,
    // Records are made before the change or counted by it.
    lock: 'exclusive',
    handle: async ({ trx, context, principal, body, version, deps }) => {
      refuseIfManaged(deps.config);
      await changePlan(trx, context, { plan: body.code, expectedVersion: version });
      return presentPlan(trx, principal.tenantId, deps.config.plansManagedBy);
    },
    current: ({ trx, principal, deps }) => presentPlan(trx, principal.tenantId, deps.config.plansManagedBy),
  }),

  readRoute(contract.getMyEntitlements, {
    policy: planPolicy.own,
    handle: async ({ trx, principal }) => {
      const { own } = await entitlementsOf(trx, principal.tenantId, principal.userId);
      return {
        features: valuesOf(features, (code) => own.features[code].value),
        limits: valuesOf(limits, (code) => own.limits[code].value),
      };
    },
  }),

  readRoute(contract.explainEntitlements, {
    policy: planPolicy.view,
    handle: async ({ trx, principal, query }) => ({ items: await explain(trx, principal.tenantId, query) }),
  }),

  readRoute(contract.listOverrides, { policy: planPolicy.override, handle: overridesOf }),

  writeRoute(contract.setOverride, {
    policy: planPolicy.override,
    lock: 'exclusive',
    handle: async ({ trx, context, principal, body, deps }) => {
      refuseIfManaged(deps.config);
      await setOverride(trx, context, body);
      return overridesOf({ trx, principal });
    },
  }),

  writeRoute(contract.removeOverride, {
    policy: planPolicy.override,
    lock: 'exclusive',
    handle: async ({ trx, context, params, deps }) => {
      refuseIfManaged(deps.config);
      await removeOverride(trx, context, params);
      return undefined;
    },
  }),
];

function valuesOf<Code extends string, Value>(codes: readonly Code[], of: (code: Code) => Value): Record<Code, Value> {
  return Object.fromEntries(codes.map((code) => [code, of(code)])) as Record<Code, Value>;
}
