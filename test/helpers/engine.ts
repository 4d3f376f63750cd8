import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createRunActivities } from '../../activities/runs/create-run-activities.ts';
import { createAutomation } from '../../commands/automations/create-automation.ts';
import type { Published } from '../../commands/automations/publish.ts';
import { publishAutomation } from '../../commands/automations/publish.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { temporalConfig } from '../../config/temporal.ts';
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

export interface EngineOptions {
  readonly db: Database;
  readonly temporal: TestTemporal;
  readonly dispatcher?: Partial<DispatcherOptions>;
  /** Leave parts out, to play them by hand. */
  readonly without?: readonly ('relay' | 'dispatcher' | 'worker')[];
  /** Activities beside those of runs, and the queues of theirs that are served too. */
  readonly activities?: object;
  readonly queues?: readonly string[];
}

/** Relay, dispatcher and workers of one test file, on task queues of its own. */
export async function startEngine({
  db,
  temporal,
  dispatcher = {},
  without = [],
  activities: more = {},
  queues = [],
}: EngineOptions): Promise<Engine> {
  const errors: string[] = [];
  const log = {
    error: (details: object, message: string) => errors.push(`${message} ${JSON.stringify(details, errorText)}`),
    warn: () => undefined,
  };
  const suffix = temporal.taskQueue('engine');
  const queueName = (queue: string): string => `${queue}-${suffix}`;
  const stop = new AbortController();
  const activities = createRunActivities({
    db,
    mailDomain: 'test.invalid',
    onChunkFailed: (error) => errors.push(`a chunk failed: ${String(error)}`),
  });
  const tuning = temporalConfig().workerTuning;
  const workers = without.includes('worker')
    ? []
    : await Promise.all(
        ['automation', 'bulk', ...queues].map((queue) =>
          createWorker({
            connection: temporal.nativeConnection,
            namespace: temporal.namespace,
            taskQueue: queueName(queue),
            activities: { ...activities, ...more },
            tuning: tuning[queue === 'bulk' ? 'bulk' : 'segments'] ?? Object.values(tuning)[0]!,
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

function errorText(_key: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message, stack: value.stack } : value;
}

/** Draws and publishes an automation. */
export async function publishes(db: Database, tenantId: TenantId, definition: AutomationDefinition): Promise<Published> {
  const frame = { tenantId, actor: system };
  const automation = await runCommand(db, frame, (trx, context) => createAutomation(trx, context, { definition }));
  return publishAutomation(db, frame, { id: automation.id });
}
