import type { EventType } from '../../../domain/events.ts';
import type { RecordingContext } from '../../lib/command-context.ts';
import type { CatchUp } from '../../operations/operation-row.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { rowOf } from '../../records/sql.ts';
import type { AutomationRow, AutomationStatus } from './automation-row.ts';

/** Changes an automation's status at an event number. Inside the exclusive door, so that no writing transaction is in flight. */
export async function flip(
  trx: TenantTrx,
  context: RecordingContext,
  row: AutomationRow,
  to: { readonly status: AutomationStatus; readonly event: EventType; readonly catchUp?: CatchUp },
): Promise<AutomationRow> {
  const flipped = await rowOf<AutomationRow>(
    trx,
    `update automations set status = ?, catch_up = ?, status_changed_at_event = nextval('event_numbers'), status_changed_at = ?, version = version + 1, updated_at = ?
     where tenant_id = ? and id = ? returning *`,
    [to.status, to.catchUp ?? null, context.now, context.now, context.tenantId, row.id],
  );
  context.record({ type: to.event, subject: { type: 'automation', id: row.id }, data: { name: row.name } });
  return flipped ?? row;
}
