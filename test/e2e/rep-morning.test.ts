import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createContact } from '../../api/contracts/contacts.ts';
import { createDeal, readDeal } from '../../api/contracts/deals.ts';
import { listNotifications } from '../../api/contracts/notifications.ts';
import { createPipeline } from '../../api/contracts/pipelines.ts';
import { createTask, listTasks } from '../../api/contracts/tasks.ts';
import { eventually } from '../helpers/until.ts';
import { firstTouch } from './lib/automations.ts';
import { accessible, picture } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace, password } from './lib/workspace.ts';

const screens = new Screens(inject('instance').urls.app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** Rita's desk: a task of today about a contact, a deal, a lead that comes in while she works. */
async function aDesk() {
  const acme = await aWorkspace(screens.base);
  const rita = await acme.person('rep', 'Rita Rep');
  const mara = await acme.person('manager', 'Mara Manager');
  await acme.publish(firstTouch(await acme.team('Sales', [rita], mara)));
  const stages = [{ name: 'Qualify' }, { name: 'Offer' }, { name: 'Won', kind: 'won' as const }, { name: 'Lost', kind: 'lost' as const }];
  const { body: pipeline } = await acme.admin.api.ok(createPipeline, { body: { name: 'Sales', isDefault: true, stages } });
  const { body: omar } = await rita.api.ok(createContact, { body: { firstName: 'Omar', lastName: 'Haddad', ownerUserId: rita.id } });
  const { body: deal } = await rita.api.ok(createDeal, {
    body: { name: 'Orion', pipelineId: pipeline.id, ownerUserId: rita.id, contactId: omar.id },
  });
  await rita.api.ok(createTask, {
    body: {
      title: 'Call Omar about the offer',
      dueAt: new Date(Date.now() + 60_000).toISOString(),
      records: [{ type: 'contact', id: omar.id }],
    },
  });
  return { acme, rita, mara, omar, deal };
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
}

test('a sales rep’s morning', async () => {
  const { acme, rita, mara, omar, deal } = await aDesk();
  const page = await screens.fresh();
  await signIn(page, rita.email);

  // What is due today stands first; the link leads to whom it is about.
  const due = page.getByRole('listitem').filter({ hasText: 'Call Omar about the offer' });
  await due.waitFor();
  await picture(page, 'morning-home');
  await due.getByRole('link', { name: 'Omar Haddad' }).click();
  await page.getByRole('heading', { level: 1, name: 'Omar Haddad' }).waitFor();

  // The call is logged where it belongs, with what comes next.
  const composer = page.getByRole('region', { name: 'Write or log' });
  await composer.getByRole('tab', { name: 'Call' }).click();
  await composer.getByRole('button', { name: 'Connected' }).click();
  await composer.getByLabel('Notes').fill('Wants the offer by Friday.');
  await composer.getByLabel('Next step', { exact: true }).fill('Send the offer');
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'morning-call');
  await composer.getByRole('button', { name: 'Save touch' }).click();
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('Call · Connected').waitFor();
  const { body: tasks } = await rita.api.ok(listTasks, { query: { recordType: 'contact', recordId: omar.id } });
  expect(tasks.items.map((task) => task.title)).toContain('Send the offer');

  // A note that names a colleague tells her.
  await composer.getByRole('tab', { name: 'Note' }).click();
  await composer.getByRole('textbox', { name: 'Note' }).fill('Discount of 10 % is fine with @Mar');
  await composer.getByRole('button', { name: 'Mention Mara Manager' }).click();
  await composer.getByRole('button', { name: 'Save note' }).click();
  await page.getByText('Note saved.').waitFor();
  await eventually('Mara is told', async () => {
    const { body } = await mara.api.ok(listNotifications);
    return body.items.length > 0;
  });

  // A lead comes in: it says so, and is answered from the list of what needs her.
  const lead = await acme.lead({ firstName: 'Dana', lastName: 'Levi', companyName: 'Nova' });
  await page.getByRole('button', { name: /Notifications, \d+ unread/ }).waitFor();
  await page.getByRole('link', { name: 'Home' }).first().click();
  const first = page.getByRole('listitem').filter({ hasText: 'First contact with Dana' });
  await first
    .getByText(/due (today|this week|later)/i)
    .first()
    .click();
  await first.getByRole('button', { name: 'Connected' }).click();
  await first.getByRole('button', { name: 'Save touch' }).click();
  await first.waitFor({ state: 'detached' });
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole('region', { name: 'Automation' }).getByText('Succeeded').waitFor();

  // The deal goes on, by the menu of its card, without a mouse.
  await page.getByRole('link', { name: 'Deals' }).first().click();
  const card = page.getByRole('link', { name: /Orion/ });
  await card.focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: /^Offer/ }).click();
  await page.getByRole('region', { name: 'Offer' }).getByText('Orion').waitFor();
  await eventually('the deal stands in its stage', async () => {
    const { body } = await rita.api.ok(readDeal, { params: { id: deal.id } });
    return body.stageName === 'Offer';
  });
  await picture(page, 'morning-board');

  // Mara reads what was said to her, where it was said.
  const hers = await screens.as(mara, '/notifications');
  await hers
    .getByRole('link', { name: /Rita Rep|Omar Haddad/ })
    .first()
    .click();
  await hers.getByText('Discount of 10 % is fine with').first().waitFor();
});
