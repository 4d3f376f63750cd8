import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { Screens } from './lib/screen.ts';
import { aWorkspace, password } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

describe('coming and going', () => {
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
