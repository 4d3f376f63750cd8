import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { listForms } from '../../api/contracts/form-design.ts';
import { listOutbox } from '../../api/contracts/outbox.ts';
import { ApiClient } from '../helpers/api-client.ts';
import { eventually } from '../helpers/until.ts';
import { accessible, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { password } from './lib/workspace.ts';

const screens = new Screens(inject('instance').urls.app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

const someone = (name: string): string => `${name}.${randomUUID().slice(0, 8)}@example.test`;

async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Workspace name').fill('Nova');
  await page.getByLabel('Your name').fill('Nadia Nova');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create a workspace' }).click();
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
}

async function invite(page: Page, name: string, email: string): Promise<void> {
  await page.goto('/settings/users');
  await page.getByRole('button', { name: 'Invite or add' }).click();
  const panel = page.getByRole('dialog', { name: 'Invite or add' });
  await panel.getByLabel('Name').fill(name);
  await panel.getByLabel('E-mail').fill(email);
  await panel.getByRole('button', { name: 'Send invitation' }).click();
  await panel.getByRole('button', { name: 'Done' }).click();
}

/** The link of the mail, as the mailbox of whoever was invited shows it. */
async function invitationFor(api: ApiClient, email: string): Promise<string> {
  return eventually('the invitation arrives', async () => {
    const { body } = await api.ok(listOutbox);
    const mail = body.items.find((one) => one.to === email);
    return /\/invite\/[A-Za-z0-9_-]+/.exec(mail?.text ?? '')?.[0];
  });
}

async function accept(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page
    .getByRole('heading', { name: 'Join Nova' })
    .or(page.getByRole('heading', { level: 1 }))
    .first()
    .waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
}

async function makeTeam(page: Page): Promise<void> {
  await page.goto('/settings/teams');
  await page.getByRole('button', { name: 'New team' }).first().click();
  const panel = page.getByRole('dialog', { name: 'New team' });
  await panel.getByLabel('Name').fill('Sales');
  await panel.getByRole('checkbox', { name: 'Rami Rep' }).check({ force: true });
  await panel.getByRole('button', { name: 'Create team' }).click();
  await page.getByRole('row', { name: /Sales/ }).waitFor();
}

async function makeField(page: Page): Promise<void> {
  await page.goto('/settings/fields');
  await page.getByRole('button', { name: 'New field' }).first().click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel('Name', { exact: true }).fill('Budget holder');
  await panel.getByRole('button', { name: 'Create field' }).click();
  await page.getByText('Budget holder is saved').waitFor();
}

async function makePipeline(page: Page): Promise<void> {
  await page.goto('/settings/pipelines');
  await page.getByRole('button', { name: 'New pipeline' }).first().click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel('Name').fill('New business');
  await panel.getByRole('button', { name: 'Create pipeline' }).click();
  await page.getByText('Pipeline New business created.').waitFor();
}

async function makeForm(page: Page): Promise<void> {
  await page.goto('/forms');
  await page.getByRole('button', { name: 'New form' }).first().click();
  await page.getByLabel('Add a field').selectOption({ label: 'Budget holder' });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Name of the form').fill('Ask for a demo');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Ask for a demo' }).waitFor();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByLabel('Code for your website').waitFor();
}

async function makeAutomation(page: Page): Promise<void> {
  await page.goto('/automations?new=1');
  const dialog = page.getByRole('dialog', { name: 'New automation' });
  await dialog.getByText('New lead first touch', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: 'New lead first touch' }).waitFor();
  // The one thing that only the admin knows: which team takes the leads, at first and when somebody forgot them.
  const problems = page.getByRole('region', { name: 'Problems' });
  await problems.getByRole('button', { name: '2 problems' }).click();
  for (const left of [/^1 problem/, /No problems|\d warning/]) {
    const settings = page.getByRole('complementary', { name: 'Settings of the step' });
    await problems.getByRole('listitem').getByRole('button').first().click();
    // The step before, which has its team, may be shown for another moment.
    await settings.getByText('Choose a team.').first().waitFor();
    await settings.getByLabel('Team', { exact: true }).selectOption({ label: 'Sales' });
    await problems.getByRole('button', { name: left }).waitFor();
  }
  await page.getByRole('button', { name: 'Publish' }).click();
  await page
    .getByRole('dialog', { name: /^Publish New lead first touch/ })
    .getByRole('button', { name: 'Publish' })
    .click();
  await page.getByText('Active, v1').waitFor();
}

async function submit(stranger: Page, key: string): Promise<void> {
  await stranger.goto(`/f/${key}`);
  await stranger.getByLabel('First name').fill('Dana');
  await stranger.getByLabel('E-mail').fill('dana.levi@example.test');
  await stranger.getByLabel('Budget holder').fill('Her manager');
  // A person takes longer than the form's fastest answer; asked to look again, they send again.
  await eventually('the thanks of the form', async () => {
    await stranger.getByRole('button', { name: 'Send' }).click();
    return (await stranger.getByRole('heading', { name: 'Thank you' }).count()) > 0;
  });
}

test('an admin sets up a workspace from nothing, and the first stranger becomes the first task of the rep', async () => {
  const [nadia, rami] = [someone('nadia'), someone('rami')];
  const page = await screens.fresh();
  await signUp(page, nadia);
  await invite(page, 'Rami Rep', rami);
  const api = await new ApiClient(screens.base).signIn(nadia, password);
  const rep = await screens.fresh();
  await accept(rep, await invitationFor(api, rami));
  await rep.getByText('Nothing is waiting for you').waitFor();

  await makeTeam(page);
  await makeField(page);
  await makePipeline(page);
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'setup-pipelines');
  await makeForm(page);
  await makeAutomation(page);
  await picture(page, 'setup-automation');

  const [form] = (await api.ok(listForms)).body.items;
  await submit(await screens.fresh(phone), form?.key ?? '');

  // At the rep's, who has touched nothing: the task, and behind it the lead with what the stranger wrote.
  const task = rep.getByRole('listitem').filter({ hasText: 'Dana' });
  await task.waitFor();
  await picture(rep, 'setup-first-task');
  await task.getByRole('link').first().click();
  await rep.getByRole('heading', { level: 1, name: /Dana/ }).waitFor();
  await rep.getByText('Her manager').first().waitFor();
  await rep.getByRole('region', { name: 'History' }).getByText('Sent the form Ask for a demo').waitFor();
});
