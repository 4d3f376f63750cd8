import {
  createView,
  deleteView,
  readListSettings,
  readView,
  updateView,
  viewsFor,
  writeListSettings,
} from '../../../commands/views/views.ts';
import type { ViewRow } from '../../../commands/views/views.ts';
import type { ListEntity } from '../../../domain/records/list-entities.ts';
import { readPermission } from '../../../domain/records/list-entities.ts';
import * as contract from '../../contracts/lists.ts';
import type { Principal } from '../../lib/principal.ts';
import { may } from '../../lib/principal.ts';
import { countOf } from '../../lib/record-list.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { requireThat, signedIn } from '../../policies/policy.ts';

export const listRoutes: readonly Route[] = [
  readRoute(contract.readList, {
    policy: signedIn,
    handle: async ({ trx, principal, params }) => {
      requireMayRead(principal, params.entity);
      const views = await viewsFor(trx, principal.tenantId, params.entity, principal.userId);
      const settings = await readListSettings(trx, principal.tenantId, params.entity, principal.userId);
      return { settings: { ...settings, columns: mutable(settings.columns) }, views: views.map(presentView) };
    },
  }),

  writeRoute(contract.writeListSettings, {
    policy: signedIn,
    handle: async ({ trx, context, principal, params, body }) => {
      requireMayRead(principal, params.entity);
      const written = await writeListSettings(trx, context, { ...body, entity: params.entity, userId: principal.userId });
      return { ...written, columns: mutable(written.columns) };
    },
  }),

  writeRoute(contract.createListView, {
    policy: signedIn,
    handle: async ({ trx, context, principal, params, body }) => {
      requireMayRead(principal, params.entity);
      return presentView(await createView(trx, context, { ...body, entity: params.entity, userId: principal.userId }));
    },
  }),

  writeRoute(contract.updateListView, {
    policy: signedIn,
    handle: async ({ trx, context, principal, params, body, version }) =>
      presentView(await updateView(trx, context, { ...body, id: params.id, userId: principal.userId, expectedVersion: version })),
    current: async ({ trx, principal, params }) => presentView(await readView(trx, principal.tenantId, params.id)),
  }),

  writeRoute(contract.deleteListView, {
    policy: signedIn,
    handle: async ({ trx, context, principal, params }) => {
      await deleteView(trx, context, { id: params.id, userId: principal.userId });
      return undefined;
    },
  }),

  readRoute(contract.countList, {
    policy: signedIn,
    handle: async ({ trx, principal, params, query }) => {
      requireMayRead(principal, params.entity);
      return countOf({ trx, principal }, params.entity, query);
    },
  }),
];

export function requireMayRead(principal: Principal, entity: ListEntity): void {
  requireThat(may(principal, readPermission(entity)), 'Your role does not show these records.');
}

function mutable(columns: readonly string[] | null): string[] | null {
  return columns === null ? null : [...columns];
}

function presentView(row: ViewRow): contract.ListView {
  return {
    id: row.id,
    version: row.version,
    entity: row.entity,
    name: row.name,
    sharedWith: row.sharedWith,
    search: row.search,
    columns: mutable(row.columns),
    owner: { id: row.ownerUserId, name: row.ownerName },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
