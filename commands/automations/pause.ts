import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import type { AutomationRow } from './lib/automation-row.ts';
import { lockAutomation, requireStatus } from './lib/automation-row.ts';
import { flip } from './lib/flip.ts';

/**
 * Stops an automation: due steps hold their runs, new events make held runs, waits go on counting. Runs inside the exclusive door, so no
 * step is being executed at this instant.
 */
export async function pauseAutomation(
  trx: TenantTrx,
  context: RecordingContext,
  input: { readonly id: string; readonly expectedVersion?: number },
): Promise<AutomationRow> {
  const row = await lockAutomation(trx, context.tenantId, input.id, input.expectedVersion);
  requireStatus(row, ['active'], 'Only an active automation can be paused.');
  // A resume that still lets runs go is over: what it has not released stays held for the next one.
  await trx.raw(
    `update run_operations set status = 'cancelled', incarnation = incarnation + 1, finished_at = ?, updated_at = ?, version = version + 1
     where tenant_id = ? and automation_id = ? and kind = 'resume' and status in ('collecting', 'working')`,
    [context.now, context.now, context.tenantId, row.id],
  );
  return flip(trx, context, row, { status: 'paused', event: 'automation.paused' });
}
