import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logActivity } from '../../../commands/activities/log-activity.ts';
import { createLead } from '../../../commands/leads/create-lead.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { retryRun } from '../../../commands/runs/retry.ts';
import { createDatabase, type Database } from '../../../db/connection.ts';
import { claim } from '../../../workers/dispatcher/claim.ts';
import { formBatch, grouped } from '../../../workers/dispatcher/form-batch.ts';
import { temporalDirectory, type WorkflowDirectory } from '../../../workers/reconcile/directory.ts';
import { reconcile } from '../../../workers/reconcile/reconcile.ts';
import { sweepClosed } from '../../../workers/reconcile/sweep-closed.ts';
import { relayTurn } from '../../../workers/relay/turn.ts';
import { automationRunWorkflowId } from '../../../workflows/contracts/automation-run.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aLead, aTenant, type World } from '../../factories/index.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';
import { type Engine, publishes, startEngine } from '../../helpers/engine.ts';
import { startTemporal, type TestTemporal } from '../../helpers/temporal.ts';
import { eventually } from '../../helpers/until.ts';

// What Temporal loses or an operator does there, against a real server: PostgreSQL has the last word.

let database: TestDatabase;
let db: Database;
let temporal: TestTemporal;
let engine: Engine;
let directory: WorkflowDirectory;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 40, applicationName: 'test-reconcile' });
  temporal = await startTemporal();
  directory = temporalDirectory(temporal.client);
  engine = await startEngine({ db, temporal });
});
afterAll(async () => {
  await engine.stop();
  await temporal.close();
  await db.close();
  await database.drop();
});

const taskThenWait = definition(
  [
    step('task', 'record.create_task', { title: 'Call {{lead.firstName}}', kind: 'first_touch' }),
    step('touch', 'wait.for_event', { events: ['touch.logged'], filter: null, timeout: { amount: 1, unit: 'hours' }, since: null }),
  ],
  {
    edges: [
      { from: 'start', outcome: 'next', to: 'task' },
      { from: 'task', outcome: 'next', to: 'touch' },
    ],
  },
);

interface RunRow {
  readonly id: string;
  readonly automation_id: string;
  readonly subject_id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly hold_code: string | null;
  readonly incarnation: number;
  readonly seq: number;
}

function rows<T>(world: World, sql: string, bindings: readonly string[] = []): Promise<readonly T[]> {
  return db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: T[] } = await trx.raw(sql, [...bindings]);
    return result.rows;
  });
}

const runOf = async (world: World, id: string) => (await rows<RunRow>(world, 'select * from runs where id = ?', [id]))[0];
const count = async (world: World, of: string) => Number((await rows<{ n: string }>(world, `select count(*) as n from ${of}`))[0]?.n);

function as<T>(world: World, work: Parameters<typeof runCommand<T>>[2]): Promise<T> {
  return runCommand(db, { tenantId: world.tenantId, actor: { kind: 'user', userId: world.adminUserId } }, work);
}

async function becomes(world: World, id: string, status: string): Promise<RunRow> {
  return eventually(`the run is ${status}`, async () => {
    const run = await runOf(world, id);
    return run?.status === status ? run : null;
  });
}

/** A run that has made its task and waits for the touch. */
async function aWaitingRun(): Promise<{ world: World; run: RunRow; workflowId: string }> {
  const world = await aTenant(db);
  await publishes(db, world.tenantId, taskThenWait);
  const { lead } = await as(world, (trx, context) =>
    createLead(trx, context, { firstName: 'Kim', email: `kim-${randomUUID()}@example.com` }),
  );
  const run = await eventually('the run waits', async () => {
    const [found] = await rows<RunRow>(world, `select * from runs where subject_id = ? and status = 'waiting'`, [lead.id]);
    return found;
  });
  return { world, run, workflowId: idOf(world, run) };
}

function idOf(world: World, run: RunRow): string {
  return automationRunWorkflowId({
    tenantId: world.tenantId,
    automationId: run.automation_id,
    runId: run.id,
    incarnation: run.incarnation,
  });
}

async function touch(world: World, run: RunRow): Promise<void> {
  const nextStepDueAt = new Date(Date.now() + 86_400_000);
  await as(world, (trx, context) =>
    logActivity(trx, context, {
      type: 'call',
      outcome: 'connected',
      nextStep: 'Send the offer',
      nextStepDueAt,
      records: [{ type: 'lead', id: run.subject_id }],
    }),
  );
}

async function touchedAndEnded(world: World, run: RunRow): Promise<void> {
  await touch(world, run);
  await becomes(world, run.id, 'succeeded');
  expect(await count(world, `tasks where kind = 'first_touch'`)).toBe(1);
  expect(await count(world, `steps where step = 'task'`)).toBe(1);
}

/** Takes a workflow out of Temporal as if its database had been lost, and waits until it is gone. */
async function forget(workflowId: string): Promise<void> {
  const { workflowService } = temporal.client;
  await workflowService.deleteWorkflowExecution({ namespace: temporal.namespace, workflowExecution: { workflowId } });
  await eventually('Temporal has forgotten it', async () => (await directory.stateOf(workflowId)) === 'missing');
}

describe('a workflow that an operator terminated', () => {
  it('holds its run with the reason, and a retry goes on where it stood', async () => {
    const { world, run, workflowId } = await aWaitingRun();
    await temporal.client.workflow.getHandle(workflowId).terminate('by hand');
    const since = new Date(Date.now() - 3_600_000);
    await eventually('the sweep finds it', async () => {
      await sweepClosed({ db, directory }, since);
      return (await runOf(world, run.id))?.status === 'held';
    });
    expect(await runOf(world, run.id)).toMatchObject({ hold_code: 'closed_outside', reason: expect.stringContaining('terminated') });
    // Neither another sweep nor a reconcile may touch what waits for a person.
    await sweepClosed({ db, directory }, since);
    await reconcile({ db, directory });
    expect(await runOf(world, run.id)).toMatchObject({ status: 'held', incarnation: run.incarnation });
    expect(await count(world, `events where type = 'run.held'`)).toBe(1);

    await as(world, (trx, context) => retryRun(trx, context, { id: run.id }));
    const again = await becomes(world, run.id, 'waiting');
    expect(again.incarnation).toBe(run.incarnation + 1);
    await sweepClosed({ db, directory }, since);
    expect(await runOf(world, run.id)).toMatchObject({ status: 'waiting' });
    await touchedAndEnded(world, run);
  });
});

describe('a workflow that an operator reset', () => {
  it('finds its segments answered and redoes nothing', async () => {
    const { world, run, workflowId } = await aWaitingRun();
    const handle = temporal.client.workflow.getHandle(workflowId);
    // The run waits in PostgreSQL a moment before its first workflow task is written down.
    const before = await eventually('the first workflow task is completed', async () => {
      const now = await handle.describe();
      return (now.historyLength ?? 0) > 4 ? now : null;
    });
    await temporal.client.workflowService.resetWorkflowExecution({
      namespace: temporal.namespace,
      workflowExecution: { workflowId, runId: before.runId },
      reason: 'test',
      workflowTaskFinishEventId: { toString: () => '4', toNumber: () => 4, low: 4, high: 0, unsigned: false } as never,
      requestId: randomUUID(),
    });
    await eventually('the reset shell stands still', async () => {
      const now = await handle.describe();
      return now.runId !== before.runId &&
        now.status.name === 'RUNNING' &&
        now.raw.workflowExecutionInfo?.historyLength?.toNumber() !== undefined
        ? (now.raw.pendingWorkflowTask ?? null) === null
        : false;
    });
    await sweepClosed({ db, directory }, new Date(Date.now() - 3_600_000));
    expect(await runOf(world, run.id)).toMatchObject({ status: 'waiting', incarnation: run.incarnation });
    await touchedAndEnded(world, run);
  });
});

describe('a workflow that Temporal does not know', () => {
  it('is rebuilt once, however often reconcile runs, and goes on', async () => {
    const { world, run, workflowId } = await aWaitingRun();
    const untouched = await aWaitingRun();
    await forget(workflowId);
    const reports = await Promise.all([reconcile({ db, directory }), reconcile({ db, directory })]);
    expect(reports[0].rebuilt + reports[1].rebuilt).toBe(1);
    await eventually(
      'its new workflow runs',
      async () => (await directory.stateOf(idOf(world, { ...run, incarnation: run.incarnation + 1 }))) === 'running',
    );
    expect((await reconcile({ db, directory })).rebuilt).toBe(0);
    await touchedAndEnded(world, run);
    expect(await runOf(untouched.world, untouched.run.id)).toMatchObject({ status: 'waiting', incarnation: 1 });
    await touchedAndEnded(untouched.world, untouched.run);
  });

  it('a batch that was lost executes its runs once', async () => {
    const world = await aTenant(db);
    await publishes(db, world.tenantId, taskThenWait);
    await engine.stop();
    for (let n = 0; n < 30; n += 1) {
      await as(world, (trx, context) => createLead(trx, context, { firstName: `Kim ${n}`, email: `kim-${randomUUID()}@example.com` }));
    }
    while (((await relayTurn(db, world.tenantId, 200)) ?? 0) > 0);
    const claimed = await claim(db, { leaseToken: randomUUID(), perTenant: 200, without: [] });
    const { batches } = grouped(claimed, 20);
    expect(batches.map((batch) => batch.length)).toEqual([30]);
    for (const batch of batches) await formBatch(db, batch);
    // Delivered to a Temporal that is no more.
    await as(world, (trx) => trx.raw(`delete from dispatches`));
    const reports = await Promise.all([reconcile({ db, directory }), reconcile({ db, directory })]);
    expect(reports[0].rebuilt + reports[1].rebuilt).toBe(1);
    engine = await startEngine({ db, temporal });
    await eventually('all runs wait', async () => (await count(world, `runs where status = 'waiting'`)) === 30);
    expect(await count(world, 'tasks')).toBe(30);
    expect(await count(world, `run_batches where finished_at is not null`)).toBe(1);
  });

  it('deliveries and imports get a new workflow, once, under the next incarnation', async () => {
    const world = await aTenant(db);
    const lead = await aLead(world);
    await engine.stop();
    const [message, fileId, importId] = [newId(), newId(), newId()];
    await as(world, async (trx) => {
      await trx.raw(
        `insert into messages (tenant_id, id, channel, record_type, record_id, to_address, incarnation, message_id) values (?, ?, 'email', 'lead', ?, 'kim@example.com', 1, ?)`,
        [world.tenantId, message, lead.id, `<${message}@crm.example>`],
      );
      await trx.raw(
        `insert into files (tenant_id, id, name, content_type, size_bytes, storage_key, purpose) values (?, ?, 'leads.csv', 'text/csv', 1, ?, 'import')`,
        [world.tenantId, fileId, fileId],
      );
      await trx.raw(
        `insert into imports (tenant_id, id, file_id, file_name, columns, mapping, status, incarnation) values (?, ?, ?, 'leads.csv', '[]', '[]', 'applying', 3)`,
        [world.tenantId, importId, fileId],
      );
    });
    const reports = await Promise.all([reconcile({ db, directory }), reconcile({ db, directory })]);
    expect(reports[0].rebuilt + reports[1].rebuilt).toBe(2);
    expect((await reconcile({ db, directory })).rebuilt).toBe(0);
    const wanted = await rows<{ cause_key: string }>(world, 'select cause_key from dispatches order by cause_key');
    expect(wanted.map((row) => row.cause_key)).toEqual([`start/delivery/${message}/2`, `start/import/${importId}/4`]);
    await as(world, (trx) => trx.raw('delete from dispatches'));
    await as(world, (trx) => trx.raw(`update messages set status = 'sent'`));
    await as(world, (trx) => trx.raw(`update imports set status = 'cancelled'`));
    engine = await startEngine({ db, temporal });
  });

  it('a run that has ended is left alone', async () => {
    const { world, run } = await aWaitingRun();
    await touchedAndEnded(world, run);
    // Even when Temporal has forgotten everything, which it may once the time for keeping closed workflows is over.
    await reconcile({ db, directory: { stateOf: () => Promise.resolve('missing') } });
    expect(await runOf(world, run.id)).toMatchObject({ status: 'succeeded', incarnation: 1 });
  });
});
