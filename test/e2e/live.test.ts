import type { Page, Request } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createNote } from '../../api/contracts/notes.ts';
import { createContact } from '../../api/contracts/contacts.ts';
import { createDeal, moveDeal, readDeal } from '../../api/contracts/deals.ts';
import { readLead, updateLead } from '../../api/contracts/leads.ts';
import { createPipeline } from '../../api/contracts/pipelines.ts';
import { createTask } from '../../api/contracts/tasks.ts';
import { eventually } from '../helpers/until.ts';
import { firstTouch } from './lib/automations.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace, type Person } from './lib/workspace.ts';

// Two people at work: what one does, the other sees without touching anything.

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** Another tab of the same browser. */
async function tab(page: Page, path: string): Promise<Page> {
  const opened = await page.context().newPage();
  await opened.goto(path);
  return opened;
}

const isLive = (request: Request): boolean => request.url().includes('/v1/live');
/** The stream answers: from here on nothing is missed. */
const streaming = (page: Page) => page.waitForResponse((response) => isLive(response.request()) && response.ok());

/** The last event that the client says it has seen. */
async function resumedFrom(request: Request): Promise<string> {
  return (await request.headerValue('last-event-id')) ?? new URL(request.url()).searchParams.get('lastEventId') ?? '';
}

async function at(person: Person): Promise<Page> {
  const page = await screens.as(person, '/home');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return page;
}

describe('what a colleague does', () => {
  test('appears on every open page: lists, board, record, tasks, runs, notifications', async () => {
    const acme = await aWorkspace(app);
    const ann = await acme.person('manager', 'Ann Lee');
    await acme.publish(firstTouch(await acme.team('Sales', [ann], acme.admin)));
    const stages = [{ name: 'Qualify' }, { name: 'Offer' }, { name: 'Won', kind: 'won' as const }, { name: 'Lost', kind: 'lost' as const }];
    const { body: pipeline } = await acme.admin.api.ok(createPipeline, { body: { name: 'Live', isDefault: true, stages } });
    const { body: deal } = await acme.admin.api.ok(createDeal, { body: { name: 'Orion', pipelineId: pipeline.id, ownerUserId: ann.id } });
    const before = await acme.lead({ firstName: 'Omar', lastName: 'Haddad', city: 'Dubai' });

    const home = await at(ann);
    const leads = await tab(home, '/leads');
    const contacts = await tab(home, '/contacts');
    const board = await tab(home, '/deals');
    const record = await tab(home, `/leads/${before.id}`);
    const tasks = await tab(home, '/tasks');
    const runs = await tab(home, '/runs');
    const notifications = await tab(home, '/notifications');
    await leads.getByRole('link', { name: 'Omar Haddad' }).waitFor();
    await contacts
      .getByText('No contact yet')
      .or(contacts.getByRole('heading', { name: 'Contacts' }))
      .first()
      .waitFor();
    await board.getByRole('region', { name: 'Qualify' }).getByText('Orion').waitFor();
    await record.getByRole('button', { name: 'Edit City: Dubai' }).waitFor();
    await runs.getByRole('link', { name: 'Omar Haddad' }).waitFor();
    await tasks.getByText('First contact with Omar').waitFor();
    await notifications.getByRole('heading', { level: 1 }).first().waitFor();

    await acme.lead({ firstName: 'Dana', lastName: 'Levi' });
    await leads.getByRole('link', { name: 'Dana Levi' }).waitFor();
    await runs.getByRole('link', { name: 'Dana Levi' }).waitFor();
    await tasks.getByText('First contact with Dana').waitFor();
    await home.getByRole('listitem').filter({ hasText: 'First contact with Dana' }).waitFor();
    await notifications.getByText('A new lead waits for you: Dana').first().waitFor();

    await acme.admin.api.ok(createContact, { body: { firstName: 'Sami', lastName: 'Kite' } });
    await contacts.getByRole('link', { name: 'Sami Kite' }).waitFor();

    const { body: now } = await acme.admin.api.ok(readLead, { params: { id: before.id } });
    await acme.admin.api.ok(updateLead, { params: { id: before.id }, version: now.version, body: { city: 'Sharjah' } });
    await record.getByRole('button', { name: 'Edit City: Sharjah' }).waitFor();
    await acme.admin.api.ok(createNote, { body: { record: { type: 'lead', id: before.id }, body: 'Prefers mornings.' } });
    await record.getByText('Prefers mornings.').waitFor();

    const { body: fresh } = await acme.admin.api.ok(readDeal, { params: { id: deal.id } });
    const offer = pipeline.stages.find((stage) => stage.name === 'Offer')?.id ?? '';
    await acme.admin.api.ok(moveDeal, { params: { id: deal.id }, version: fresh.version, body: { stageId: offer } });
    await board.getByRole('region', { name: 'Offer' }).getByText('Orion').waitFor();

    await acme.admin.api.ok(createTask, { body: { title: 'Call the bank', ownerUserId: ann.id } });
    await tasks.getByText('Call the bank').waitFor();
  });

  test('comes by one stream for all tabs, which another tab takes over, and is resumed where it broke off', async () => {
    const acme = await aWorkspace(app);
    const ann = await acme.person('rep', 'Ann Lee');
    const first = await screens.fresh();
    const streams: Request[] = [];
    first.context().on('request', (request) => {
      if (isLive(request)) streams.push(request);
    });
    await first.context().request.post('/v1/sign-in', { data: { email: ann.email, password: 'correct horse battery' } });
    const opened = streaming(first);
    await first.goto('/leads');
    await opened;
    const second = await tab(first, '/leads');
    await second.getByRole('heading', { name: 'Leads' }).first().waitFor();
    await acme.lead({ firstName: 'Dana', lastName: 'Levi', ownerUserId: ann.id });
    await first.getByRole('link', { name: 'Dana Levi' }).waitFor();
    await second.getByRole('link', { name: 'Dana Levi' }).waitFor();
    expect(streams).toHaveLength(1);

    // The tab that reads goes away; the other one goes on from the last thing that was told.
    const taken = streaming(second);
    await first.close();
    await taken;
    expect(streams.at(-1)?.url()).toMatch(/lastEventId=\d+/);
    await acme.lead({ firstName: 'Omar', lastName: 'Haddad', ownerUserId: ann.id });
    await second.getByRole('link', { name: 'Omar Haddad' }).waitFor();

    // The network is away while something happens.
    await second.context().setOffline(true);
    await acme.lead({ firstName: 'Sami', lastName: 'Kite', ownerUserId: ann.id });
    await second.context().setOffline(false);
    await second.getByRole('link', { name: 'Sami Kite' }).waitFor();
    for (const request of streams.slice(1)) expect(await resumedFrom(request)).toMatch(/^\d+$/);
  });

  test('is told no longer once somebody has signed out, in any tab', async () => {
    const acme = await aWorkspace(app);
    const ann = await acme.person('rep', 'Ann Lee');
    const first = await at(ann);
    const second = await tab(first, '/leads');
    await second.getByRole('heading', { name: 'Leads' }).first().waitFor();
    await first.getByRole('button', { name: /Ann Lee/ }).click();
    await first.getByRole('menuitem', { name: 'Sign out' }).click();
    await first.waitForURL('**/sign-in');
    await second.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    await acme.lead({ firstName: 'Dana', lastName: 'Levi' });
    await eventually('the admin sees it', async () => (await acme.admin.api.raw('GET', '/v1/leads')).ok);
    expect(await second.getByRole('link', { name: 'Dana Levi' }).count()).toBe(0);
  });
});
