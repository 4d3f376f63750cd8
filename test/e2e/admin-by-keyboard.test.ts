import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { logActivity } from '../../api/contracts/activities.ts';
import { Keyboard } from './lib/keyboard.ts';
import { accessible } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace, password } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** A step of the canvas by what a screen reader says of it. */
const card = (page: Page, name: RegExp) => page.getByRole('application').getByRole('group', { name });
const panel = (page: Page) => page.getByRole('complementary', { name: 'Settings of the step' });
const problems = (page: Page, words: string | RegExp) =>
  page.getByRole('region', { name: 'Problems' }).getByRole('button', { name: words });

/** Inserts a step where the keyboard stands: the key that opens the picker, a word, Enter. */
async function insert(page: Page, keys: Keyboard, key: '/' | 'Enter', query: string, offered: string): Promise<void> {
  await keys.press(key);
  const picker = page.getByRole('dialog', { name: 'Which step?' });
  await keys.focusOn(picker.getByRole('combobox', { name: 'Search steps' }));
  await keys.type(query);
  await picker.getByRole('option', { name: offered }).waitFor();
  await keys.press('Enter');
  await picker.waitFor({ state: 'hidden' });
}

/** Back from the panel to the step, and Enter opens the panel of the step. */
async function open(page: Page, keys: Keyboard, name: RegExp): Promise<void> {
  await keys.focusOn(card(page, name));
  await keys.press('Enter');
}

async function signInByKeyboard(page: Page, keys: Keyboard, email: string): Promise<void> {
  await page.goto('/sign-in');
  await keys.focusOn(page.getByLabel('E-mail'));
  await keys.type(email);
  await keys.fill(page.getByLabel('Password', { exact: true }), password);
  await keys.press('Enter');
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
}

async function newAutomation(page: Page, keys: Keyboard, name: string): Promise<void> {
  await keys.press('g', 'a');
  await page.getByRole('heading', { name: 'Automations', level: 1 }).waitFor();
  await keys.press('n');
  const dialog = page.getByRole('dialog', { name: 'New automation' });
  await keys.fill(dialog.getByLabel('Name'), name);
  await keys.press('Enter');
  await page.getByRole('heading', { name }).waitFor();
}

/** Assign to the team, a task, wait for the touch, and if the lead is a good one tell somebody (what, is forgotten). */
async function drawSteps(page: Page, keys: Keyboard): Promise<void> {
  await keys.choose(page.getByLabel('When any of these happens'), 'a lead is created');
  await keys.press('Escape');
  await keys.focusOn(card(page, /^Start, When, a lead is created/));

  await insert(page, keys, '/', 'assign', 'Assign an owner');
  await open(page, keys, /^Step 1 of 1, Assign/);
  await keys.choose(panel(page).getByLabel('Team', { exact: true }), 'Sales');
  await keys.press('Escape');
  await keys.focusOn(card(page, /Assign, in turn among Sales/));

  await insert(page, keys, '/', 'todo', 'Create a task');
  await open(page, keys, /^Step 2 of 2, Create task/);
  await keys.fill(panel(page).getByLabel('Title'), 'Call the new lead');
  await keys.choose(panel(page).getByLabel('Due', { exact: true }), 'Some time after this step');
  await keys.choose(panel(page).getByLabel('Kind', { exact: true }), 'First touch');
  await keys.press('Escape');
  await keys.focusOn(card(page, /Create task, “Call the new lead”/));

  await insert(page, keys, '/', 'wait event', 'Wait for an event');
  await open(page, keys, /^Step 3 of 3, Wait for an event/);
  await keys.choose(panel(page).getByLabel('Until any of these'), 'somebody makes contact');
  await keys.fill(panel(page).getByLabel('For at most'), '2');
  await keys.choose(panel(page).getByLabel('Unit'), 'hours');
  await keys.press('Escape');
  await keys.focusOn(card(page, /somebody makes contact.*at most 2 hours/));

  // Down leads to the open end of its first branch; Enter there is the +.
  await keys.press('ArrowDown');
  await keys.focusOn(page.getByRole('button', { name: 'Insert after step 3, branch Happened' }));
  await insert(page, keys, 'Enter', 'if', 'If: two branches by a condition');
  await open(page, keys, /^Step 4 of 4, If/);
  await keys.tabTo(panel(page).getByRole('button', { name: 'Condition', exact: true }));
  await keys.press('Enter');
  await keys.choose(panel(page).getByLabel('Field', { exact: true }), 'Score');
  await keys.choose(panel(page).getByLabel('Comparison'), 'is at least');
  await keys.fill(panel(page).getByLabel('Value', { exact: true }), '50');
  await panel(page).getByText('0 of 0 leads fit now.').waitFor();
  await keys.press('Escape');
  await keys.focusOn(card(page, /Score is at least 50/));
  await keys.press('ArrowDown');
  await keys.focusOn(page.getByRole('button', { name: 'Insert after step 4, branch Yes' }));
  await insert(page, keys, 'Enter', 'notify', 'Notify somebody here');
  await keys.focusOn(card(page, /^Step 5 of 5, Notify/));
}

describe('an admin without a mouse', () => {
  test('draws, repairs and publishes an automation, and reads its first run', async () => {
    const acme = await aWorkspace(app);
    const ann = await acme.person('rep', 'Ann Lee');
    await acme.team('Sales', [ann], acme.admin);
    const page = await screens.fresh();
    const keys = new Keyboard(page);
    await signInByKeyboard(page, keys, acme.admin.email);
    await newAutomation(page, keys, 'Call new leads');
    await drawSteps(page, keys);

    // What is missing is counted; the list leads to the very field.
    await card(page, /^Step 5 of 5, Notify.*, 1 problem$/).waitFor();
    await problems(page, '1 problem').waitFor();
    await keys.press('p');
    await keys.focusOn(page.getByRole('region', { name: 'Problems' }).getByRole('listitem').getByRole('button').first());
    expect(await accessible(page)).toEqual([]);
    await keys.press('Enter');
    await keys.focusOn(panel(page).getByLabel('Text'));
    await keys.type('Good lead touched');
    await problems(page, 'No problems').waitFor();
    await keys.press('Escape');

    // Undo takes the words back, redo brings them again; then the step itself.
    await keys.focusOn(card(page, /Notify.*Good lead touched/));
    await keys.press('Control+z');
    await card(page, /^Step 5 of 5, Notify.*, 1 problem$/).waitFor();
    await keys.press('Control+Shift+z');
    await card(page, /Notify.*Good lead touched/).waitFor();
    await keys.press('Delete');
    await card(page, /^Step 4 of 4, If/).waitFor();
    await keys.press('Control+z');
    await keys.focusOn(card(page, /^Step 5 of 5, Notify/));

    await keys.press('Shift+p');
    const publishing = page.getByRole('dialog', { name: 'Publish Call new leads as version 1?' });
    await publishing.getByRole('button', { name: 'Publish', disabled: false }).waitFor();
    expect(await accessible(page)).toEqual([]);
    await keys.tabTo(publishing.getByRole('button', { name: 'Publish' }));
    await keys.press('Enter');
    await publishing.waitFor({ state: 'hidden' });
    await page.getByText('Active, v1').waitFor();

    const lead = await acme.lead({ firstName: 'Dana', lastName: 'Levi', score: 80 });
    await keys.press('g', 'r');
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
    const row = page.getByRole('row', { name: /Dana Levi/ });
    await row.getByText('Waiting').waitFor();
    await keys.press('j');
    await keys.focusOn(row.getByRole('link', { name: 'Dana Levi' }));
    await keys.press('Enter');

    await page.getByRole('heading', { level: 1, name: /Dana Levi in Call new leads/ }).waitFor();
    await card(page, /Assign.*passed/).waitFor();
    await card(page, /Wait for an event.*waiting here/).waitFor();
    await card(page, /Notify.*not reached/).waitFor();

    // The touch of the rep takes the run to its end, before the admin's eyes.
    await ann.api.ok(logActivity, {
      body: {
        type: 'call',
        direction: 'outbound',
        outcome: 'connected',
        nextStep: 'Send the offer',
        nextStepDueAt: new Date(Date.now() + 86_400_000).toISOString(),
        records: [{ type: 'lead', id: lead.id }],
      },
    });
    await card(page, /Notify.*passed/).waitFor();
    await page.getByText(/^Done at/).waitFor();
    expect(await accessible(page)).toEqual([]);
  });
});
