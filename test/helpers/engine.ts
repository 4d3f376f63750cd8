import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createMessagingActivities } from '../../activities/messaging/deliver-message.ts';
import { outboxFolderProvider } from '../../activities/messaging/providers/outbox-folder.ts';
import { createHttpCallActivities } from '../../activities/http/http-calls.ts';
import { createRunActivities } from '../../activities/runs/create-run-activities.ts';
import { createWebhookActivities } from '../../activities/webhooks/deliver-webhooks.ts';
import { createAutomation } from '../../commands/automations/create-automation.ts';
import type { Published } from '../../commands/automations/publish.ts';
import { publishAutomation } from '../../commands/automations/publish.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { temporalConfig } from '../../config/temporal.ts';
import type { TemporalConfig, WorkerTuning } from '../../config/temporal.ts';
import type { Database } from '../../db/connection.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import type { Actor } from '../../domain/events.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { DispatcherOptions } from '../../workers/dispatcher/dispatcher.ts';
import { runDispatcher } from '../../workers/dispatcher/dispatcher.ts';
import { createWorker } from '../../workers/lib/create-worker.ts';
import { runRelay } from '../../workers/relay/relay.ts';
import type { TestTemporal } from './temporal.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

export const system: Actor = { kind: 'system', name: 'test' };

export interface Engine {
  /** Errors that relay and dispatcher logged. */
  readonly errors: readonly string[];
  readonly stop: () => Promise<void>;
}

type TaskQueue = keyof TemporalConfig['taskQueues'];

export interface EngineOptions {
  readonly db: Database;
  readonly temporal: TestTemporal;
  readonly dispatcher?: Partial<DispatcherOptions>;
  /** Leave parts out, to play them by hand. */
  readonly without?: readonly ('relay' | 'dispatcher' | 'worker')[];
  /** Activities beside those of runs, and the queues of theirs that are served too. */
  readonly activities?: object;
  readonly queues?: readonly TaskQueue[];
  /** Mail is delivered into this folder, one file a message; absent: it stays queued. */
  readonly mailFolder?: string;
}

/** Relay, dispatcher and workers of one test file, on task queues of its own. */
export async function startEngine({
  db,
  temporal,
  dispatcher = {},
  without = [],
  activities: more = {},
  queues = [],
  mailFolder,
}: EngineOptions): Promise<Engine> {
  const errors: string[] = [];
  const log = {
    error: (details: object, message: string) => errors.push(`${message} ${JSON.stringify(details, errorText)}`),
    warn: () => undefined,
  };
  const suffix = temporal.taskQueue('engine');
  const queueName = (queue: string): string => `${queue}-${suffix}`;
  const stop = new AbortController();
  const runs = createRunActivities({
    db,
    mailDomain: 'test.invalid',
    onChunkFailed: (error) => errors.push(`a chunk failed: ${String(error)}`),
  });
  const outside = {
    ...createWebhookActivities({ db, allowPrivate: true, timeoutMs: 2_000 }),
    ...createHttpCallActivities({ db, allowPrivate: true }),
  };
  const mail = mailFolder === undefined ? null : outboxFolderProvider(mailFolder);
  const served: (readonly [queue: TaskQueue, activities: object])[] = [
    ['automation', runs],
    ['bulk', runs],
    ['http', outside],
    ...queues.filter((queue) => queue !== 'http').map((queue) => [queue, runs] as const),
  ];
  if (mail !== null) served.push(['messaging-email', createMessagingActivities({ db, mail, mailFrom: 'Cadenza <no-reply@test.invalid>' })]);
  const workers = without.includes('worker')
    ? []
    : await Promise.all(
        served.map(([queue, activities]) =>
          createWorker({
            connection: temporal.nativeConnection,
            namespace: temporal.namespace,
            taskQueue: queueName(queue),
            activities: { ...activities, ...more },
            tuning: tuningOf(queue),
          }),
        ),
      );
  const running = [
    ...workers.map((worker) => worker.run()),
    ...(without.includes('relay') ? [] : [runRelay({ db, log }, stop.signal)]),
    ...(without.includes('dispatcher')
      ? []
      : [runDispatcher({ db, log, client: temporal.client, queueName, options: dispatcher }, stop.signal)]),
  ];
  return {
    errors,
    stop: async () => {
      stop.abort();
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    },
  };
}

function tuningOf(queue: TaskQueue): WorkerTuning {
  const { taskQueues, workerTuning } = temporalConfig();
  const tuning = workerTuning[taskQueues[queue].tuning];
  if (tuning === undefined) throw new Error(`temporal.yaml has no tuning for ${queue}`);
  return tuning;
}

function errorText(_key: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message, stack: value.stack } : value;
}

/** Draws and publishes an automation. */
export async function publishes(db: Database, tenantId: TenantId, definition: AutomationDefinition): Promise<Published> {
  const frame = { tenantId, actor: system };
  const automation = await runCommand(db, frame, (trx, context) => createAutomation(trx, context, { definition }));
  return publishAutomation(db, frame, { id: automation.id });
}
