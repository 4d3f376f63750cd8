import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDecisionActivities } from '../../activities/decisions/watch-decision.ts';
import { answerDecision } from '../../commands/decisions/answer-decision.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { temporalConfig } from '../../config/temporal.ts';
import type { Database } from '../../db/connection.ts';
import { createDatabase } from '../../db/connection.ts';
import { runDispatcher } from '../../workers/dispatcher/dispatcher.ts';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createWorker } from '../../workers/lib/create-worker.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts';
import { startTemporal, type TestTemporal } from '../helpers/temporal.ts';
import { eventually } from '../helpers/until.ts';
import { testVault } from '../helpers/vault.ts';
import { type Asked, aDecision, dealOf, doneTo, statusOf } from '../integration/decisions/world.ts';
import { rows } from '../integration/rules/world.ts';

// The clocks of decisions on a real server: reminded, escalated, expired, each once, with workers that come and go.

Runtime.install({ logger: new DefaultLogger('ERROR') });

let file: TestDatabase;
let db: Database;
let temporal: TestTemporal;
let taskQueue: string;
let dispatching: Promise<void>;
const stop = new AbortController();
const errors: string[] = [];
const base = 'https://crm.example';

interface Shift {
  readonly end: () => Promise<void>;
}

async function aWorker(): Promise<Shift> {
  const tuning = temporalConfig().workerTuning['records'];
  if (tuning === undefined) throw new Error('temporal.yaml has no tuning for records');
  const activities = createDecisionActivities({ db, baseUrl: base });
  const worker = await createWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    activities,
    tuning,
  });
  const running = worker.run();
  return {
    end: async () => {
      worker.shutdown();
      await running;
    },
  };
}

let shift: Shift;

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ vault: testVault, url: file.url, poolSize: 12, applicationName: 'decisions' });
  temporal = await startTemporal();
  taskQueue = temporal.taskQueue('decisions');
  const log = { error: (details: object, message: string) => errors.push(`${message} ${JSON.stringify(details)}`), warn: () => undefined };
  dispatching = runDispatcher({ db, log, client: temporal.client, queueName: () => taskQueue, options: {} }, stop.signal);
  shift = await aWorker();
});
afterAll(async () => {
  stop.abort();
  await dispatching;
  await shift.end();
  await temporal.close();
  await db.close();
  await file.drop();
  expect(errors).toEqual([]);
});

const handle = ({ world, decisionId }: Asked) => temporal.client.workflow.getHandle(`decision/${world.tenantId}/${decisionId}/1`);
const has = (asked: Asked, kind: string) =>
  eventually(`the decision is ${kind}`, async () => (await doneTo(asked)).includes(kind), { within: 30_000 });
const approve = (asked: Asked) =>
  runCommand(db, { tenantId: asked.world.tenantId, actor: { kind: 'user', userId: asked.managerId } }, (trx, context) =>
    answerDecision(trx, context, { id: asked.decisionId, verdict: 'approved' }),
  );

describe('the clocks of a decision', () => {
  it('mail whoever is asked, remind, escalate to the next role, and end it, each once', async () => {
    const asked = await aDecision(db, { remindIn: 1_000, dueIn: 2_500, expiresIn: 5_000 });
    await has(asked, 'escalated');
    const told = await rows<{ kind: string; user_id: string }>(
      asked.world,
      `select kind, user_id from notifications where kind like 'decision.%' order by created_at, kind desc`,
    );
    expect(told.map(({ kind, user_id }) => [kind, user_id === asked.managerId ? 'manager' : 'admin'])).toEqual([
      ['decision.asked', 'manager'],
      ['decision.reminder', 'manager'],
      ['decision.overdue', 'manager'],
      ['decision.asked', 'admin'],
    ]);
    expect(await handle(asked).result()).toBe('expired');
    expect(await doneTo(asked)).toEqual(['requested', 'step_opened', 'reminded', 'escalated', 'expired']);
    expect(await dealOf(asked)).toEqual({ locked: false, discount_percent: null });
    const mails = await rows<{ subject: string; body_text: string }>(
      asked.world,
      'select subject, body_text from messages order by created_at',
    );
    expect(mails).toHaveLength(2);
    expect(mails[0]?.subject).toMatch(/^Your decision is wanted: Discount 18 % on Deal/);
    expect(mails[0]?.body_text).toContain(`${base}/decisions/${asked.decisionId}`);
    const events = await rows<{ type: string }>(asked.world, `select type from events where type like 'decision.%' order by id`);
    expect(events.map((event) => event.type)).toEqual(['decision.created', 'decision.sla.escalated', 'decision.decided']);
  });

  it('end with the answer, which did not wait for them', async () => {
    const asked = await aDecision(db, { remindIn: 3_600_000, dueIn: 7_200_000 });
    await eventually(
      'the workflow waits',
      async () =>
        (
          await handle(asked)
            .describe()
            .catch(() => null)
        )?.status.name === 'RUNNING',
    );
    await approve(asked);
    expect(await dealOf(asked)).toEqual({ locked: false, discount_percent: 18 });
    expect(await handle(asked).result()).toBe('approved');
  });

  it('go on where they stood when every worker was away: nothing is missed and nothing comes twice', async () => {
    const asked = await aDecision(db, { remindIn: 500, dueIn: 3_000 });
    await has(asked, 'reminded');
    await shift.end();
    await eventually('the deadline passes', async () => {
      const [row] = await rows<{ passed: boolean }>(asked.world, 'select due_at < now() as passed from decision_steps');
      return row?.passed;
    });
    expect(await doneTo(asked)).not.toContain('escalated');
    shift = await aWorker();
    await has(asked, 'escalated');
    await approve(asked);
    expect(await handle(asked).result()).toBe('approved');
    expect(await doneTo(asked)).toEqual(['requested', 'step_opened', 'reminded', 'escalated', 'approved', 'granted', 'performed']);
    expect(await statusOf(asked)).toBe('approved');
  });
});
