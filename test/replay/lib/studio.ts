import type { WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { env } from '../../../config/env.ts';
import { temporalConfig } from '../../../config/temporal.ts';
import type { WorkerProcess } from '../../../config/temporal.ts';
import { activitiesOf } from '../../../workers/lib/activities-of.ts';
import { createWorker } from '../../../workers/lib/create-worker.ts';
import { temporalDirectory } from '../../../workers/reconcile/directory.ts';
import type { Spine } from '../../bench/lib/spine.ts';
import { startSpine } from '../../bench/lib/spine.ts';
import type { Stage } from '../../bench/lib/stage.ts';
import { setStage } from '../../bench/lib/stage.ts';

/** Everything that runs in production, in one process, on servers of its own. */
export interface Studio {
  readonly stage: Stage;
  readonly handle: (workflowId: string, runId?: string) => WorkflowHandle;
  readonly start: (type: string, workflowId: string) => Promise<WorkflowHandle>;
  /** Workflows that Temporal's list filter finds. */
  readonly count: (query: string) => Promise<number>;
  /** Where uploaded files lie. */
  readonly filesFolder: string;
  readonly close: () => Promise<void>;
}

/** Histories shorter than in production suggest to continue as new, so that a recording gets there. */
export async function openStudio(eventsBeforeNew = 60): Promise<Studio> {
  const stage = await setStage({ 'limit.historyCount.suggestContinueAsNew': eventsBeforeNew });
  const settings = { ...env(), DATA_DIR: stage.folder, MAIL_FROM: 'Cadenza <no-reply@cadenza.invalid>' };
  const client = stage.client({});
  const connection = await NativeConnection.connect({ address: stage.temporalAddress });
  const config = temporalConfig();
  const processes: readonly WorkerProcess[] = ['automation', 'bulk', 'messaging'];
  const workers = await Promise.all(
    Object.entries(config.taskQueues)
      .filter(([, queue]) => processes.includes(queue.process))
      .map(([taskQueue, queue]) => {
        const tuning = config.workerTuning[queue.tuning];
        if (tuning === undefined) throw new Error(`temporal.yaml has no workerTuning.${queue.tuning}`);
        const { SMTP_URL: _, ...withoutMailServer } = settings;
        const activities = activitiesOf(queue.process, stage.db, { ...withoutMailServer, SMTP_URL: undefined }, temporalDirectory(client));
        return createWorker({ connection, namespace: stage.namespace, taskQueue, activities, tuning });
      }),
  );
  const running = workers.map((worker) => worker.run());
  const failures: string[] = [];
  // Batches of a few: a slow machine relays a crowd in small turns.
  const dispatcher = { batchFrom: 5 };
  const spine: Spine = startSpine({ db: stage.db, client, dispatcher, onError: (message) => failures.push(message) });
  return {
    stage,
    handle: (workflowId, runId) => client.workflow.getHandle(workflowId, runId),
    start: (type, workflowId) => client.workflow.start(type, { workflowId, taskQueue: 'bulk' }),
    count: async (query) => (await client.workflow.count(query)).count,
    filesFolder: `${stage.folder}/files`,
    close: async () => {
      await spine.stop();
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await connection.close();
      await stage.close();
      if (failures.length > 0) throw new Error(failures.join('\n'));
    },
  };
}
