import { Runtime } from '@temporalio/worker';
import type { ProcessContext, RunningProcess } from '../config/run-process.ts';
import { runProcess } from '../config/run-process.ts';
import type { WorkerProcess } from '../config/temporal.ts';
import { temporalConfig, temporalNamespace } from '../config/temporal.ts';
import { activitiesOf } from './lib/activities-of.ts';
import { nativeConnection, openDatabase, temporalClient } from './lib/connections.ts';
import { createWorker } from './lib/create-worker.ts';
import { temporalDirectory } from './reconcile/directory.ts';

/** A worker process: `automation`, `bulk` or `messaging`, with a worker for each task queue that temporal.yaml gives it. */
function startWorkers(name: WorkerProcess): (context: ProcessContext) => Promise<RunningProcess> {
  return async (context) => {
    const config = temporalConfig();
    const { env, logger } = context;
    // Signals are ours: runProcess stops the workers in order.
    Runtime.install({ shutdownSignals: [], logger: temporalLog(context) });
    const db = openDatabase(context, `worker-${name}`, config.processes[name].databasePool);
    const connection = await nativeConnection(context);
    const queues = Object.entries(config.taskQueues).filter(([, queue]) => queue.process === name);
    const temporal = temporalClient(context);
    const activities = activitiesOf(name, db, env, temporalDirectory(temporal.client));
    const workers = await Promise.all(
      queues.map(([taskQueue, queue]) => {
        const tuning = config.workerTuning[queue.tuning];
        if (tuning === undefined) throw new Error(`temporal.yaml has no workerTuning.${queue.tuning}`);
        return createWorker({
          connection,
          namespace: temporalNamespace(env),
          taskQueue,
          activities,
          tuning,
          ...(queue.perSecond === undefined ? {} : { perSecond: queue.perSecond }),
          build: { deploymentName: config.deployment, buildId: env.BUILD_ID },
        });
      }),
    );
    const running = Promise.all(workers.map((worker) => worker.run()));
    let stopping = false;
    running.catch((error: unknown) => {
      // A worker that ends by itself cannot be mended from here: the supervisor starts the process anew.
      if (stopping) return;
      logger.fatal({ err: error }, 'a worker ended');
      process.kill(process.pid, 'SIGTERM');
    });
    return {
      ready: { queues: queues.map(([queue]) => queue).join(','), build: env.BUILD_ID },
      stop: async () => {
        stopping = true;
        for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
        await running.catch(() => undefined);
        await connection.close();
        await temporal.close();
        await db.close();
      },
    };
  };
}

/** The SDK's own log, in ours; its chatter about single activities is left out. */
function temporalLog({ logger }: ProcessContext) {
  const at = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) =>
    logger[level]({ ...meta }, message);
  return {
    log: (level: string, message: string, meta?: object) => (level === 'ERROR' || level === 'WARN' ? at('warn')(message, meta) : undefined),
    trace: at('trace'),
    debug: at('trace'),
    info: at('debug'),
    warn: at('warn'),
    error: at('error'),
  };
}

function isWorkerProcess(name: string | undefined): name is WorkerProcess {
  return name === 'automation' || name === 'bulk' || name === 'messaging';
}

const [, , name] = process.argv;
if (!isWorkerProcess(name)) {
  process.stderr.write('Say which worker: automation, bulk or messaging.\n');
  process.exit(2);
}
await runProcess(`worker-${name}`, startWorkers(name));
