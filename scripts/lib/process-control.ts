import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether a process with this id exists and is not a zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  try {
    // A killed child whose parent has not reaped it yet still answers signal 0.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !'ZX'.includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    // Reaped between the two looks, unless the system has no /proc to look into.
    return !existsSync('/proc/self');
  }
}

/** The command line of a process, or an empty string where the system does not tell. Guards against reused process ids. */
export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Polls until the condition holds; false when the deadline passes first. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds: number, every = 25): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() >= deadline) return false;
    await pause(every);
  }
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime, which is what was wanted.
  }
}

/** Asks a process to end and, if it does not, makes it end. */
export async function stopProcess(pid: number, signal: NodeJS.Signals = 'SIGTERM', patience = 10_000): Promise<void> {
  if (!isAlive(pid)) return;
  sendSignal(pid, signal);
  if (await until(() => !isAlive(pid), patience)) return;
  sendSignal(pid, 'SIGKILL');
  await until(() => !isAlive(pid), 5_000);
}

/**
 * Ends `pid` when this process goes away without having done so itself (SIGKILL included): a shell waits for the end of its
 * standard input, which the operating system closes with us. Returns a function that calls the guard off.
 */
export function guardAgainstOrphaning(pid: number, signal: 'INT' | 'TERM' = 'TERM'): () => void {
  const guard = spawn('/bin/sh', ['-c', `read -r _; kill -${signal} "$1" 2>/dev/null`, 'cadenza-guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  return () => guard.kill('SIGKILL');
}

/** Resolves with how a child ended; at once if it already has. */
export async function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  if (child.exitCode !== null || child.signalCode !== null) return { code: child.exitCode, signal: child.signalCode };
  return await new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}
