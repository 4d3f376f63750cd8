import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryRun } from '../../../commands/runs/retry.ts';
import type { Database } from '../../../db/connection.ts';
import { createDatabase } from '../../../db/connection.ts';
import { claim } from '../../../workers/dispatcher/claim.ts';
import { deliver } from '../../../workers/dispatcher/deliver.ts';
import { Dispatcher } from '../../../workers/dispatcher/dispatcher.ts';
import { temporalDirectory } from '../../../workers/reconcile/directory.ts';
import { sweepClosed } from '../../../workers/reconcile/sweep-closed.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { aTenant } from '../../factories/index.ts';
import type { TestDatabase } from '../../helpers/database.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { Engine } from '../../helpers/engine.ts';
import { startEngine } from '../../helpers/engine.ts';
import type { TestTemporal } from '../../helpers/temporal.ts';
import { startTemporal } from '../../helpers/temporal.ts';
import { eventually } from '../../helpers/until.ts';
import type { RunSeen } from '../../integration/rules/world.ts';
import { command, newLead, publish, relayAll, rows, runOf, stepsOf, tasksAbout, touch } from '../../integration/rules/world.ts';

// What people and outages do to workflows, and what the rows make of it: PostgreSQL holds the state, Temporal only the clock.

let database: TestDatabase;
let db: Database;
let temporal: TestTemporal;
let engine: Engine;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 40, applicationName: 'from-outside' });
  temporal = await startTemporal();
  engine = await startEngine({ db, temporal });
});
afterAll(async () => {
  await engine.stop();
  await temporal.close();
  await db.close();
  await database.drop();
});

/** start ─> task ─> touch? (1 day) ─> done */
const firstTouch = definition([
  step('task', 'record.create_task', { kind: 'general' }),
  step('touched', 'wait.for_event', { events: ['touch.logged'], filter: null, timeout: { amount: 1, unit: 'days' }, since: null }),
]);

const workflowOf = (world: World, run: RunSeen): string => `automation/${world.tenantId}/${run.automation_id}/${run.id}/${run.incarnation}`;

async function waitingRun(): Promise<{ world: World; lead: string; run: RunSeen }> {
  const world = await aTenant(db);
  await publish(world, firstTouch);
  const lead = await newLead(world);
  const run = await eventually('the run waits', async () => {
    const [found] = await rows<RunSeen>(world, `select * from runs where subject_id = ? and status = 'waiting'`, [lead]);
    return found;
  });
  await eventually('its start has been taken off the list', async () => (await rows(world, 'select 1 from dispatches')).length === 0);
  return { world, lead, run };
}

describe('a workflow that somebody terminated', () => {
  it('leaves its run waiting until the sweep holds it; a retry goes on in a new incarnation, without doing anything twice', async () => {
    const { world, lead, run } = await waitingRun();
    await temporal.client.workflow.getHandle(workflowOf(world, run)).terminate('by hand');
    // Without the sweep nobody would know: the row still says that it waits.
    expect((await runOf(world, lead)).status).toBe('waiting');
    await eventually('the sweep finds it', async () => {
      await sweepClosed({ db, directory: temporalDirectory(temporal.client) }, new Date(Date.now() - 3_600_000));
      return (await runOf(world, lead)).status === 'held';
    });
    expect(await runOf(world, lead)).toMatchObject({ hold_code: 'closed_outside', shell: 'none', incarnation: 1 });
    await command(db, world, (trx, context) => retryRun(trx, context, { id: run.id }));
    await eventually('it waits again', async () => (await runOf(world, lead)).status === 'waiting');
    expect(await runOf(world, lead)).toMatchObject({ incarnation: 2 });
    await touch(world, lead);
    await eventually('it ends', async () => (await runOf(world, lead)).status === 'succeeded');
    expect(await stepsOf(world, run.id)).toEqual(['task done next', 'touched done happened']);
  });
});

describe('a workflow that somebody reset', () => {
  it('finds its numbers answered, redoes nothing, and goes on', async () => {
    const { world, lead, run } = await waitingRun();
    const workflowId = workflowOf(world, run);
    const before = await runOf(world, lead);
    await eventually('its first workflow task is done', async () => {
      const described = await temporal.client.workflow.getHandle(workflowId).describe();
      return described.typedSearchAttributes.getAll().some((pair) => pair.value === 'waiting');
    });
    const { events } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
    const firstTask = events?.find((event) => event.workflowTaskCompletedEventAttributes);
    const reset = await temporal.client.workflowService.resetWorkflowExecution({
      namespace: temporal.namespace,
      workflowExecution: { workflowId },
      reason: 'by hand',
      workflowTaskFinishEventId: firstTask?.eventId ?? null,
      requestId: `reset-${run.id}`,
    });
    expect(reset.runId).not.toBe('');
    await eventually('the reset shell stands still', async () => {
      const described = await temporal.client.workflow.getHandle(workflowId).describe();
      return described.runId === reset.runId && described.typedSearchAttributes.getAll().some((pair) => pair.value === 'waiting');
    });
    expect(await tasksAbout(world, lead)).toBe(1);
    expect((await runOf(world, lead)).seq).toBe(before.seq);
    expect(await sweepClosed({ db, directory: temporalDirectory(temporal.client) }, new Date(Date.now() - 3_600_000))).toBe(0);
    await touch(world, lead);
    await eventually('it ends', async () => (await runOf(world, lead)).status === 'succeeded');
    expect(await stepsOf(world, run.id)).toEqual(['task done next', 'touched done happened']);
  });
});

describe('Temporal away', () => {
  it('lets wishes wait with the reason, and delivers them when it is back', async () => {
    // A database without a running engine, so that nobody else delivers.
    const own = await createTestDatabase();
    const ownDb = createDatabase({ url: own.url, poolSize: 8, applicationName: 'away' });
    const nowhere = Connection.lazy({ address: '127.0.0.1:1', connectTimeout: 200 });
    try {
      const world = await aTenant(ownDb);
      await publish(world, firstTouch);
      const lead = await newLead(world);
      await relayAll(world);
      const log = { error: () => undefined, warn: () => undefined };
      const without = new Dispatcher({ db: ownDb, log, client: new Client({ connection: nowhere, namespace: temporal.namespace }) });
      await without.round();
      await without.drain();
      const [wish] = await rows<{ last_error: string | null; lease_token: string | null }>(
        world,
        'select last_error, lease_token from dispatches',
      );
      expect(wish).toMatchObject({ lease_token: null });
      expect(wish?.last_error).toBeTruthy();
      const again = new Dispatcher({ db: ownDb, log, client: temporal.client, queueName: (queue) => `nobody-${queue}` });
      await eventually('the wish is delivered', async () => {
        await again.round();
        await again.drain();
        return (await rows(world, 'select 1 from dispatches')).length === 0;
      });
      const handle = temporal.client.workflow.getHandle(workflowOf(world, await runOf(world, lead)));
      expect((await handle.describe()).status.name).toBe('RUNNING');
      await handle.terminate('the test is over');
    } finally {
      await nowhere.close();
      await ownDb.close();
      await own.drop();
    }
  });
});

describe('a start that is delivered twice', () => {
  it('finds the first one and is content; a third, after the end, starts nothing', async () => {
    const own = await createTestDatabase();
    const ownDb = createDatabase({ url: own.url, poolSize: 8, applicationName: 'twice' });
    try {
      const world = await aTenant(ownDb);
      await publish(world, firstTouch);
      const lead = await newLead(world);
      await relayAll(world);
      const [row] = await claim(ownDb, { leaseToken: crypto.randomUUID(), perTenant: 10, without: [] });
      if (row === undefined) throw new Error('no start was wanted');
      const deps = { client: temporal.client, queueName: (queue: string) => `nobody-${queue}` };
      await deliver(deps, row);
      await deliver(deps, row);
      const handle = temporal.client.workflow.getHandle(workflowOf(world, await runOf(world, lead)));
      const { runId } = await handle.describe();
      await handle.terminate('the test is over');
      await deliver(deps, row);
      expect((await handle.describe()).runId).toBe(runId);
    } finally {
      await ownDb.close();
      await own.drop();
    }
  });
});
