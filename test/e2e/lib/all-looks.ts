import type { Page } from 'playwright';

/** A page or a state of one: how to get there from its address, and what is there once it is. */
export interface Look {
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

/** Records of the demo tenant to be looked at, by id. */
export interface Shown {
  readonly automation: string;
  readonly run: string;
  readonly lead: string;
  readonly contact: string;
  readonly company: string;
  readonly deal: string;
}

const ofRecords = ({ lead, contact, company, deal }: Shown): readonly Look[] => [
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
  { name: 'lead-convert', path: `/leads/${lead}/convert`, shows: titled },
  { name: 'deals-list', path: '/deals?view=list', shows: heading('Deals') },
  { name: 'decisions', path: '/decisions', shows: text('Nothing waits for you') },
  { name: 'duplicates', path: '/duplicates', shows: titled },
  { name: 'segments', path: '/segments', shows: titled },
];

const builder = text('Active, v1');

const ofAutomations = ({ automation, run, lead }: Shown): readonly Look[] => [
  { name: 'automations', path: '/automations', shows: text('New lead first touch') },
  { name: 'automations-new', path: '/automations?new=1', shows: dialog('New automation') },
  { name: 'automation', path: `/automations/${automation}`, shows: heading('New lead first touch') },
  { name: 'automation-records', path: `/automations/${automation}?tab=records`, shows: text('Came in') },
  { name: 'automation-versions', path: `/automations/${automation}?tab=versions`, shows: text(/run.? under way/) },
  { name: 'automation-operations', path: `/automations/${automation}?tab=operations`, shows: text('Nothing was done to many runs') },
  { name: 'operations', path: '/operations', shows: heading('Operations') },
  { name: 'explain', path: `/explain?type=lead&id=${lead}`, shows: text('Open the run') },
  { name: 'version', path: `/automations/${automation}/versions/1`, shows: text('New lead first touch') },
  {
    name: 'version-live',
    path: `/automations/${automation}/versions/1?live=1`,
    shows: (page) => page.getByLabel('Live figures').waitFor(),
  },
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
  { name: 'forms', path: '/forms', shows: titled },
  { name: 'form-new', path: '/forms/new', shows: titled },
  { name: 'webhooks', path: '/webhooks', shows: titled },
  { name: 'exclusivity-groups', path: '/exclusivity-groups', shows: titled },
  { name: 'exclusivity-group-new', path: '/exclusivity-groups?new=1', shows: titled },
  { name: 'credentials', path: '/credentials', shows: titled },
  { name: 'credential-new', path: '/credentials?new=1', shows: titled },
  { name: 'runs', path: '/runs', shows: text('Waiting') },
  { name: 'run', path: `/runs/${run}`, shows: text(/^Began:/) },
  { name: 'templates', path: '/templates', shows: heading('Templates') },
  { name: 'template-new', path: '/templates/new', shows: (page) => page.getByRole('textbox').first().waitFor() },
  { name: 'outbox', path: '/operations/outbox', shows: (page) => page.getByRole('heading', { level: 1 }).waitFor() },
];

const ofSettings = (): readonly Look[] => [
  { name: 'approval-policies', path: '/settings/approval-policies', shows: text('Switched off') },
  { name: 'approval-policy-new', path: '/settings/approval-policies?new=1', shows: dialog('New policy') },
  { name: 'fields', path: '/settings/fields', shows: titled },
  { name: 'pipelines', path: '/settings/pipelines', shows: titled },
  { name: 'scoring', path: '/settings/scoring', shows: titled },
  { name: 'qualification-policy', path: '/settings/qualification', shows: titled },
  { name: 'roles', path: '/settings/roles', shows: titled },
  { name: 'api-keys', path: '/settings/api-keys', shows: titled },
  { name: 'plan', path: '/settings/plan', shows: text('Why granted, why refused') },
  { name: 'security', path: '/settings/security', shows: text('Everybody needs a second factor') },
  { name: 'single-sign-on', path: '/settings/single-sign-on', shows: text('Redirect address') },
  { name: 'calendars', path: '/settings/calendars', shows: text('Holidays and half days') },
  { name: 'audit', path: '/settings/audit', shows: titled },
  { name: 'imports', path: '/imports', shows: heading('Imports') },
  { name: 'exports', path: '/exports', shows: heading('Exports') },
  { name: 'import', path: '/imports/new', shows: heading('Import a file') },
  { name: 'notifications', path: '/notifications', shows: heading('Notifications') },
  { name: 'me', path: '/settings/me', shows: text('Where you are signed in') },
  { name: 'users', path: '/settings/users', shows: text('rep@demo.test') },
  { name: 'users-new', path: '/settings/users?new=1', shows: dialog('Invite or add') },
  { name: 'teams', path: '/settings/teams', shows: text('Inside sales') },
  { name: 'not-found', path: '/no/such/page', shows: text('There is no page here') },
  { name: 'keys', path: '/home', shows: pressing(heading('Home'), '?', dialog('Keyboard shortcuts')), wide: true },
  { name: 'search', path: '/home', shows: pressing(heading('Home'), 'Control+k', searchField), wide: true },
];

/** Pages that an admin reaches, in parts that take about as long. */
export const adminLooks = { records: ofRecords, automations: ofAutomations, settings: ofSettings } as const;

/** Somebody with work to do. */
export const atWork: readonly Look[] = [
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

export const signedOut: readonly Look[] = [
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
