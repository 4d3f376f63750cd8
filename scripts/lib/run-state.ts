import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { stopProcess } from './process-control.ts';
import { identify, type ProcessIdentity, stillRuns } from './process-identity.ts';

const identity = z.object({ pid: z.int().positive(), born: z.string() });
const schema = z.object({
  supervisor: identity,
  startedAt: z.string(),
  urls: z.record(z.string(), z.string()),
  processes: z.record(z.string(), identity),
});

/** What `run.json` of a data folder says about the instance that runs on it, or ran when it was killed. */
export type RunState = z.infer<typeof schema>;

const stateFile = (dataDir: string) => join(dataDir, 'run.json');
const lockFile = (dataDir: string) => join(dataDir, 'run.lock');

export function readRunState(dataDir: string): RunState | undefined {
  const file = stateFile(dataDir);
  if (!existsSync(file)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Half written when the power went: there is nothing to learn from it.
    return undefined;
  }
}

export function writeRunState(dataDir: string, state: RunState): void {
  const file = stateFile(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function holderOf(dataDir: string): ProcessIdentity | undefined {
  try {
    const holder = identity.parse(JSON.parse(readFileSync(lockFile(dataDir), 'utf8')));
    return stillRuns(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** Somebody else runs an instance on the folder. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
  readonly state: RunState | undefined;
  constructor(dataDir: string, state: RunState | undefined) {
    super(`Cadenza already runs on ${dataDir}.`);
    this.state = state;
  }
}

/** Claims the data folder for this process; throws {@link AlreadyRunning}. The claim of a dead process counts for nothing. */
export function claimDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = lockFile(dataDir);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const descriptor = openSync(file, 'wx', 0o600);
      writeSync(descriptor, JSON.stringify(identify(process.pid) ?? { pid: process.pid, born: 'unknown' }));
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || attempt > 3) throw error;
      if (holderOf(dataDir) !== undefined) throw new AlreadyRunning(dataDir, readRunState(dataDir));
      rmSync(file, { force: true });
    }
  }
}

/** Whether an instance runs on the folder right now. */
export function isRunning(dataDir: string): boolean {
  return holderOf(dataDir) !== undefined;
}

/** Stops what a killed instance left behind: exactly the processes it noted, and only if they are still the same ones. */
export async function stopLeftovers(dataDir: string): Promise<string[]> {
  const state = readRunState(dataDir);
  if (state === undefined) return [];
  const left = Object.entries(state.processes).filter(([, known]) => stillRuns(known));
  const backing = new Set(['postgres', 'temporal']);
  const [servers, ours] = [left.filter(([name]) => backing.has(name)), left.filter(([name]) => !backing.has(name))];
  await Promise.all(ours.map(([, { pid }]) => stopProcess(pid, 'SIGTERM', 10_000)));
  await Promise.all(servers.map(([name, { pid }]) => stopProcess(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM', 20_000)));
  return left.map(([name]) => name);
}
