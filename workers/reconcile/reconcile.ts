import { runCommand } from '../../commands/lib/run-command.ts';
import { wantAgain } from '../../commands/reconcile/want-again.ts';
import type { Doors } from '../../db/doors.ts';
import { workflowIdOf } from '../dispatcher/workflows.ts';
import type { WorkflowDirectory } from './directory.ts';
import { type OpenWorkflow, openWorkflows } from './open-workflows.ts';

export interface ReconcileDeps {
  readonly db: Pick<Doors, 'withSystem' | 'withTenant' | 'withTenantExclusive'>;
  readonly directory: Pick<WorkflowDirectory, 'stateOf'>;
}

export interface ReconcileReport {
  readonly checked: number;
  readonly rebuilt: number;
}

const atOnce = 16;

/**
 * Gives every open run, batch, delivery and import a workflow again if Temporal does not know one. PostgreSQL is read first:
 * a row that appears later has a start waiting, and one that ends meanwhile is left alone under its lock.
 */
export async function reconcile(deps: ReconcileDeps): Promise<ReconcileReport> {
  let checked = 0;
  let rebuilt = 0;
  for await (const page of openWorkflows(deps.db)) {
    checked += page.length;
    for (let at = 0; at < page.length; at += atOnce) {
      const done = await Promise.all(page.slice(at, at + atOnce).map((open) => rebuildIfGone(deps, open)));
      rebuilt += done.filter(Boolean).length;
    }
  }
  return { checked, rebuilt };
}

async function rebuildIfGone(deps: ReconcileDeps, { tenantId, workflow }: OpenWorkflow): Promise<boolean> {
  const state = await deps.directory.stateOf(workflowIdOf(tenantId, workflow));
  // A run's closed workflow is for the sweep, which holds the run for a person; everything else simply goes on.
  if (state === 'running' || (state === 'closed' && workflow.type === 'automationRun')) return false;
  const frame = { tenantId, actor: { kind: 'system', name: 'reconcile' } } as const;
  return runCommand(deps.db, frame, (trx, context) => wantAgain(trx, context, workflow), { repeatable: true });
}
