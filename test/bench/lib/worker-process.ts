import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TSX } from '../../../scripts/lib/app-process.ts';

/** What a benchmark's worker needs to know to start. */
export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly namespace: string;
}

/** What it says: that it polls, or that pieces of a tenant's work have ended. */
export type WorkerMessage = { readonly kind: 'ready' } | { readonly kind: 'ended'; readonly tenantId: string; readonly count: number };

export interface BenchWorker {
  readonly stop: () => Promise<void>;
}

/** Starts a worker as a process of its own, as in production, and waits until it polls. `entry` is a path below test/bench/. */
export async function startWorkerProcess(
  entry: string,
  args: readonly string[],
  settings: WorkerSettings,
  listener: { readonly ended: (tenantId: string, count: number) => void; readonly broke: (error: Error) => void },
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
      else listener.ended(message.tenantId, message.count);
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
