import type { SegmentRow } from '../../../commands/segments/segments.ts';
import { createSegment, deleteSegment, findSegments, readSegment, updateSegment } from '../../../commands/segments/segments.ts';
import { segmentUses } from '../../../db/queries/lists/segments.ts';
import type { SegmentEntity } from '../../../domain/records/list-entities.ts';
import { readPermission, writePermission } from '../../../domain/records/list-entities.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import * as contract from '../../contracts/lists.ts';
import type { Principal } from '../../lib/principal.ts';
import { may } from '../../lib/principal.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { requireThat, signedIn } from '../../policies/policy.ts';
import { requireMayRead } from './index.ts';

export const segmentRoutes: readonly Route[] = [
  readRoute(contract.listSegments, {
    policy: signedIn,
    handle: async ({ trx, principal, query }) => {
      const rows = await findSegments(trx, principal.tenantId, query.entity ?? null);
      return { items: rows.filter((row) => may(principal, readPermission(row.entity))).map(present), next: null };
    },
  }),

  readRoute(contract.readSegment, {
    policy: signedIn,
    handle: async ({ trx, principal, params }) => present(await readable(trx, principal, params.id)),
  }),

  readRoute(contract.readSegmentUses, {
    policy: signedIn,
    handle: async ({ trx, principal, params }) => {
      await readable(trx, principal, params.id);
      return { items: await segmentUses(trx, principal.tenantId, params.id) };
    },
  }),

  writeRoute(contract.createSegment, {
    policy: signedIn,
    handle: async ({ trx, context, principal, body }) => {
      requireMayWrite(principal, body.entity);
      return present(await createSegment(trx, context, { ...body, userId: principal.userId }));
    },
  }),

  writeRoute(contract.updateSegment, {
    policy: signedIn,
    handle: async ({ trx, context, principal, params, body, version }) => {
      requireMayWrite(principal, (await readable(trx, principal, params.id)).entity);
      return present(await updateSegment(trx, context, { ...body, id: params.id, expectedVersion: version }));
    },
    current: async ({ trx, principal, params }) => present(await readSegment(trx, principal.tenantId, params.id)),
  }),

  writeRoute(contract.deleteSegment, {
    policy: signedIn,
    handle: async ({ trx, context, principal, params }) => {
      requireMayWrite(principal, (await readable(trx, principal, params.id)).entity);
      await deleteSegment(trx, context, params.id);
      return undefined;
    },
  }),
];

async function readable(trx: TenantTrx, principal: Principal, id: string): Promise<SegmentRow> {
  const row = await readSegment(trx, principal.tenantId, id);
  requireMayRead(principal, row.entity);
  return row;
}

function requireMayWrite(principal: Principal, entity: SegmentEntity): void {
  requireThat(may(principal, writePermission(entity)), 'Your role does not allow changing segments of these records.');
}

function present(row: SegmentRow): contract.Segment {
  return {
    id: row.id,
    version: row.version,
    entity: row.entity,
    name: row.name,
    description: row.description,
    condition: row.condition,
    createdByUserId: row.createdByUserId,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
