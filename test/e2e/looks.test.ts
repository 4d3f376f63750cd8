import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { listAutomations } from '../../api/contracts/automations.ts';
import { listCompanies } from '../../api/contracts/companies.ts';
import { listContacts } from '../../api/contracts/contacts.ts';
import { listDeals } from '../../api/contracts/deals.ts';
import { listRuns } from '../../api/contracts/runs.ts';
import { DEMO_PASSWORD } from '../../db/seeds/demo-sign-ins.ts';
import { ApiClient } from '../helpers/api-client.ts';
import { eventually } from '../helpers/until.ts';
import { adminLooks, atWork, type Look, type Shown, signedOut } from './lib/all-looks.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { desktop, phone, Screens } from './lib/screen.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
const admin = { email: 'admin@demo.test', password: DEMO_PASSWORD };
const rep = { email: 'rep@demo.test', password: DEMO_PASSWORD };
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** The demo tenant, only looked at. Its automations are at work: their runs come a little after the start. */
async function demo(): Promise<Shown> {
  const api = await new ApiClient(app).signIn(admin.email, admin.password);
  const first = <T>(items: readonly T[]): T => {
    const [found] = items;
    if (found === undefined) throw new Error('The demo tenant lacks something.');
    return found;
  };
  const automations = (await api.ok(listAutomations)).body.items;
  const automation = first(automations.filter(({ name }) => name === 'New lead first touch'));
  const run = await eventually('a run of the demo that waits', async () => {
    const { body } = await api.ok(listRuns, { query: { automationId: automation.id, status: 'waiting' } });
    return body.items[0];
  });
  return {
    automation: automation.id,
    run: run.id,
    lead: run.record.id,
    contact: first((await api.ok(listContacts)).body.items).id,
    company: first((await api.ok(listCompanies)).body.items).id,
    deal: first((await api.ok(listDeals)).body.items).id,
  };
}

/** Every look on one page, one after the other; what is wrong is told of all of them together. */
async function inspect(page: Page, all: readonly Look[], check: (page: Page, name: string) => Promise<readonly string[]>): Promise<void> {
  const wrong: string[] = [];
  for (const { name, path, shows } of all) {
    const found = await page
      .goto(path)
      .then(() => shows(page))
      .then(() => check(page, name))
      .catch((error: unknown) => [String(error)]);
    wrong.push(...found.map((one) => `${name}: ${one}`));
  }
  expect(wrong).toEqual([]);
}

async function onDesktop(page: Page, name: string): Promise<readonly string[]> {
  return [...(await accessible(page)), ...(await picture(page, `${name}-1440`))];
}

async function onPhone(page: Page, name: string): Promise<readonly string[]> {
  return [...(await fits(page)), ...(await accessible(page, ['light'])), ...(await picture(page, `${name}-320`))];
}

describe('every page', () => {
  const parts = ['records', 'automations', 'settings'] as const;

  test.each(parts)('of %s is accessible on a desk, light and dark', async (part) => {
    const page = await screens.as(admin, '/home', { ...desktop, password: admin.password });
    await inspect(page, adminLooks[part](await demo()), onDesktop);
  });

  test.each(parts)('of %s is accessible on a phone of 320 px and never scrolls sideways', async (part) => {
    const page = await screens.as(admin, '/home', { ...phone, password: admin.password });
    const narrow = adminLooks[part](await demo()).filter(({ wide }) => wide !== true);
    await inspect(page, narrow, onPhone);
  });

  test('of somebody at work is accessible on a desk and on a phone', async () => {
    await inspect(await screens.as(rep, '/home', { ...desktop, password: rep.password }), atWork, onDesktop);
    await inspect(await screens.as(rep, '/home', { ...phone, password: rep.password }), atWork, onPhone);
  });

  test('says who you have to be, accessibly', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const page = await screens.fresh({ ...desktop, theme });
      await inspect(page, signedOut, async (_, name) => [
        ...(await accessible(page, [theme])),
        ...(await picture(page, `${name}-1440`, [theme])),
      ]);
      await page.setViewportSize(phone);
      await inspect(page, signedOut, async (_, name) => [...(await fits(page)), ...(await picture(page, `${name}-320`, [theme]))]);
    }
  });
});
