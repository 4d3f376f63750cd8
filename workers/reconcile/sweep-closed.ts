import { runCommand } from '../../commands/lib/run-command.ts';
import { holdClosedRun } from '../../commands/runs/hold.ts';
import type { Doors } from '../../db/doors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { asTenantId, isUuid } from '../../domain/ids.ts';
import { automationRunType } from '../../workflows/contracts/automation-run.ts';
import type { WorkflowDirectory } from './directory.ts';

export interface SweepDeps {
  readonly db: Pick<Doors, 'withTenant' | 'withTenantExclusive'>;
  readonly directory: WorkflowDirectory;
}

interface NamedRun {
  readonly tenantId: string;
  readonly runId: string;
  readonly incarnation: number;
}

/**
 * Holds the runs whose workflow somebody terminated, or that failed or timed out, with the reason. A workflow that was
 * reset is closed and runs again under the same id: it is left alone.
 */
export async function sweepClosed(deps: SweepDeps, since: Date): Promise<number> {
  let held = 0;
  for await (const { workflowId, how } of deps.directory.closedFromOutside(automationRunType, since)) {
    const run = namedBy(workflowId);
    if (run === null || (await deps.directory.stateOf(workflowId)) === 'running') continue;
    if (await hold(deps, run, `Its workflow was ${how} in Temporal. Retry lets the run go on where it stood.`)) held += 1;
  }
  return held;
}

function namedBy(workflowId: string): NamedRun | null {
  const [kind, tenantId, , runId, incarnation] = workflowId.split('/');
  if (kind !== 'automation' || tenantId === undefined || runId === undefined || !isUuid(tenantId) || !isUuid(runId)) return null;
  return { tenantId, runId, incarnation: Number(incarnation) };
}

async function hold(deps: SweepDeps, run: NamedRun, reason: string): Promise<boolean> {
  const frame = { tenantId: asTenantId(run.tenantId), actor: { kind: 'system', name: 'closed-workflow sweep' } } as const;
  try {
    return await runCommand(
      deps.db,
      frame,
      (trx, context) => holdClosedRun(trx, context, { id: run.runId, incarnation: run.incarnation, reason }),
      {
        repeatable: true,
      },
    );
  } catch (error) {
    // It has ended, or its tenant is gone: nothing to hold.
    if (error instanceof UserError) return false;
    throw error;
  }
}
