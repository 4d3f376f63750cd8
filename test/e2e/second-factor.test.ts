import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { changeSecondFactorPolicy, getSecondFactorPolicy } from '../../api/contracts/second-factor-policy.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace, password } from './lib/workspace.ts';

const screens = new Screens(inject('instance').urls.app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('an admin asks everybody for a second factor, and who has none sets one up before anything else', async () => {
  const acme = await aWorkspace(screens.base);
  const ann = await acme.person('rep', 'Ann Lee');
  const admin = await screens.as(acme.admin, '/settings/security');
  await admin.getByRole('link', { name: 'Ann Lee' }).waitFor();
  await admin.getByLabel('Everybody needs a second factor').check({ force: true });
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('Your workspace asks everybody for two-factor authentication.').waitFor();
  expect(await accessible(admin)).toEqual([]);
  await picture(admin, 'security-asked');

  // Days of grace: Ann works, and is reminded.
  const annsPage = await screens.as(ann, '/leads');
  await annsPage.getByRole('link', { name: 'Set it up' }).waitFor();

  // No grace: nothing but setting it up, on a phone, too.
  const { body: policy } = await acme.admin.api.ok(getSecondFactorPolicy);
  await acme.admin.api.ok(changeSecondFactorPolicy, { version: policy.version, body: { graceDays: 0 } });
  const page = await screens.fresh(phone);
  await signIn(page, ann.email);
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  expect([...(await accessible(page)), ...(await fits(page)), ...(await picture(page, 'enrol-320'))]).toEqual([]);
  await page.goto('/leads');
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', { name: 'Set up an authenticator' }).click();
  const secret = await page.locator('code.cz-secret').innerText();
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 });
  await page.getByLabel('Code').fill(totp.generate());
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').nth(9).waitFor();
  expect([...(await fits(page)), ...(await accessible(page))]).toEqual([]);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: 'Leads' }).first().waitFor();

  // What happened is on record, and the person's page leads there.
  const log = await screens.fresh();
  await log.context().addCookies(await page.context().cookies());
  await log.goto('/settings/audit');
  await log
    .getByText(/not allowed|no right|may not|who can grant/i)
    .first()
    .waitFor();
});
