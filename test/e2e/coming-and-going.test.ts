import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { accessible } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace, password } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

describe('coming and going', () => {
  test('a stranger signs up and publishes a first recipe', async () => {
    const page = await screens.fresh();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Create a workspace' }).click();
    await page.getByLabel('Workspace name').fill('Nova');
    await page.getByLabel('Your name').fill('Nadia Nova');
    await page.getByLabel('E-mail').fill(`nadia.${randomUUID().slice(0, 8)}@example.test`);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create a workspace' }).click();
    await page.getByRole('link', { name: 'A password needs at least 10 characters.' }).waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create a workspace' }).click();

    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Automations' }).click();
    await page.getByText('No automation yet').waitFor();
    await page.getByRole('button', { name: 'New automation' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New automation' });
    await dialog.getByText('Welcome e-mail', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Create' }).click();

    await page.getByRole('heading', { name: 'Welcome e-mail' }).waitFor();
    await page
      .getByRole('region', { name: 'Problems' })
      .getByRole('button', { name: /No problems|\d warning/ })
      .waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog', { name: 'Publish Welcome e-mail as version 1?' }).getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Active, v1').waitFor();

    // The draft goes on where the published version stands.
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('Name of the automation').fill('Welcome');
    await page.getByLabel('Name of the automation').press('Enter');
    await page.getByText('1 change', { exact: true }).waitFor();
    await page.getByText(/^Saved \d/).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('a session that ends is asked for again on top of the page, which stays as it is', async () => {
    const acme = await aWorkspace(app);
    const lead = await acme.lead({ firstName: 'Dana', lastName: 'Levi' });
    const page = await screens.as(acme.admin, `/leads/${lead.id}`);
    const note = page.getByPlaceholder('What should the team know?');
    await note.fill('Prefers mornings.');
    await page.context().request.post('/v1/sign-out', { headers: { origin: app } });
    // The page may hear of it before anybody clicks and put its dialog over the button; a click that came first asks the same.
    await page.getByRole('button', { name: 'Save note' }).dispatchEvent('click');

    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.waitFor();
    expect(await accessible(page)).toEqual([]);
    await dialog.getByLabel('Password', { exact: true }).fill(password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await note.inputValue()).toBe('Prefers mornings.');
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.getByText('Note saved.').waitFor();
  });

  test('a link leads through the sign-in to where it points', async () => {
    const acme = await aWorkspace(app);
    const page = await screens.fresh();
    await page.goto('/leads?status=new');
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await page.getByLabel('E-mail').fill(acme.admin.email);
    await page.getByLabel('Password', { exact: true }).fill('wrong password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/leads?status=new');
  });
});
