import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AppProcess } from './app-processes.ts';
import { startInOrder } from './instance-start.ts';
import { identify } from './process-identity.ts';
import { consoleProgress, type Progress, silentProgress } from './progress.ts';
import { claimDataDir, readRunState, stopLeftovers, writeRunState } from './run-state.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

export interface InstancePorts {
  readonly api: number;
  readonly postgres: number;
  readonly temporal: number;
  readonly temporalUi: number;
}

export interface InstanceOptions {
  /** Everything the instance keeps lies below it. One instance a folder. */
  readonly dataDir: string;
  /** Wanted ports; one that is taken leads to the next free one, 0 (the default) to any. */
  readonly ports?: Partial<InstancePorts>;
  /** Variables on top of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** `full` survives a power cut; `off` (the default for tests, smoke and benchmarks) is faster. */
  readonly syncMode?: 'full' | 'off';
  readonly quiet?: boolean;
  readonly progress?: Progress;
  /** Which processes of ours run; all by default. */
  readonly processes?: readonly AppProcess[];
  /** False leaves the browser application as it is: for work without a browser. */
  readonly buildUi?: boolean;
  readonly signal?: AbortSignal;
}

export interface InstanceUrls {
  /** The browser application and the API. */
  readonly app: string;
  readonly api: string;
  readonly temporalUi: string | undefined;
  /** host:port of Temporal's gRPC. */
  readonly temporal: string;
  /** Connection string of the product's role. */
  readonly database: string;
  /** Connection string of a superuser, for counting behind row level security; undefined with a DATABASE_URL of your own. */
  readonly databaseSuperuser: string | undefined;
}

export interface Instance {
  readonly dataDir: string;
  readonly urls: InstanceUrls;
  readonly namespace: string;
  /** Whether the instance before this one on the folder was killed. */
  readonly afterCrash: boolean;
  /** Environment of its processes, for commands run beside it. */
  readonly env: Readonly<Record<string, string>>;
  /** postgres, temporal (unless they are your own), api, relay, dispatcher, worker-automation, worker-bulk, worker-messaging. */
  readonly processes: Pick<Supervisor, 'names' | 'pidOf' | 'kill' | 'restart' | 'stop'>;
  /** Stops all it started, in order. The folder stays. */
  readonly stop: () => Promise<void>;
}

const LARGEST_LOG = 20 * 1024 * 1024;

/**
 * Starts a whole Cadenza: PostgreSQL, Temporal, migrations, seeds, browser application, API, relay, dispatcher and
 * workers. `npm start`, smoke, chaos, the browser tests and the benchmarks are all built on it.
 */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const dataDir = resolve(options.dataDir);
  const progress = options.progress ?? (options.quiet === true ? silentProgress : consoleProgress());
  const release = claimDataDir(dataDir);
  const starting = { ...options, dataDir, progress };
  try {
    return await startClaimed(starting, release);
  } catch (error) {
    release();
    throw error;
  }
}

/** The options with what was left out filled in. */
export type Starting = InstanceOptions & { readonly dataDir: string; readonly progress: Progress };

function logFiles(dataDir: string): (name: string) => string {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true });
  return (name) => {
    const file = join(folder, `${name}.log`);
    if (existsSync(file) && statSync(file).size > LARGEST_LOG) renameSync(file, `${file}.old`);
    return file;
  };
}

async function startClaimed(options: Starting, release: () => void): Promise<Instance> {
  const { dataDir, progress } = options;
  const afterCrash = readRunState(dataDir) !== undefined;
  if (afterCrash) await stopLeftovers(dataDir);
  const urls: Record<string, string> = {};
  const supervisor = createSupervisor(
    (line) => progress.say(line),
    () => noteState(),
  );
  const supervised = identify(process.pid);
  const startedAt = new Date().toISOString();
  const noteState = (): void => {
    const running = supervisor.names().flatMap((name) => {
      const pid = supervisor.pidOf(name);
      const known = pid === undefined ? undefined : identify(pid);
      return known === undefined ? [] : [[name, known] as const];
    });
    if (supervised !== undefined)
      writeRunState(dataDir, { supervisor: supervised, startedAt, urls, processes: Object.fromEntries(running) });
  };
  const stop = async (): Promise<void> => {
    await stopAll(supervisor);
    rmSync(join(dataDir, 'run.json'), { force: true });
    release();
  };
  try {
    const started = await startInOrder({ options, supervisor, logFile: logFiles(dataDir), afterCrash });
    // The file is readable by its owner alone: the database's address holds a password.
    for (const name of ['app', 'temporalUi', 'temporal', 'database'] as const) urls[name] = started.urls[name] ?? '';
    urls['build'] = started.env['BUILD_ID'] ?? '';
    noteState();
    return { dataDir, afterCrash, ...started, processes: supervisor, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stopAll(supervisor: Supervisor): Promise<void> {
  const stop = (name: string) => supervisor.stop(name);
  const names = supervisor.names();
  const servers = ['temporal', 'postgres'].filter((name) => names.includes(name));
  const workers = names.filter((name) => name.startsWith('worker'));
  for (const name of names.filter((candidate) => !servers.includes(candidate) && !workers.includes(candidate))) await stop(name);
  await Promise.all(workers.map(stop));
  for (const name of servers) await stop(name);
}
