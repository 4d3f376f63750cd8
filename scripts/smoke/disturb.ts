import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT, TSX } from '../lib/app-process.ts';
import type { Instance } from '../lib/instance.ts';

type Say = (line: string) => void;

/** Killed while leads come in and their runs begin: what takes work in and hands it on. */
export const duringIntake = ['worker-bulk', 'relay', 'dispatcher', 'worker-automation', 'api'];
/** Killed while runs escalate and mail goes out. */
export const duringEscalation = ['worker-messaging', 'temporal', 'postgres'];

const deadMs = 700;
const apartMs = 500;

/**
 * Kills processes with SIGKILL, one shortly after the other, leaves each dead for a moment and starts it again. A start takes
 * seconds, so several are down at once. Resolves when all are up again.
 */
export async function killEach(instance: Instance, victims: readonly string[], say: Say): Promise<void> {
  const restarts: Promise<void>[] = [];
  for (const name of victims.filter((victim) => instance.processes.names().includes(victim))) {
    await instance.processes.kill(name, 'SIGKILL');
    say(`killed ${name}`);
    const restart = pause(deadMs).then(() => instance.processes.restart(name));
    // Failures are reported by the last line; until then one must not end the process.
    restart.catch(() => undefined);
    restarts.push(restart);
    await pause(apartMs);
  }
  await Promise.all(restarts);
}

/** Deletes Temporal's database under a running system, then has everything rebuilt from PostgreSQL. */
export async function loseTemporal(instance: Instance, say: Say): Promise<void> {
  await instance.processes.kill('temporal', 'SIGKILL');
  for (const ending of ['', '-wal', '-shm']) await rm(join(instance.dataDir, `temporal.db${ending}`), { force: true });
  say("deleted Temporal's database");
  await instance.processes.restart('temporal');
  say('npm run reconcile');
  await reconcile(instance);
}

function reconcile(instance: Instance): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', TSX, 'scripts/reconcile.ts', '--data', instance.dataDir], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`reconcile ended with code ${code}`))));
  });
}
