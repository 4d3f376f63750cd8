import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { CatchUp } from '../../operations/operation-row.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { notFound, requireVersion } from '../../records/lock-record.ts';
import { rowOf } from '../../records/sql.ts';

export type AutomationStatus = 'draft' | 'active' | 'paused' | 'archived';

export interface AutomationRow {
  readonly tenantId: string;
  readonly id: string;
  /** The ETag of the draft. */
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  readonly subject: string;
  readonly status: AutomationStatus;
  readonly draft: AutomationDefinition;
  readonly folder: string | null;
  readonly currentVersion: number | null;
  readonly statusChangedAtEvent: string | null;
  readonly statusChangedAt: Date | null;
  readonly createdBy: string | null;
  readonly ownerUserId: string | null;
  readonly catchUp: CatchUp | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export async function readAutomation(trx: TenantTrx, tenantId: string, id: string): Promise<AutomationRow> {
  return found(
    isUuid(id) ? await rowOf<AutomationRow>(trx, 'select * from automations where tenant_id = ? and id = ?', [tenantId, id]) : null,
  );
}

export async function lockAutomation(trx: TenantTrx, tenantId: string, id: string, expectedVersion?: number): Promise<AutomationRow> {
  const row = found(
    isUuid(id)
      ? await rowOf<AutomationRow>(trx, 'select * from automations where tenant_id = ? and id = ? for no key update', [tenantId, id])
      : null,
  );
  requireVersion(row, expectedVersion, 'automation');
  return row;
}

/** Refuses what the automation's status does not allow, with the status in the answer. */
export function requireStatus(row: AutomationRow, allowed: readonly AutomationStatus[], sentence: string): void {
  if (!allowed.includes(row.status)) throw new UserError('conflict', sentence, [], { status: row.status });
}

function found(row: AutomationRow | null): AutomationRow {
  if (row === null) throw notFound('automation');
  return row;
}
