import type { SecretPlace } from '../../domain/credentials/vault.ts';
import type { InboundAuth } from '../../domain/webhooks/inbound.ts';
import type { InboundMapping } from '../../domain/webhooks/mapping.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { vaultOf } from '../credentials/vault.ts';
import { rowOf } from '../records/sql.ts';

export interface InboundRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly key: string;
  readonly status: 'active' | 'paused';
  readonly auth: InboundAuth;
  /** Sealed. */
  readonly secret: string;
  readonly deliveryIdHeader: string | null;
  readonly mapping: InboundMapping;
  readonly keepSamples: number;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function inboundSecretPlace(tenantId: string, id: string): SecretPlace {
  return { tenantId, column: 'inbound_webhooks.secret', id };
}

/** A webhook that is about to be called, with its secret opened. */
export async function findCalledInbound(trx: TenantTrx, tenantId: string, id: string): Promise<InboundRow | null> {
  const row = await findInbound(trx, tenantId, id);
  return row === null ? null : { ...row, secret: vaultOf(trx).open(row.secret, inboundSecretPlace(tenantId, id)) };
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
