import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { WorkerTuning } from '../../config/temporal.ts';
import { workflowBundle } from './workflow-bundle.ts';

export interface WorkerInput {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly activities: object;
  readonly tuning: WorkerTuning;
  /** Most activities the whole service starts a second on the queue; the server enforces it. */
  readonly perSecond?: number;
  /** Absent: the worker takes part in no deployment, as in tests. */
  readonly build?: { readonly deploymentName: string; readonly buildId: string };
}

const graceMs = 15_000;

/** A worker of one task queue, tuned as temporal.yaml says. */
export async function createWorker(input: WorkerInput): Promise<Worker> {
  const { tuning } = input;
  const options: WorkerOptions = {
    connection: input.connection,
    namespace: input.namespace,
    taskQueue: input.taskQueue,
    workflowBundle: await workflowBundle(),
    activities: input.activities,
    maxConcurrentWorkflowTaskExecutions: tuning.maxConcurrentWorkflowTasks,
    maxConcurrentLocalActivityExecutions: tuning.maxConcurrentLocalActivities,
    maxConcurrentActivityTaskExecutions: tuning.maxConcurrentActivities,
    maxCachedWorkflows: tuning.maxCachedWorkflows,
    // What is in hand finishes; segments are short, deliveries hold a lease.
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + 5_000,
    ...(input.perSecond === undefined ? {} : { maxTaskQueueActivitiesPerSecond: input.perSecond }),
    ...(input.build === undefined
      ? {}
      : {
          workerDeploymentOptions: {
            version: input.build,
            useWorkerVersioning: true,
            // A waiting run goes on with the newest build; recorded histories must replay on every build before it is released.
            defaultVersioningBehavior: 'AUTO_UPGRADE',
          },
        }),
  };
  return Worker.create(options);
}
