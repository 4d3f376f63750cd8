import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './app-process.ts';
import { fingerprint } from './fingerprint.ts';

const run = promisify(execFile);
const OUTPUT = join(ROOT, 'dist', 'ui');
const SOURCES = ['builder-ui', 'api/contracts', 'domain', 'package-lock.json', 'tsconfig.json'];

/** Whether the built browser application is the one of today's sources. */
export function uiIsCurrent(): boolean {
  const stamp = join(OUTPUT, '.sources');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(SOURCES);
}

/** Builds the browser application into dist/ui. It appears there complete or not at all. */
export async function buildUi(): Promise<void> {
  const sources = fingerprint(SOURCES);
  const making = `${OUTPUT}.${process.pid}`;
  try {
    const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
    const args = [vite, 'build', '--config', 'builder-ui/vite.config.ts', '--outDir', making, '--emptyOutDir', '--logLevel', 'warn'];
    await run(process.execPath, args, { cwd: ROOT, maxBuffer: 32 * 1024 * 1024 });
    await writeFile(join(making, '.sources'), sources);
    await mkdir(join(ROOT, 'dist'), { recursive: true });
    await rm(OUTPUT, { recursive: true, force: true });
    await rename(making, OUTPUT);
  } catch (error) {
    const output = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`The browser application could not be built: ${output.trim()}`, { cause: error });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}
