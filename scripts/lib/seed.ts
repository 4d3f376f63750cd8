import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, TSX } from './app-process.ts';

const ENTRY = 'db/seeds/main.ts';

/** Puts the demo tenant into a database that has none. Safe to repeat. */
export async function seedDatabase(env: Readonly<Record<string, string>>): Promise<void> {
  if (!existsSync(join(ROOT, ENTRY))) return;
  const child = spawn(process.execPath, ['--import', TSX, ENTRY], { cwd: ROOT, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The demo data could not be written:\n${output.trim().split('\n').slice(-10).join('\n')}`);
}
