import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { endCanary } from './canary.ts';
import type { AutomationRow } from './lib/automation-row.ts';
import { lockAutomation, requireStatus } from './lib/automation-row.ts';
import { flip } from './lib/flip.ts';

/**
 * Takes an automation out of use for good: its version is closed at an event number, so nothing that happens later starts a run. Runs
 * that are under way finish; whoever wants them gone cancels them.
 */
export async function archiveAutomation(
  trx: TenantTrx,
  context: RecordingContext,
  input: { readonly id: string; readonly expectedVersion?: number },
): Promise<AutomationRow> {
  const row = await lockAutomation(trx, context.tenantId, input.id, input.expectedVersion);
  requireStatus(row, ['draft', 'active', 'paused'], 'The automation is archived already.');
  const archived = await flip(trx, context, row, {
    status: 'archived',
    event: 'automation.archived',
    ...(row.status === 'paused' ? { catchUp: 'now' } : {}),
  });
  await trx.raw(
    'update automation_versions set closed_at_event = ? where tenant_id = ? and automation_id = ? and closed_at_event is null',
    [archived.statusChangedAtEvent, context.tenantId, row.id],
  );
  await endCanary(trx, context, { automationId: row.id, status: 'called_back', atEvent: archived.statusChangedAtEvent ?? '0' });
  return archived;
}
