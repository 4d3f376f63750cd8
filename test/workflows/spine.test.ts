import { afterAll, beforeAll, expect, test } from 'vitest';
import { logActivity } from '../../commands/activities/log-activity.ts';
import { createLead } from '../../commands/leads/create-lead.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import type { Database } from '../../db/connection.ts';
import { createDatabase } from '../../db/connection.ts';
import { definition, step } from '../factories/definitions.ts';
import type { World } from '../factories/index.ts';
import { aTeam, aTenant, aUser } from '../factories/index.ts';
import type { TestDatabase } from '../helpers/database.ts';
import { createTestDatabase } from '../helpers/database.ts';
import type { Engine } from '../helpers/engine.ts';
import { publishes, startEngine } from '../helpers/engine.ts';
import type { TestTemporal } from '../helpers/temporal.ts';
import { startTemporal } from '../helpers/temporal.ts';
import { eventually } from '../helpers/until.ts';

// event committed -> relay -> dispatcher -> automationRun -> segment -> wait -> wake by event or timer -> ended

let database: TestDatabase;
let db: Database;
let temporal: TestTemporal;
let engine: Engine;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 40, applicationName: 'test' });
  temporal = await startTemporal();
  engine = await startEngine({ db, temporal });
});
afterAll(async () => {
  await engine.stop();
  await temporal.close();
  await db.close();
  await database.drop();
  expect(engine.errors).toEqual([]);
});

function firstTouch(teamId: string, timeoutSeconds: number) {
  return definition(
    [
      step('assign', 'record.assign', { mode: 'round_robin', pool: { kind: 'team', teamId } }),
      step('task', 'record.create_task', {
        title: 'Call {{lead.firstName}}',
        kind: 'first_touch',
        due: { kind: 'duration', duration: { amount: 2, unit: 'hours' } },
      }),
      step('touch', 'wait.for_event', {
        events: ['touch.logged'],
        filter: null,
        timeout: { amount: timeoutSeconds, unit: 'seconds' },
        since: 'assign',
      }),
      step('touched', 'flow.exit', { result: 'succeeded', reason: 'Touched in time.' }),
      step('remind', 'message.in_app', { to: { kind: 'owner' }, text: '{{lead.firstName}} waits.' }),
    ],
    {
      edges: [
        { from: 'start', outcome: 'next', to: 'assign' },
        { from: 'assign', outcome: 'next', to: 'task' },
        { from: 'task', outcome: 'next', to: 'touch' },
        { from: 'touch', outcome: 'happened', to: 'touched' },
        { from: 'touch', outcome: 'timed_out', to: 'remind' },
      ],
    },
  );
}

async function runOf(world: World, subjectId: string) {
  return db.readTenant(world.tenantId, async (trx) => {
    const result: {
      rows: {
        id: string;
        status: string;
        reason: string | null;
        automation_id: string;
        incarnation: number;
        current_step: string | null;
      }[];
    } = await trx.raw('select * from runs where tenant_id = ? and subject_id = ?', [world.tenantId, subjectId]);
    return result.rows[0];
  });
}

async function stepsOf(world: World, runId: string) {
  return db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: { step: string; status: string; outcome: string | null }[] } = await trx.raw(
      'select step, status, outcome from steps where tenant_id = ? and run_id = ? order by seq, place',
      [world.tenantId, runId],
    );
    return result.rows.map((row) => `${row.step} ${row.status} ${row.outcome ?? '-'}`);
  });
}

test('a lead comes, gets owner and task, and the logged touch ends the run', async () => {
  const world = await aTenant(db);
  const rep = await aUser(world, { name: 'Ann' });
  const team = await aTeam(world, { members: [rep] });
  await publishes(db, world.tenantId, firstTouch(team.id, 3_600));
  const frame = { tenantId: world.tenantId, actor: { kind: 'user', userId: rep.id } } as const;
  const { lead } = await runCommand(db, frame, (trx, context) => createLead(trx, context, { firstName: 'Kim', email: 'kim@example.com' }));
  const waiting = await eventually('the run waits for the touch', async () => {
    const run = await runOf(world, lead.id);
    return run?.status === 'waiting' ? run : null;
  });
  expect(await stepsOf(world, waiting.id)).toEqual(['assign done next', 'task done next', 'touch waiting -']);

  await runCommand(db, frame, (trx, context) =>
    logActivity(trx, context, {
      type: 'call',
      outcome: 'connected',
      nextStep: 'Send the offer',
      nextStepDueAt: new Date(Date.now() + 86_400_000),
      records: [{ type: 'lead', id: lead.id }],
    }),
  );
  const ended = await eventually('the run ends', async () => {
    const run = await runOf(world, lead.id);
    return run?.status === 'succeeded' ? run : null;
  });
  expect(ended.reason).toBe('Touched in time.');
  expect(await stepsOf(world, ended.id)).toEqual(['assign done next', 'task done next', 'touch done happened', 'touched done exit']);
  const handle = temporal.client.workflow.getHandle(`automation/${world.tenantId}/${ended.automation_id}/${ended.id}/1`);
  expect(await handle.result()).toBe('succeeded');
  const described = await handle.describe();
  expect(
    described.typedSearchAttributes
      .getAll()
      .map((pair) => pair.key.name)
      .sort(),
  ).toContain('RunState');
});

test('without a touch the timer ends the wait', async () => {
  const world = await aTenant(db);
  const rep = await aUser(world, { name: 'Ann' });
  const team = await aTeam(world, { members: [rep] });
  await publishes(db, world.tenantId, firstTouch(team.id, 1));
  const { lead } = await runCommand(db, { tenantId: world.tenantId, actor: { kind: 'user', userId: rep.id } }, (trx, context) =>
    createLead(trx, context, { firstName: 'Lee', email: 'lee@example.com' }),
  );
  const ended = await eventually('the run ends', async () => {
    const run = await runOf(world, lead.id);
    return run?.status === 'succeeded' ? run : null;
  });
  expect(await stepsOf(world, ended.id)).toEqual(['assign done next', 'task done next', 'touch done timed_out', 'remind done next']);
});
