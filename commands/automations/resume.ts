import type { Doors } from '../../db/doors.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import type { CommandFrame } from '../lib/run-command.ts';
import { runCommand } from '../lib/run-command.ts';
import type { CatchUp } from '../operations/operation-row.ts';
import { startOperation } from '../operations/operation-row.ts';
import { releaseHeldRuns } from '../runs/release-held-runs.ts';
import type { AutomationRow } from './lib/automation-row.ts';
import { lockAutomation, requireStatus } from './lib/automation-row.ts';
import { flip } from './lib/flip.ts';

/**
 * Lets an automation go on. Inside the exclusive door only the status flips; held runs follow in batches. What fell due meanwhile is done
 * now, passed over, done in the next business window, or spread over some hours.
 */
export async function resumeAutomation(
  trx: TenantTrx,
  context: RecordingContext,
  input: { readonly id: string; readonly catchUp: CatchUp; readonly hours?: number; readonly expectedVersion?: number },
): Promise<AutomationRow> {
  const row = await lockAutomation(trx, context.tenantId, input.id, input.expectedVersion);
  requireStatus(row, ['paused'], 'Only a paused automation can be resumed.');
  const flipped = await flip(trx, context, row, { status: 'active', event: 'automation.resumed', catchUp: input.catchUp });
  if (input.catchUp === 'window' || input.catchUp === 'spread') {
    const request = { kind: 'resume', catchUp: input.catchUp, hours: input.hours ?? 1 } as const;
    await startOperation(trx, context, { automationId: row.id, request });
  }
  return flipped;
}

/** Releases what the pause held, batch after batch. May be repeated: whoever is cut off is followed by the sweep. Gives how many. */
export async function releaseAll(
  db: Pick<Doors, 'withTenant' | 'withTenantExclusive'>,
  frame: CommandFrame,
  automationId: string,
): Promise<number> {
  for (let released = 0; ; ) {
    const { length } = await runCommand(db, frame, (trx, context) => releaseHeldRuns(trx, context, { automationId }), { repeatable: true });
    released += length;
    if (length === 0) return released;
  }
}
