import { rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../lib/instance.ts';
import { ROOT, TSX } from '../lib/app-process.ts';

type Say = (line: string) => void;

const victims = ['relay', 'dispatcher', 'worker-automation', 'worker-bulk', 'worker-messaging', 'api', 'temporal', 'postgres'];

/** Kills every process once with SIGKILL, leaves it dead for a moment and starts it again. */
export async function killEach(instance: Instance, say: Say): Promise<void> {
  for (const name of victims.filter((victim) => instance.processes.names().includes(victim))) {
    await instance.processes.kill(name, 'SIGKILL');
    say(`killed ${name}`);
    await pause(700);
    await instance.processes.restart(name);
    await pause(300);
  }
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
