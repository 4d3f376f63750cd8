import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readLead, updateLead } from '../../api/contracts/leads.ts';
import { createTask, readTask, listTasks } from '../../api/contracts/tasks.ts';
import { eventually } from '../helpers/until.ts';
import { firstTouch } from './lib/automations.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

describe('a rep', () => {
  test('is told of a new lead at once and logs the touch in two clicks, which ends the run', async () => {
    const acme = await aWorkspace(app);
    const ann = await acme.person('rep', 'Ann Lee');
    await acme.publish(firstTouch(await acme.team('Sales', [ann], acme.admin)));
    const page = await screens.as(ann, '/home');
    await page.getByText('Nothing is waiting for you').waitFor();
    await page.getByRole('button', { name: 'Notifications, none unread' }).waitFor();

    const lead = await acme.lead({ firstName: 'Dana', lastName: 'Levi', companyName: 'Acme Ltd' });
    const row = page.getByRole('listitem').filter({ hasText: 'First contact with Dana' });
    await row.waitFor();
    await page.getByRole('button', { name: /Notifications, \d unread/ }).click();
    const drawer = page.getByRole('dialog', { name: 'Notifications' });
    await drawer.getByText('A new lead waits for you: Dana').waitFor();
    await drawer.getByRole('button', { name: 'Close' }).click();

    await row.getByRole('button', { name: 'Connected' }).click();
    await row.getByRole('button', { name: 'Save touch' }).click();
    await page.getByText('Touch logged.').waitFor();
    await row.waitFor({ state: 'detached' });

    const { body: tasks } = await ann.api.ok(listTasks, { query: { recordType: 'lead', recordId: lead.id } });
    expect(tasks.items.map(({ kind, status }) => ({ kind, status })).toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
      { kind: 'first_touch', status: 'done' },
      { kind: 'follow_up', status: 'open' },
    ]);

    await page.goto(`/leads/${lead.id}`);
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('Task “First contact with Dana” completed').waitFor();
    await history.getByText('Call · Connected').waitFor();
    const card = page.getByRole('region', { name: 'Automation' });
    await card.getByText('Succeeded').waitFor();
    await card.getByRole('link', { name: /New lead first touch/ }).click();
    await page.getByRole('heading', { level: 1, name: /Dana Levi in New lead first touch/ }).waitFor();
    await page.getByText(/^Done at/).waitFor();
    const steps = page.getByRole('region', { name: 'What happened' }).getByRole('listitem');
    await steps.filter({ hasText: 'until somebody makes contact' }).getByText('Happened').waitFor();
  });

  test('completes a task with notes, and moves another to a later date', async () => {
    const acme = await aWorkspace(app);
    const ann = await acme.person('rep', 'Ann Lee');
    const done = await ann.api.ok(createTask, { body: { title: 'Prepare the demo', dueAt: inHours(1) } });
    const moved = await ann.api.ok(createTask, { body: { title: 'Write the offer', dueAt: inHours(2) } });
    const page = await screens.as(ann, '/tasks');

    await page.getByRole('link', { name: 'Prepare the demo' }).click();
    const panel = page.getByRole('dialog', { name: 'Prepare the demo' });
    await panel.getByLabel('Outcome').fill('Shown');
    await panel.getByLabel('Notes').fill('They liked the board.');
    await panel.getByRole('button', { name: 'Complete' }).click();
    await panel.getByText(/Shown, They liked the board\./).waitFor();
    await panel.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: 'Prepare the demo' }).waitFor({ state: 'detached' });
    const { body: completed } = await ann.api.ok(readTask, { params: { id: done.body.id } });
    expect(completed).toMatchObject({ status: 'done', outcome: 'Shown', outcomeNotes: 'They liked the board.' });

    await page.getByRole('button', { name: 'Actions for Write the offer' }).click();
    await page.getByRole('menuitem', { name: 'Choose another date…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Move “Write the offer”' });
    const nextMonth = `${inHours(24 * 30).slice(0, 10)}T09:30`;
    await dialog.getByLabel('Due').fill(nextMonth);
    await dialog.getByRole('button', { name: 'Move' }).click();
    await page.getByText(/^Moved to/).waitFor();
    const { body: later } = await ann.api.ok(readTask, { params: { id: moved.body.id } });
    expect(later.dueAt).toBe(`${nextMonth}:00.000Z`);
  });

  test('edits a lead in place, and sees both values when somebody else was faster', async () => {
    const acme = await aWorkspace(app);
    const ann = await acme.person('rep', 'Ann Lee');
    const lead = await acme.lead({ firstName: 'Omar', lastName: 'Haddad', city: 'Dubai', ownerUserId: ann.id });
    const page = await screens.as(ann, `/leads/${lead.id}`);
    await edit(page, 'Job title', 'Buyer');
    await page.getByRole('button', { name: 'Edit Job title: Buyer' }).waitFor();

    // The admin changes the very field while Ann types; live updates are kept from her so that she does not see it coming.
    await page.route('**/v1/live*', (route) => route.abort());
    await page.route(`**/v1/leads/${lead.id}`, (route) =>
      route.request().method() === 'GET' && !conflicted ? route.abort() : route.continue(),
    );
    let conflicted = false;
    await page.getByRole('button', { name: 'Edit City: Dubai' }).click();
    const { body: now } = await acme.admin.api.ok(readLead, { params: { id: lead.id } });
    await acme.admin.api.ok(updateLead, { params: { id: lead.id }, version: now.version, body: { city: 'Abu Dhabi' } });
    conflicted = true;
    await page.getByLabel('City').fill('Sharjah');
    await page.getByLabel('City').press('Enter');
    await page.getByText('Somebody changed this to “Abu Dhabi” meanwhile. Yours, not saved: “Sharjah”.').waitFor();
    await page.getByRole('button', { name: 'Save mine' }).click();
    await page.getByRole('button', { name: 'Edit City: Sharjah' }).waitFor();
    await eventually('the city that Ann insisted on', async () => {
      const { body } = await acme.admin.api.ok(readLead, { params: { id: lead.id } });
      return body.city === 'Sharjah';
    });
  });
});

async function edit(page: Page, name: string, value: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^Edit ${name}:`) }).click();
  await page.getByLabel(name).fill(value);
  await page.getByLabel(name).press('Enter');
}
