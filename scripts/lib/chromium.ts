import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright';
import { ROOT } from './app-process.ts';
import { reachable } from './reachable.ts';

const run = promisify(execFile);
const ON_THE_SYSTEM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLAYWRIGHT_HOST = 'cdn.playwright.dev';

async function isBrowser(path: string): Promise<boolean> {
  try {
    const { stdout } = await run(path, ['--version', '--no-sandbox'], { timeout: 20_000 });
    return /chrom/i.test(stdout);
  } catch {
    return false;
  }
}

async function onTheSystem(): Promise<string | undefined> {
  for (const name of ON_THE_SYSTEM) if (await isBrowser(name)) return (await run('which', [name])).stdout.trim();
  return undefined;
}

async function playwrightsOwn(): Promise<string | undefined> {
  const path = chromium.executablePath();
  const present = () =>
    access(path, constants.X_OK).then(
      () => isBrowser(path),
      () => false,
    );
  if (await present()) return path;
  if (!(await reachable(PLAYWRIGHT_HOST))) return undefined;
  await run(process.execPath, [join(ROOT, 'node_modules', 'playwright', 'cli.js'), 'install', 'chromium'], { timeout: 600_000 }).catch(
    () => undefined,
  );
  return (await present()) ? path : undefined;
}

async function fromDebian(say: (line: string) => void): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const options = { timeout: 600_000, maxBuffer: 64 * 1024 * 1024 };
  try {
    await run('apt-get', ['--version']);
    say('installing Debian’s package');
    const install = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'];
    await run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', 'update'], options);
    await run('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...install], options);
  } catch {
    return undefined;
  }
  return await onTheSystem();
}

const NOT_FOUND = `No Chromium for the browser tests could be found or fetched. Any one of these helps:
  - set CHROMIUM_PATH to a Chromium or Chrome,
  - install one so that "chromium" or "google-chrome" is on the PATH,
  - let this machine reach https://${PLAYWRIGHT_HOST} (npx playwright install chromium),
  - run as root on Debian or Ubuntu (apt-get install chromium),
  - install the npm package @sparticuz/chromium and set CHROMIUM_PATH to what it unpacks.`;

/** Path of a Chromium: CHROMIUM_PATH, the system's, Playwright's own download, Debian's package; else an error naming all. */
export async function findChromium(fromEnvironment: string | undefined, say: (line: string) => void = () => undefined): Promise<string> {
  if (fromEnvironment !== undefined) {
    if (await isBrowser(fromEnvironment)) return fromEnvironment;
    throw new Error(`CHROMIUM_PATH is "${fromEnvironment}", but that is not a Chromium that runs on this machine.`);
  }
  const found = (await onTheSystem()) ?? (await playwrightsOwn()) ?? (await fromDebian(say));
  if (found === undefined) throw new Error(NOT_FOUND);
  return found;
}
