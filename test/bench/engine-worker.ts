import { fileURLToPath } from 'node:url';
import type { InjectedSinks } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createRunActivities } from '../../activities/runs/create-run-activities.ts';
import { temporalConfig } from '../../config/temporal.ts';
import { createDatabase } from '../../db/connection.ts';
import { createWorker } from '../../workers/lib/create-worker.ts';
import type { BatchActivities } from '../../workflows/contracts/automation-batch.ts';
import type { RunActivities, SegmentInput } from '../../workflows/contracts/automation-run.ts';
import { taskQueues } from '../../workflows/contracts/task-queues.ts';
import type { BenchSinks } from './engine-workflows.ts';
import { queueOf } from './engine/names.ts';
import type { WorkerMessage, WorkerSettings } from './lib/worker-process.ts';

// The workers of the engine benchmark: `automation` serves single runs of all variants, `bulk` the batches; each is a process of its own,
// as in production, and says when a run has ended.

const config = temporalConfig();

function tell(message: WorkerMessage): void {
  process.send?.(message);
}

const ended = (tenantId: string, count: number, runId?: string): void =>
  tell({ kind: 'ended', tenantId, count, at: Date.now(), ...(runId === undefined ? {} : { runId }) });
const waits = (runId: string): void => tell({ kind: 'waits', runId });

/** Says that a run ended, or waits, as soon as the segment that brought it there has committed. */
function telling(run: RunActivities['runSegment']): RunActivities['runSegment'] {
  return async (input: SegmentInput) => {
    const answer = await run(input);
    if (answer.kind === 'ended') ended(input.tenantId, 1, input.runId);
    if (answer.kind === 'waits') waits(input.runId);
    return answer;
  };
}

function tellingBatch(run: BatchActivities['runBatch']): BatchActivities['runBatch'] {
  return async (input) => {
    const answer = await run(input);
    ended(input.tenantId, answer.ended);
    return answer;
  };
}

function tuningOf(name: string) {
  const tuning = config.workerTuning[name];
  if (tuning === undefined) throw new Error(`temporal.yaml has no workerTuning.${name}`);
  return tuning;
}

async function workersOf(process: string, settings: WorkerSettings): Promise<readonly Worker[]> {
  const isBulk = process === 'bulk';
  const connection = await NativeConnection.connect({ address: settings.temporalAddress });
  const poolSize = config.processes[isBulk ? 'bulk' : 'automation'].databasePool;
  const db = createDatabase({ url: settings.databaseUrl, poolSize, applicationName: `cadenza-bench-${process}` });
  const run = createRunActivities({ db, mailDomain: 'bench.invalid' });
  const common = { connection, namespace: settings.namespace };
  if (isBulk) {
    const activities = { ...run, runBatch: tellingBatch(run.runBatch) };
    return [await createWorker({ ...common, taskQueue: taskQueues.bulk, activities, tuning: tuningOf('bulk') })];
  }
  const stepwise = createRunActivities({ db, mailDomain: 'bench.invalid', budget: { steps: 1, ms: 60_000 } });
  const activities = { ...run, runSegment: telling(run.runSegment) };
  const tuning = tuningOf('segments');
  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('engine-workflows.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  const sinks: InjectedSinks<BenchSinks> = {
    bench: {
      ended: { fn: (_info, tenantId, runId) => ended(tenantId, 1, runId), callDuringReplay: false },
      waits: { fn: (_info, runId) => waits(runId), callDuringReplay: false },
    },
  };
  const compared = {
    ...common,
    workflowBundle: bundle,
    maxConcurrentWorkflowTaskExecutions: tuning.maxConcurrentWorkflowTasks,
    maxCachedWorkflows: tuning.maxCachedWorkflows,
    // As many at once as the engine may have segments.
    maxConcurrentActivityTaskExecutions: tuning.maxConcurrentLocalActivities,
  };
  return Promise.all([
    createWorker({ ...common, taskQueue: queueOf.engine, activities, tuning }),
    Worker.create({ ...compared, taskQueue: queueOf.bare, sinks }),
    Worker.create({ ...compared, taskQueue: queueOf.naive, sinks, activities: { runStep: telling(stepwise.runSegment) } }),
  ]);
}

async function main(settings: WorkerSettings): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const workers = await workersOf(process.argv[2] ?? 'automation', settings);
  process.once('disconnect', () => {
    for (const worker of workers) worker.shutdown();
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  tell({ kind: 'ready' });
  await running;
  process.exit(0);
}

// Ctrl-C in the terminal reaches the whole group; the parent stops us in order.
process.on('SIGINT', () => undefined);
process.once('message', (settings: WorkerSettings) => {
  main(settings).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
