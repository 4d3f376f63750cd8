import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ended, sendSignal, stopProcess } from './process-control.ts';
import type { Handle } from './supervisor.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
// Not import.meta.resolve: Vitest's global setup, which starts instances too, runs modules without it.
export const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export interface AppProcessOptions {
  readonly name: string;
  /** Path below the checkout. */
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly patience?: number;
}

function readyLine(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{"ready":true')) return undefined;
  const value: unknown = JSON.parse(line);
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

/** Resolves with the ready line's members; rejects with the last words when the process ends before. */
async function becomesReady(
  child: ChildProcess,
  { name, logFile, patience = 90_000 }: AppProcessOptions,
): Promise<Record<string, unknown>> {
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stderr?.pipe(log, { end: false });
  child.once('close', () => log.end());
  return await new Promise((resolve, reject) => {
    const lastWords = () => readFileSync(logFile, 'utf8').trim().split('\n').slice(-6).join('\n');
    const tooLate = setTimeout(() => reject(new Error(`${name} was not ready within ${patience / 1000} s. See ${logFile}.`)), patience);
    const settle =
      <T>(then: (value: T) => void) =>
      (value: T) => {
        clearTimeout(tooLate);
        then(value);
      };
    child.once('error', settle(reject));
    child.once('close', (code) => settle(reject)(new Error(`${name} ended with code ${code} before it was ready:\n${lastWords()}`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      const ready = readyLine(line);
      if (ready !== undefined) settle(resolve)(ready);
    });
  });
}

/**
 * Starts one of Cadenza's own processes and waits for its ready line. It is in a process group of its own, so Ctrl-C
 * reaches only us and we stop everything in order; the channel tells it when we are gone.
 */
export async function startAppProcess(options: AppProcessOptions): Promise<Handle & { ready: Record<string, unknown> }> {
  const child = spawn(process.execPath, ['--import', TSX, options.entry, ...(options.args ?? [])], {
    cwd: ROOT,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const whenEnded = ended(child);
  const pid = child.pid;
  try {
    const ready = await becomesReady(child, options);
    if (pid === undefined) throw new Error(`${options.name} has no process id.`);
    return { pid, whenEnded, ready, stop: () => stopProcess(pid, 'SIGTERM', 30_000), kill: (signal) => sendSignal(pid, signal) };
  } catch (error) {
    if (pid !== undefined) await stopProcess(pid, 'SIGKILL');
    throw error;
  }
}
