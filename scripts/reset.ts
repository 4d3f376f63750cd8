import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { env } from '../config/env.ts';
import { leftoverServer } from './lib/postgres.ts';
import { stopProcess } from './lib/process-control.ts';
import { isRunning, stopLeftovers } from './lib/run-state.ts';

/** Fetched programs are no data; fetching them again would only cost time. */
const KEPT = new Set(['tools']);

/** What an instance makes; a folder with other things in it is somebody's, and stays. */
const OURS =
  /^(postgres|postgres\.ready|postgres\.password|temporal\.db.*|credentials\.json|run\.json(\.new)?|run\.lock|logs|files|mail|tools|tmp)$/;

async function reset(dataDir: string): Promise<string> {
  if (!existsSync(dataDir)) return `There is nothing at ${dataDir}.`;
  if (isRunning(dataDir)) throw new Error(`Cadenza runs on ${dataDir}. Stop it (Ctrl-C where it was started), then reset.`);
  const foreign = (await readdir(dataDir)).filter((name) => !OURS.test(name));
  if (foreign.length > 0) throw new Error(`${dataDir} also holds ${foreign.join(', ')}, which Cadenza did not make. Nothing was removed.`);
  await stopLeftovers(dataDir);
  const server = leftoverServer(join(dataDir, 'postgres'));
  if (server !== undefined) await stopProcess(server, 'SIGINT', 20_000);
  const removed = (await readdir(dataDir)).filter((name) => !KEPT.has(name));
  await Promise.all(removed.map((name) => rm(join(dataDir, name), { recursive: true, force: true })));
  return `Everything in ${dataDir} was removed; the next start begins anew.`;
}

const { values } = parseArgs({ options: { data: { type: 'string' } } });
try {
  console.log(await reset(resolve(values.data ?? env().DATA_DIR)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
