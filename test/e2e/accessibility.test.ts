import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DEMO_PASSWORD } from '../../db/seeds/demo-sign-ins.ts';
import { violations } from './lib/axe.ts';
import { desktop, Screens } from './lib/screen.ts';

const screens = new Screens(inject('instance').urls.app);
const rep = { email: 'rep@demo.test', password: DEMO_PASSWORD };
beforeAll(() => screens.start());
afterAll(() => screens.stop());

const titled = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).first().waitFor();

test.each(['light', 'dark'] as const)('axe finds nothing on the pages of a rep, in %s', async (theme) => {
  const page = await screens.as(rep, '/home', { ...desktop, theme, password: rep.password });
  for (const [path, name] of [
    ['/home', 'Home'],
    ['/tasks', 'Tasks'],
    ['/leads', 'Leads'],
  ] as const) {
    await page.goto(path);
    await titled(page, name);
    expect({ path, found: await violations(page) }).toEqual({ path, found: [] });
  }
});
