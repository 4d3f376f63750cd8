import { randomUUID } from 'node:crypto';
import type { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMaintenanceActivities } from '../../../activities/maintenance/maintenance.ts';
import { temporalConfig } from '../../../config/temporal.ts';
import { createDatabase, type Database } from '../../../db/connection.ts';
import { createPartitionsAhead } from '../../../db/queries/maintenance.ts';
import { applySchedules } from '../../../scripts/lib/temporal-schedules.ts';
import { createWorker } from '../../../workers/lib/create-worker.ts';
import { temporalDirectory } from '../../../workers/reconcile/directory.ts';
import { reconcile } from '../../../workers/reconcile/reconcile.ts';
import { releaseForgotten } from '../../../workers/reconcile/release-forgotten.ts';
import { sweepClosed } from '../../../workers/reconcile/sweep-closed.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';
import { startTemporal, type TestTemporal } from '../../helpers/temporal.ts';
import { eventually } from '../../helpers/until.ts';

// The clocks of the house: made from temporal.yaml, and what they start does its work under the system role.

let database: TestDatabase;
let db: Database;
let temporal: TestTemporal;
let worker: Worker;
let running: Promise<void>;
const suffix = randomUUID();
const every: ReturnType<typeof temporalConfig>['schedules'] = {
  [`sweep-${suffix}`]: { workflow: 'minuteSweep', everySeconds: 3_600 },
  [`house-${suffix}`]: { workflow: 'housekeeping', everySeconds: 3_600 },
};

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 10, applicationName: 'test-schedules' });
  temporal = await startTemporal();
  const directory = temporalDirectory(temporal.client);
  const { workerTuning } = temporalConfig();
  worker = await createWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    // The queue that the Schedules name; no other test listens there.
    taskQueue: 'bulk',
    activities: createMaintenanceActivities({
      db,
      files: { removeUnder: () => Promise.resolve() },
      sweepClosed: (since) => sweepClosed({ db, directory }, since),
      releaseForgotten: () => releaseForgotten(db),
      reconcile: () => reconcile({ db, directory }),
    }),
    tuning: workerTuning['bulk'] ?? Object.values(workerTuning)[0]!,
  });
  running = worker.run();
});
afterAll(async () => {
  for (const id of Object.keys(every)) await temporal.client.schedule.getHandle(id).delete();
  worker.shutdown();
  await running;
  await temporal.close();
  await db.close();
  await database.drop();
});

const apply = async (schedules: typeof every): Promise<string[]> => {
  const said: string[] = [];
  const { connection } = temporal.client;
  const target = { connection: connection as Parameters<typeof applySchedules>[0]['connection'], namespace: temporal.namespace };
  await applySchedules({ ...target, config: { ...temporalConfig(), schedules } }, said);
  return said;
};

it('temporal.yaml has the sweep each minute and the housekeeping each hour', () => {
  expect(temporalConfig().schedules).toMatchObject({
    'minute-sweep': { workflow: 'minuteSweep', everySeconds: 60 },
    housekeeping: { workflow: 'housekeeping', everySeconds: 3_600 },
  });
});

it('Schedules are made once, and a changed interval is taken over', async () => {
  expect(await apply(every)).toHaveLength(2);
  expect(await apply(every)).toEqual([]);
  const changed = Object.fromEntries(Object.entries(every).map(([id, one]) => [id, { ...one, everySeconds: 1_800 }]));
  expect(await apply(changed)).toHaveLength(2);
  const { spec } = await temporal.client.schedule.getHandle(`house-${suffix}`).describe();
  expect(spec.intervals?.[0]?.every).toBe(1_800_000);
});

it.each([`sweep-${suffix}`, `house-${suffix}`])('what they start comes to its end: %s', async (id) => {
  const handle = temporal.client.schedule.getHandle(id);
  await handle.trigger();
  const started = await eventually('it was started', async () => {
    const action = (await handle.describe()).info.recentActions.at(-1)?.action;
    return action?.type === 'startWorkflow' ? action.workflow : null;
  });
  const result: unknown = await temporal.client.workflow.getHandle(started.workflowId, started.firstExecutionRunId).result();
  expect(String(result)).toMatch(
    id.startsWith('sweep')
      ? /^\d+$/
      : /partitions made, \d+ dropped, \d+ rows expired, \d+ exports removed, \d+ workspaces score anew, \d+ owners told of automations, \d+ secrets sealed; \d+ workflows rebuilt/,
  );
});

it('housekeeping makes the partitions of the coming months when they are missing', async () => {
  const partitions = () =>
    db.withSystem('watch', async (trx) => {
      const result: { rows: { name: string }[] } = await trx.raw(
        `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by 1`,
      );
      return result.rows.map((row) => row.name);
    });
  const before = await partitions();
  expect(before.length).toBeGreaterThanOrEqual(4);
  const made = await createPartitionsAhead(db, 5);
  expect(made.length).toBeGreaterThan(0);
  expect(await createPartitionsAhead(db, 5)).toEqual([]);
  expect(await partitions()).toEqual(expect.arrayContaining([...before]));
});
