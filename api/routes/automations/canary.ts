import { callCanaryBack, confirmCanary, runningCanary } from '../../../commands/automations/canary.ts';
import { impactPlan } from '../../../commands/operations/impact-plan.ts';
import { loadPlanOfVersion } from '../../../commands/automations/lib/plans.ts';
import { openedOf } from '../../../db/opening.ts';
import type { CanaryView } from '../../../db/queries/find-canary.ts';
import { findCanary } from '../../../db/queries/find-canary.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/canary.ts';
import type { Route } from '../../lib/route.ts';
import { readRoute, writeRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';
import { presentImpact, readAutomation } from './present.ts';

/** A version that is tried on the first N new runs: how it fares, and what becomes of it. */
export const canaryRoutes: readonly Route[] = [
  readRoute(contract.getCanary, {
    policy: automationPolicy.read,
    handle: async ({ trx, params }) => {
      await readAutomation(trx, params.id);
      const row = await findCanary(trx, params.id);
      return { canary: row === null ? null : presentCanary(row) };
    },
  }),

  readRoute(contract.impactOfCanary, {
    policy: automationPolicy.read,
    handle: async ({ trx, params, body, principal }) => {
      const canary = await runningCanary(trx, principal.tenantId, params.id);
      if (canary === null) throw new UserError('not_found', 'No version of the automation is being tried.');
      const confirms = body.end === 'confirm';
      const version = confirms ? canary.number : canary.baseNumber;
      const to = await loadPlanOfVersion(trx, principal.tenantId, params.id, version);
      const impact = await impactPlan(
        trx,
        { tenantId: principal.tenantId, now: openedOf(trx).now },
        {
          automationId: params.id,
          to,
          choices: body.runs ?? null,
          of: confirms ? { belowVersion: canary.number } : { version: canary.number },
        },
      );
      return presentImpact(impact, to, version);
    },
  }),

  writeRoute(contract.confirmCanary, {
    policy: automationPolicy.publish,
    lock: 'exclusive',
    handle: async ({ trx, context, params, body }) => {
      await confirmCanary(trx, context, { id: params.id, ...body });
      return readAutomation(trx, params.id);
    },
  }),

  writeRoute(contract.callCanaryBack, {
    policy: automationPolicy.publish,
    lock: 'exclusive',
    handle: async ({ trx, context, params, body }) => {
      await callCanaryBack(trx, context, { id: params.id, ...body });
      return readAutomation(trx, params.id);
    },
  }),
];

function presentCanary(row: CanaryView): contract.Canary {
  return {
    version: row.number,
    base: row.baseNumber,
    size: row.size,
    taken: row.taken,
    status: row.status,
    runs: row.choices.map((one) => ({ ...one })),
    startedAt: row.createdAt.toISOString(),
    startedBy: row.startedBy,
    endedAt: row.endedAt?.toISOString() ?? null,
    endedBy: row.endedBy,
    tried: { ...row.tried },
    inForce: { ...row.inForce },
  };
}
