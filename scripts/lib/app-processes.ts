/** One of Cadenza's own processes. */
export interface AppProcess {
  readonly name: string;
  /** Path below the checkout. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** Whether it executes workflows or activities, so that its build has to be made current. */
  readonly worker?: true;
}

/** All processes of an instance, in the order in which they are stopped: first what takes work in, last what does it. */
export const APP_PROCESSES: readonly AppProcess[] = [
  { name: 'api', entry: 'api/server.ts' },
  { name: 'relay', entry: 'workers/relay/main.ts' },
  { name: 'dispatcher', entry: 'workers/dispatcher/main.ts' },
  { name: 'worker-automation', entry: 'workers/main.ts', args: ['automation'], worker: true },
  { name: 'worker-bulk', entry: 'workers/main.ts', args: ['bulk'], worker: true },
  { name: 'worker-messaging', entry: 'workers/main.ts', args: ['messaging'], worker: true },
];

/** Sources whose change makes another build of the workers. */
export const WORKER_SOURCES = ['domain', 'commands', 'workflows', 'activities', 'db', 'templates', 'workers', 'package-lock.json'];
