import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright';
import { expect, onTestFinished } from 'vitest';
import { launchBrowser } from '../../helpers/browser.ts';
import { password, type Person } from './workspace.ts';

export interface Looks {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
}

/** Not in the repository; the stage clears the folder before it starts. */
export const pictures = fileURLToPath(new URL('../../../test-results/e2e', import.meta.url));

export const desktop = { width: 1440, height: 900 } as const;
export const phone = { width: 320, height: 720 } as const;

/** What pages said or threw that they should not have; {@link Screens} refuses to close over any of it. */
type Complaints = string[];

/** The browser of a test file: pages that remember what they complained of. */
export class Screens {
  readonly base: string;
  #browser: Browser | undefined;

  constructor(base: string) {
    this.base = base;
  }

  async start(): Promise<void> {
    this.#browser = await launchBrowser();
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }

  /** A browser of somebody who is not signed in. It ends with the test. */
  async fresh(looks: Looks = {}): Promise<Page> {
    const context = await this.#context(looks);
    const page = await context.newPage();
    const complaints = listen(page);
    onTestFinished(async ({ task }) => {
      const failed = task.result?.state === 'fail';
      if (failed) await page.screenshot({ path: join(pictures, `failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 60)}.png`) });
      await context.close();
      if (!failed) expect(complaints).toEqual([]);
    });
    return page;
  }

  /** A browser in which the person is signed in already; the sign-in page has a test of its own. */
  async as(person: Pick<Person, 'email'>, path: string, looks: Looks & { readonly password?: string } = {}): Promise<Page> {
    const page = await this.fresh(looks);
    const answer = await page
      .context()
      .request.post('/v1/sign-in', { data: { email: person.email, password: looks.password ?? password } });
    if (!answer.ok()) throw new Error(`${person.email} could not sign in: ${answer.status()} ${await answer.text()}`);
    await page.goto(path);
    return page;
  }

  async #context({ width = desktop.width, height = desktop.height, theme = 'light' }: Looks): Promise<BrowserContext> {
    if (this.#browser === undefined) throw new Error('The browser has not been started.');
    const context = await this.#browser.newContext({
      baseURL: this.base,
      viewport: { width, height },
      colorScheme: theme,
      // What moves is in the way of pictures and of measuring contrast; that it may be switched off is a promise anyway.
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
      locale: 'en-GB',
    });
    context.setDefaultTimeout(15_000);
    return context;
  }
}

function listen(page: Page): Complaints {
  const complaints: Complaints = [];
  page.on('pageerror', (error) => complaints.push(`threw ${error.message}`));
  page.on('console', (message) => {
    // A refused request is reported by the browser itself; whether it was expected is for the test to say.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  return complaints;
}
