import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TSX } from '../../../scripts/lib/app-process.ts';

/** What a benchmark's worker needs to know to start. */
export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly namespace: string;
}

/** What it says: that it polls, that a run waits, or that pieces of a tenant's work have ended; `runId` and `at` of a single run. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'waits'; readonly runId: string }
  | { readonly kind: 'ended'; readonly tenantId: string; readonly count: number; readonly runId?: string; readonly at: number };

export interface WorkerListener {
  readonly ended: (tenantId: string, count: number, run: { readonly id: string | undefined; readonly at: number }) => void;
  readonly waits?: (runId: string) => void;
  readonly broke: (error: Error) => void;
}

export interface BenchWorker {
  readonly stop: () => Promise<void>;
}

/** Starts a worker as a process of its own, as in production, and waits until it polls. `entry` is a path below test/bench/. */
export async function startWorkerProcess(
  entry: string,
  args: readonly string[],
  settings: WorkerSettings,
  listener: WorkerListener,
): Promise<BenchWorker> {
  const file = fileURLToPath(new URL(`../${entry}`, import.meta.url));
  const child = fork(file, [...args], { execArgv: ['--import', TSX], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let stopping = false;
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      const error = new Error(`The benchmark's worker ${entry} ended with code ${code ?? 'none'}.`);
      reject(error);
      if (!stopping) listener.broke(error);
    });
    child.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') resolve();
      else if (message.kind === 'waits') listener.waits?.(message.runId);
      else listener.ended(message.tenantId, message.count, { id: message.runId, at: message.at });
    });
    child.send(settings);
  });
  return {
    stop: async () => {
      stopping = true;
      // The worker takes a closed channel as the wish to stop, also when this process dies.
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
