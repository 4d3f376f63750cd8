import { automationRunWorkflowId } from '../../../workflows/contracts/automation-run.ts';
import type { Stage } from '../lib/stage.ts';
import type { Scene } from './variants.ts';
import { stepsOfRun } from './variants.ts';

/** Throws unless every committed event of the scene became exactly one run, and each run of an engine did all its steps. */
export async function proveWorkDone(stage: Stage, scene: Scene): Promise<void> {
  const { tenantId } = scene.world;
  const [counted] = await stage.look<{ runs: number; succeeded: number; steps: number; tasks: number; activities: number }>(
    `select (select count(*)::int from runs where tenant_id = $1) as runs,
       (select count(*)::int from runs where tenant_id = $1 and status = 'succeeded') as succeeded,
       (select count(*)::int from steps where tenant_id = $1 and status = 'done') as steps,
       (select count(*)::int from tasks where tenant_id = $1) as tasks,
       (select count(*)::int from activities where tenant_id = $1) as activities`,
    [tenantId],
  );
  const committed = scene.committed();
  const done = scene.variant === 'bare' ? 0 : committed;
  const wanted = { runs: committed, succeeded: done, steps: done * stepsOfRun, tasks: done, activities: done };
  if (JSON.stringify(counted) !== JSON.stringify(wanted) || scene.ends.count !== committed) {
    throw new Error(
      `The ${scene.variant} benchmark does not add up: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(counted)}, and ${scene.ends.count} ends.`,
    );
  }
}

/** Events in the history of the scene's latest run, once its workflow is closed. */
export async function historyEvents(stage: Stage, scene: Scene): Promise<number> {
  const [run] = await stage.look<{ id: string; automation_id: string; incarnation: number }>(
    `select id, automation_id, incarnation from runs where tenant_id = $1 and shell = 'own' order by created_at desc limit 1`,
    [scene.world.tenantId],
  );
  if (run === undefined) throw new Error('There is no run with a workflow of its own.');
  const { id: runId, automation_id: automationId, incarnation } = run;
  const workflowId = automationRunWorkflowId({ tenantId: scene.world.tenantId, automationId, runId, incarnation });
  const handle = stage.client({}).workflow.getHandle(workflowId);
  await handle.result();
  return (await handle.fetchHistory()).events?.length ?? 0;
}
