import { changeSecondFactorPolicy, readSecondFactorPolicy } from '../../../commands/identity/second-factor-policy.ts';
import type { SecondFactorPolicy } from '../../../db/queries/second-factor-policy.ts';
import * as contract from '../../contracts/second-factor-policy.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { needs } from '../../policies/policy.ts';

export const secondFactorPolicyRoutes: readonly Route[] = [
  readRoute(contract.getSecondFactorPolicy, {
    policy: needs('tenant.write'),
    handle: async ({ trx }) => present(await readSecondFactorPolicy(trx)),
  }),

  writeRoute(contract.changeSecondFactorPolicy, {
    policy: needs('tenant.write'),
    handle: async ({ trx, context, body, version }) =>
      present(await changeSecondFactorPolicy(trx, context, { ...body, expectedVersion: version })),
    current: async ({ trx }) => present(await readSecondFactorPolicy(trx)),
  }),
];

function present(row: SecondFactorPolicy): contract.SecondFactorPolicy {
  return {
    id: row.id,
    version: row.version,
    required: row.requiredSince !== null,
    requiredSince: row.requiredSince?.toISOString() ?? null,
    graceDays: row.graceDays,
    // JSON from the database tells instants in its own way.
    without: row.without.map((one) => ({ ...one, dueAt: one.dueAt === null ? null : new Date(one.dueAt).toISOString() })),
  };
}
