import { createGroup, deleteGroup, updateGroup } from '../../../commands/exclusivity/groups.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findGroup, findGroupMembers, type FoundGroup, listGroups } from '../../../db/queries/find-exclusivity-groups.ts';
import * as contract from '../../contracts/exclusivity.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';
import { found } from '../records/found.ts';

export const exclusivityRoutes: readonly Route[] = [
  readRoute(contract.listExclusivityGroups, {
    policy: automationPolicy.read,
    handle: async ({ trx }) => ({ items: (await listGroups(trx)).map(present) }),
  }),
  readRoute(contract.getExclusivityGroup, { policy: automationPolicy.read, handle: ({ trx, params }) => shown(trx, params.id) }),
  readRoute(contract.listExclusivityMembers, {
    policy: automationPolicy.read,
    handle: async ({ trx, params }) => {
      await shown(trx, params.id);
      return { items: (await findGroupMembers(trx, params.id)).map((member) => ({ ...member })) };
    },
  }),
  writeRoute(contract.createExclusivityGroup, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, body }) => shown(trx, await createGroup(trx, context, body)),
  }),
  writeRoute(contract.updateExclusivityGroup, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updateGroup(trx, context, { ...body, id: params.id, expectedVersion: version });
      return shown(trx, params.id);
    },
    current: ({ trx, params }) => shown(trx, params.id),
  }),
  // What is live changes with it, so it asks for the right to publish.
  writeRoute(contract.deleteExclusivityGroup, {
    policy: automationPolicy.publish,
    handle: ({ trx, context, params, body, version }) =>
      deleteGroup(trx, context, { id: params.id, expectedVersion: version, used: body.used }),
  }),
];

async function shown(trx: TenantTrx, id: string): Promise<contract.ExclusivityGroup> {
  return present(found(await findGroup(trx, id), 'exclusivity group'));
}

function present(row: FoundGroup): contract.ExclusivityGroup {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}
