import { type Browser, chromium } from 'playwright';
import { env } from '../../config/env.ts';
import { findChromium } from '../../scripts/lib/chromium.ts';

/** A real Chromium for the browser tests. Close it when done. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findChromium(env().CHROMIUM_PATH);
  // Chromium's sandbox does not work for root, which is who runs tests in a container.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return await chromium.launch({
    executablePath,
    args: [...asRoot, '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}
