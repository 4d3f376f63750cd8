import { pauseAutomation } from '../../../commands/automations/pause.ts';
import { preparePublish, publish } from '../../../commands/automations/publish.ts';
import { resumeAutomation } from '../../../commands/automations/resume.ts';
import { saveDraft } from '../../../commands/automations/save-draft.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { undoOperation } from '../../../commands/operations/operation-row.ts';
import { retryRun } from '../../../commands/runs/retry.ts';
import { runOperationWorkflowId } from '../../../workflows/contracts/run-operation.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aTeam } from '../../factories/index.ts';
import { eventually } from '../../helpers/until.ts';
import type { Recorded, Setting } from './setting.ts';
import { setting } from './setting.ts';
import type { Studio } from './studio.ts';

const rest = (seconds: number) => step('rest', 'wait.duration', { duration: { amount: seconds, unit: 'seconds' } });
const tag = step('tag', 'record.add_tag', { tags: ['rested'] });

/** A publish that moves a waiting run, and the run that goes on with the other version. */
export async function movedByPublish(studio: Studio): Promise<readonly Recorded[]> {
  const { db } = studio.stage;
  const scene = await setting(studio, definition([rest(3_600), tag]));
  const { world, frame, automationId: id } = scene;
  const [lead = ''] = await scene.leadsCome(1);
  const { workflowId } = await scene.runReaches(lead, 'waiting');
  await runCommand(db, frame, (trx, context) => saveDraft(trx, context, { id, definition: definition([rest(1), tag]) }));
  const runs = [{ version: 1, step: 'rest', choice: 'move' }] as const;
  const prepared = await db.readTenant(world.tenantId, (trx) => preparePublish(trx, world.tenantId, { id, runs }));
  await runCommand(db, frame, (trx, context) => publish(trx, context, prepared), { door: 'exclusive' });
  await scene.runReaches(lead, 'succeeded');
  return [
    { name: 'automation-run.moved', workflowId },
    { name: 'run-operation.publish', workflowId: await operationOf(studio, scene) },
  ];
}

/** A resume that lets held runs go one after the other. */
export async function spreadResume(studio: Studio): Promise<readonly Recorded[]> {
  const { db } = studio.stage;
  const scene = await setting(studio, definition([tag]));
  const { frame, automationId: id } = scene;
  await runCommand(db, frame, (trx, context) => pauseAutomation(trx, context, { id }), { door: 'exclusive' });
  const leads = await scene.leadsCome(2);
  for (const lead of leads) await scene.runReaches(lead, 'held');
  const hours = 2 / 3_600;
  await runCommand(db, frame, (trx, context) => resumeAutomation(trx, context, { id, catchUp: 'spread', hours }), { door: 'exclusive' });
  for (const lead of leads) await scene.runReaches(lead, 'succeeded');
  return [{ name: 'run-operation.spread', workflowId: await operationOf(studio, scene) }];
}

/** A publish that moved a waiting run and is taken back: the run waits again where it did. */
export async function undonePublish(studio: Studio): Promise<readonly Recorded[]> {
  const { db } = studio.stage;
  const scene = await setting(studio, definition([rest(3_600), tag]));
  const { world, frame, automationId: id } = scene;
  const [lead = ''] = await scene.leadsCome(1);
  await scene.runReaches(lead, 'waiting');
  const next = definition([rest(7_200), tag]);
  await runCommand(db, frame, (trx, context) => saveDraft(trx, context, { id, definition: next }));
  const runs = [{ version: 1, step: 'rest', choice: 'move' }] as const;
  const prepared = await db.readTenant(world.tenantId, (trx) => preparePublish(trx, world.tenantId, { id, runs }));
  await runCommand(db, frame, (trx, context) => publish(trx, context, prepared), { door: 'exclusive' });
  await operationOf(studio, scene);
  const [operation] = await studio.stage.look<{ id: string }>('select id from run_operations where tenant_id = $1', [world.tenantId]);
  await runCommand(db, frame, (trx, context) => undoOperation(trx, context, operation?.id ?? ''));
  return [{ name: 'run-operation.undone', workflowId: await operationOf(studio, scene, 'undone') }];
}

/** A step without anybody to give the lead to is held, then done when somebody is back and the run is retried. */
export async function retriedStep(studio: Studio): Promise<readonly Recorded[]> {
  const { db } = studio.stage;
  const scene = await setting(studio, async (world, repId) => {
    const team = await aTeam(world, { members: [{ id: repId }] });
    return definition([rest(3), step('assign', 'record.assign', { mode: 'round_robin', pool: { kind: 'team', teamId: team.id } }), tag]);
  });
  const { frame } = scene;
  const status = (to: 'active' | 'deactivated') =>
    runCommand(db, frame, (trx) => trx.raw('update users set status = ? where id = ?', [to, frame.actor.userId]));
  const [lead = ''] = await scene.leadsCome(1);
  const { workflowId } = await scene.runReaches(lead, 'waiting');
  await status('deactivated');
  const { id } = await scene.runReaches(lead, 'held');
  await status('active');
  await runCommand(db, frame, (trx, context) => retryRun(trx, context, { id }));
  await scene.runReaches(lead, 'succeeded');
  await studio.handle(workflowId).result();
  return [{ name: 'automation-run.retried', workflowId }];
}

/** The workflow of the newest operation, once it is closed. */
function operationOf({ stage, handle }: Studio, { world }: Setting, status = 'completed'): Promise<string> {
  return eventually('the operation is done', async () => {
    const [row] = await stage.look<{ id: string; incarnation: number }>(
      `select id, incarnation from run_operations where tenant_id = $1 and status = $2 order by id desc limit 1`,
      [world.tenantId, status],
    );
    if (row === undefined) return null;
    const workflowId = runOperationWorkflowId({ tenantId: world.tenantId, operationId: row.id, incarnation: row.incarnation });
    const seen = await handle(workflowId)
      .describe()
      .catch(() => null);
    return seen?.status.name === 'COMPLETED' ? workflowId : null;
  });
}
