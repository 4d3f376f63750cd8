import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { listAutomations } from '../../api/contracts/automations.ts';
import { listCompanies } from '../../api/contracts/companies.ts';
import { listContacts } from '../../api/contracts/contacts.ts';
import { listDeals } from '../../api/contracts/deals.ts';
import { listLeads } from '../../api/contracts/leads.ts';
import { listRuns } from '../../api/contracts/runs.ts';
import { DEMO_PASSWORD } from '../../db/seeds/demo-sign-ins.ts';
import { ApiClient } from '../helpers/api-client.ts';
import { eventually } from '../helpers/until.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { desktop, phone, Screens } from './lib/screen.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
const admin = { email: 'admin@demo.test', password: DEMO_PASSWORD };
const rep = { email: 'rep@demo.test', password: DEMO_PASSWORD };
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** A page or a state of one: how to get there from its address, and what is there once it is. */
interface Look {
  readonly name: string;
  readonly path: string;
  readonly shows: (page: Page) => Promise<unknown>;
  /** Only on wide windows: a phone has another way, or none. */
  readonly wide?: true;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { level: 1, name }).first().waitFor();
/** Its own title, not that of the skeleton that stands in for it. */
const titled = (page: Page) =>
  page
    .getByRole('heading', { level: 1 })
    .filter({ hasNotText: /^Loading/ })
    .first()
    .waitFor();
const text = (words: string | RegExp) => (page: Page) => page.getByText(words).first().waitFor();
const dialog = (name: string | RegExp) => (page: Page) => page.getByRole('dialog', { name }).waitFor();
const searchField = (page: Page) => page.getByRole('combobox', { name: 'Search' }).waitFor();
const pressing =
  (before: (page: Page) => Promise<unknown>, keys: string, then: (page: Page) => Promise<unknown>) =>
  async (page: Page): Promise<void> => {
    await before(page);
    await page.keyboard.press(keys);
    await then(page);
  };

/** The demo tenant, only looked at. Its automations are at work: their runs come a little after the start. */
async function demo() {
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
    anyLead: first((await api.ok(listLeads)).body.items).name,
  };
}

async function looks(): Promise<readonly Look[]> {
  const { automation, run, lead, contact, company, deal } = await demo();
  const builder = text('Active, v1');
  return [
    { name: 'home-empty', path: '/home', shows: text('Nothing is waiting for you') },
    { name: 'tasks-empty', path: '/tasks', shows: text('You have no open tasks') },
    { name: 'tasks-new', path: '/tasks?new=1', shows: dialog('New task') },
    { name: 'leads', path: '/leads', shows: (page) => page.getByRole('row').nth(5).waitFor() },
    { name: 'leads-new', path: '/leads?new=1', shows: dialog('New lead') },
    { name: 'leads-none', path: '/leads?q=nobodyiscalledso', shows: text('No lead is like this') },
    { name: 'lead', path: `/leads/${lead}`, shows: text(/^Created, source/) },
    { name: 'contacts', path: '/contacts', shows: heading('Contacts') },
    { name: 'contact', path: `/contacts/${contact}`, shows: text('History') },
    { name: 'companies', path: '/companies', shows: heading('Companies') },
    { name: 'company', path: `/companies/${company}`, shows: text('History') },
    { name: 'deals', path: '/deals', shows: heading('Deals') },
    { name: 'deal', path: `/deals/${deal}`, shows: text('History') },
    { name: 'automations', path: '/automations', shows: text('New lead first touch') },
    { name: 'automations-new', path: '/automations?new=1', shows: dialog('New automation') },
    { name: 'automation', path: `/automations/${automation}`, shows: heading('New lead first touch') },
    { name: 'automation-records', path: `/automations/${automation}?tab=records`, shows: text('Came in') },
    { name: 'automation-versions', path: `/automations/${automation}?tab=versions`, shows: text(/run.? under way/) },
    { name: 'automation-operations', path: `/automations/${automation}?tab=operations`, shows: text('Nothing was done to many runs') },
    { name: 'operations', path: '/operations', shows: heading('Operations') },
    { name: 'explain', path: `/explain?type=lead&id=${lead}`, shows: text('Open the run') },
    { name: 'version', path: `/automations/${automation}/versions/1`, shows: text('New lead first touch') },
    { name: 'builder', path: `/automations/${automation}/edit`, shows: builder },
    { name: 'builder-outline', path: `/automations/${automation}/edit?view=outline`, shows: builder },
    { name: 'builder-picker', path: `/automations/${automation}/edit`, shows: pressing(builder, '/', dialog('Which step?')), wide: true },
    { name: 'simulation', path: `/automations/${automation}/simulation`, shows: heading('Simulation') },
    {
      name: 'simulated',
      path: `/automations/${automation}/simulation`,
      shows: async (page) => {
        await page.getByRole('button', { name: 'Run', exact: true }).click();
        await page.getByRole('heading', { name: 'Record by record' }).waitFor();
      },
    },
    { name: 'scenarios-empty', path: `/automations/${automation}/simulation?tab=scenarios`, shows: text('No scenario is saved yet') },
    {
      name: 'scenario-new',
      path: `/automations/${automation}/simulation`,
      shows: async (page) => {
        await page.getByRole('button', { name: 'Save as a scenario' }).click();
        await page.getByRole('button', { name: 'Add an expectation' }).click();
        await page.getByRole('group', { name: 'Expectation 1' }).waitFor();
      },
    },
    {
      name: 'replay',
      path: `/automations/${automation}/simulation?tab=replay`,
      shows: async (page) => {
        await page.getByRole('button', { name: 'Replay', exact: true }).click();
        await page.getByText(/take the same way|No run has ended yet|takes the same way/).waitFor();
      },
    },
    { name: 'lead-convert', path: `/leads/${lead}/convert`, shows: titled },
    { name: 'deals-list', path: '/deals?view=list', shows: heading('Deals') },
    { name: 'decisions', path: '/decisions', shows: text('Nothing waits for you') },
    { name: 'approval-policies', path: '/settings/approval-policies', shows: text('Switched off') },
    { name: 'approval-policy-new', path: '/settings/approval-policies?new=1', shows: dialog('New policy') },
    { name: 'duplicates', path: '/duplicates', shows: titled },
    { name: 'segments', path: '/segments', shows: titled },
    { name: 'forms', path: '/forms', shows: titled },
    { name: 'form-new', path: '/forms/new', shows: titled },
    { name: 'webhooks', path: '/webhooks', shows: titled },
    { name: 'credentials', path: '/credentials', shows: titled },
    { name: 'credential-new', path: '/credentials?new=1', shows: titled },
    { name: 'fields', path: '/settings/fields', shows: titled },
    { name: 'pipelines', path: '/settings/pipelines', shows: titled },
    { name: 'scoring', path: '/settings/scoring', shows: titled },
    { name: 'qualification-policy', path: '/settings/qualification', shows: titled },
    { name: 'roles', path: '/settings/roles', shows: titled },
    { name: 'api-keys', path: '/settings/api-keys', shows: titled },
    { name: 'plan', path: '/settings/plan', shows: text('Why granted, why refused') },
    { name: 'security', path: '/settings/security', shows: text('Everybody needs a second factor') },
    { name: 'single-sign-on', path: '/settings/single-sign-on', shows: text('Redirect address') },
    { name: 'audit', path: '/settings/audit', shows: titled },
    { name: 'runs', path: '/runs', shows: text('Waiting') },
    { name: 'run', path: `/runs/${run}`, shows: text(/^Began:/) },
    { name: 'templates', path: '/templates', shows: heading('Templates') },
    { name: 'template-new', path: '/templates/new', shows: (page) => page.getByRole('textbox').first().waitFor() },
    { name: 'imports', path: '/imports', shows: heading('Imports') },
    { name: 'exports', path: '/exports', shows: heading('Exports') },
    { name: 'import', path: '/imports/new', shows: heading('Import a file') },
    { name: 'outbox', path: '/operations/outbox', shows: (page) => page.getByRole('heading', { level: 1 }).waitFor() },
    { name: 'notifications', path: '/notifications', shows: heading('Notifications') },
    { name: 'me', path: '/settings/me', shows: text('Where you are signed in') },
    { name: 'users', path: '/settings/users', shows: text('rep@demo.test') },
    { name: 'users-new', path: '/settings/users?new=1', shows: dialog('Invite or add') },
    { name: 'teams', path: '/settings/teams', shows: text('Inside sales') },
    { name: 'not-found', path: '/no/such/page', shows: text('There is no page here') },
    { name: 'keys', path: '/home', shows: pressing(heading('Home'), '?', dialog('Keyboard shortcuts')), wide: true },
    { name: 'search', path: '/home', shows: pressing(heading('Home'), 'Control+k', searchField), wide: true },
  ];
}

/** Somebody with work to do. */
const atWork: readonly Look[] = [
  { name: 'home', path: '/home', shows: (page) => page.getByRole('button', { name: 'Connected' }).first().waitFor() },
  {
    name: 'home-touch',
    path: '/home',
    shows: async (page) => {
      await page.getByRole('button', { name: 'Connected' }).first().click();
      await page.getByRole('button', { name: 'Save touch' }).waitFor();
    },
  },
  { name: 'tasks', path: '/tasks', shows: (page) => page.getByRole('row').nth(1).waitFor() },
  {
    name: 'task',
    path: '/tasks',
    shows: async (page) => {
      await page.getByRole('row').nth(1).getByRole('link').first().click();
      await page.getByRole('dialog').getByText('Made by').waitFor();
    },
  },
];

const signedOut: readonly Look[] = [
  { name: 'sign-in', path: '/sign-in', shows: heading('Welcome back') },
  { name: 'sign-up', path: '/sign-up', shows: heading('Create your workspace') },
  { name: 'forgot', path: '/forgot', shows: titled },
  { name: 'reset-old', path: '/reset/no-such-token', shows: titled },
  { name: 'invite-old', path: '/invite/no-such-token', shows: titled },
  { name: 'sso-failed', path: '/sso/callback?state=nothing-of-ours&code=x', shows: heading('You are not signed in') },
  { name: 'confirm-email', path: '/confirm-email/no-such-token', shows: titled },
  { name: 'undo-email', path: '/undo-email/no-such-token', shows: titled },
  { name: 'verify-old', path: '/verify/no-such-token', shows: titled },
];

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
  test('is accessible on a desk, light and dark', async () => {
    const page = await screens.as(admin, '/home', { ...desktop, password: admin.password });
    await inspect(page, await looks(), onDesktop);
    await inspect(await screens.as(rep, '/home', { ...desktop, password: rep.password }), atWork, onDesktop);
  });

  test('is accessible on a phone of 320 px and never scrolls sideways', async () => {
    const page = await screens.as(admin, '/home', { ...phone, password: admin.password });
    await inspect(
      page,
      (await looks()).filter(({ wide }) => wide !== true),
      onPhone,
    );
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
