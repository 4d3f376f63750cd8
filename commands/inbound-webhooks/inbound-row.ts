import type { InboundAuth } from '../../domain/webhooks/inbound.ts';
import type { InboundMapping } from '../../domain/webhooks/mapping.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { rowOf } from '../records/sql.ts';

export interface InboundRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly key: string;
  readonly status: 'active' | 'paused';
  readonly auth: InboundAuth;
  readonly secret: string;
  readonly deliveryIdHeader: string | null;
  readonly mapping: InboundMapping;
  readonly keepSamples: number;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function findInbound(trx: TenantTrx, tenantId: string, id: string): Promise<InboundRow | null> {
  return rowOf<InboundRow>(trx, 'select * from inbound_webhooks where tenant_id = ? and id = ? and archived_at is null', [tenantId, id]);
}

export async function lockInbound(trx: TenantTrx, context: CommandContext, id: string, expectedVersion?: number): Promise<InboundRow> {
  const row = await rowOf<InboundRow>(
    trx,
    'select * from inbound_webhooks where tenant_id = ? and id = ? and archived_at is null for no key update',
    [context.tenantId, id],
  );
  if (row === null) throw notFound('inbound webhook');
  requireVersion(row, expectedVersion, 'inbound webhook');
  return row;
}
