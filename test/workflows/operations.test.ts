import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOperationActivities } from '../../activities/operations/continue-operation.ts';
import { pauseAutomation } from '../../commands/automations/pause.ts';
import { preparePublish, publish } from '../../commands/automations/publish.ts';
import { resumeAutomation } from '../../commands/automations/resume.ts';
import { saveDraft } from '../../commands/automations/save-draft.ts';
import { createLead } from '../../commands/leads/create-lead.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { undoOperation } from '../../commands/operations/operation-row.ts';
import type { Database } from '../../db/connection.ts';
import { createDatabase } from '../../db/connection.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import type { ImpactChoice } from '../../domain/automation/operations/impact.ts';
import { runOperationWorkflowId } from '../../workflows/contracts/run-operation.ts';
import { definition, step } from '../factories/definitions.ts';
import type { World } from '../factories/index.ts';
import { aTenant } from '../factories/index.ts';
import type { TestDatabase } from '../helpers/database.ts';
import { createTestDatabase } from '../helpers/database.ts';
import type { Engine } from '../helpers/engine.ts';
import { publishes, startEngine } from '../helpers/engine.ts';
import type { TestTemporal } from '../helpers/temporal.ts';
import { startTemporal } from '../helpers/temporal.ts';
import { eventually } from '../helpers/until.ts';

// publish or resume -> run_operations + dispatch -> runOperation -> runs moved or released -> their shells look and go on

let database: TestDatabase;
let db: Database;
let temporal: TestTemporal;
let engine: Engine;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 40, applicationName: 'test' });
  temporal = await startTemporal();
  engine = await startEngine({ db, temporal, activities: { ...createOperationActivities({ db }) } });
});
afterAll(async () => {
  await engine.stop();
  await temporal.close();
  await db.close();
  await database.drop();
  expect(engine.errors).toEqual([]);
});

const rest = (seconds: number) => step('rest', 'wait.duration', { duration: { amount: seconds, unit: 'seconds' } });
const tag = step('tag', 'record.add_tag', { tags: ['rested'] });

async function aLead(world: World): Promise<string> {
  const { lead } = await runCommand(db, frameOf(world), (trx, context) => createLead(trx, context, { firstName: 'Kim' }));
  return lead.id;
}

const frameOf = (world: World) => ({ tenantId: world.tenantId, actor: { kind: 'user', userId: world.adminUserId } }) as const;

async function runIs(world: World, subjectId: string, status: string, version?: number) {
  return eventually(`the run is ${status}`, () =>
    db.readTenant(world.tenantId, async (trx) => {
      const result: { rows: { id: string; status: string; version: number }[] } = await trx.raw('select * from runs where subject_id = ?', [
        subjectId,
      ]);
      const [run] = result.rows;
      return run?.status === status && (version === undefined || run.version === version) ? run : null;
    }),
  );
}

async function operationIs(world: World, status: string) {
  return eventually(`the operation is ${status}`, () =>
    db.readTenant(world.tenantId, async (trx) => {
      const result: { rows: { id: string; status: string; incarnation: number }[] } = await trx.raw(
        'select * from run_operations order by id desc limit 1',
      );
      return result.rows[0]?.status === status ? result.rows[0] : null;
    }),
  );
}

async function publishNext(world: World, id: string, next: AutomationDefinition, runs: readonly ImpactChoice[]): Promise<void> {
  await runCommand(db, frameOf(world), (trx, context) => saveDraft(trx, context, { id, definition: next }));
  const prepared = await db.readTenant(world.tenantId, (trx) => preparePublish(trx, world.tenantId, { id, runs }));
  await runCommand(db, frameOf(world), (trx, context) => publish(trx, context, prepared), { door: 'exclusive' });
}

test('a run that would wait for an hour is moved to a version that waits for a second, and its own shell ends it', async () => {
  const world = await aTenant(db);
  const { automationId } = await publishes(db, world.tenantId, definition([rest(3_600), tag]));
  const lead = await aLead(world);
  const run = await runIs(world, lead, 'waiting');
  await publishNext(world, automationId, definition([rest(1), tag]), [{ version: 1, step: 'rest', choice: 'move' }]);
  await runIs(world, lead, 'succeeded', 2);
  const operation = await operationIs(world, 'completed');
  const workflowId = runOperationWorkflowId({ tenantId: world.tenantId, operationId: operation.id, incarnation: operation.incarnation });
  expect(await temporal.client.workflow.getHandle(workflowId).result()).toBe('completed');
  // One workflow from beginning to end: moving is a wake-up, not a new start.
  const shell = temporal.client.workflow.getHandle(`automation/${world.tenantId}/${automationId}/${run.id}/1`);
  expect(await shell.result()).toBe('succeeded');
});

test('a move is taken back before the run acts on it, and the shell waits for the old hour again', async () => {
  const world = await aTenant(db);
  const { automationId } = await publishes(db, world.tenantId, definition([rest(7_200), tag]));
  const lead = await aLead(world);
  await runIs(world, lead, 'waiting');
  await publishNext(world, automationId, definition([rest(3_600), tag]), [{ version: 1, step: 'rest', choice: 'move' }]);
  await runIs(world, lead, 'waiting', 2);
  const { id } = await operationIs(world, 'completed');
  await runCommand(db, frameOf(world), (trx, context) => undoOperation(trx, context, id));
  await operationIs(world, 'undone');
  await runIs(world, lead, 'waiting', 1);
});

test('what a pause held goes on one after the other', async () => {
  const world = await aTenant(db);
  const { automationId } = await publishes(db, world.tenantId, definition([tag]));
  await runCommand(db, frameOf(world), (trx, context) => pauseAutomation(trx, context, { id: automationId }), { door: 'exclusive' });
  const leads = [await aLead(world), await aLead(world), await aLead(world)];
  for (const lead of leads) await runIs(world, lead, 'held');
  // Three seconds for three runs: at once, after one and a half, after three.
  await runCommand(
    db,
    frameOf(world),
    (trx, context) => resumeAutomation(trx, context, { id: automationId, catchUp: 'spread', hours: 3 / 3_600 }),
    { door: 'exclusive' },
  );
  for (const lead of leads) await runIs(world, lead, 'succeeded');
  await operationIs(world, 'completed');
  const ended = await db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: { at: Date }[] } = await trx.raw('select ended_at as at from runs order by ended_at');
    return result.rows.map(({ at }) => at.getTime());
  });
  expect((ended.at(-1) ?? 0) - (ended[0] ?? 0)).toBeGreaterThan(2_000);
});
