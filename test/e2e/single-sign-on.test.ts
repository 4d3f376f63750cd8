import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { signUp, verifyEmail } from '../../api/contracts/identity.ts';
import { listOutbox } from '../../api/contracts/outbox.ts';
import { ApiClient } from '../helpers/api-client.ts';
import { type IdentityProvider, startIdentityProvider } from '../helpers/identity-provider.ts';
import { eventually } from '../helpers/until.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { password } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
let provider: IdentityProvider;
beforeAll(async () => {
  await screens.start();
  provider = await startIdentityProvider(`${app}/sso/callback`, [{ id: 'cadenza', secret: 'of the test' }]);
});
afterAll(async () => {
  await provider.stop();
  await screens.stop();
});

/** The link in a mail that went out. */
async function linkTo(api: ApiClient, email: string, page: string): Promise<string> {
  return eventually(`a mail to ${email}`, async () => {
    const { body } = await api.ok(listOutbox, { query: { to: email } });
    return body.items.map((mail) => new RegExp(`/${page}/([A-Za-z0-9_-]+)`).exec(mail.html ?? '')?.[1]).find((one) => one !== undefined);
  });
}

/** A workspace at a domain of its own, whose admin has confirmed their address. */
async function atDomain(): Promise<{ readonly api: ApiClient; readonly email: string; readonly domain: string }> {
  const domain = `doors-${randomUUID().slice(0, 8)}.example`;
  const email = `ada@${domain}`;
  const api = new ApiClient(app);
  const { body } = await api.ok(signUp, { body: { workspace: 'Acme Doors', name: 'Ada Admin', email, password, transport: 'token' } });
  api.token = body.token;
  await api.ok(verifyEmail, { body: { token: await linkTo(api, email, 'verify') } });
  return { api, email, domain };
}

test('an admin opens the door to the company’s identity provider, and people come in by one click', async () => {
  const { email, domain } = await atDomain();
  const page = await screens.as({ email }, '/settings/single-sign-on');
  await page.getByLabel('Issuer').fill(provider.issuer);
  await page.getByLabel('Client id').fill('cadenza');
  await page.getByLabel('Client secret').fill('of the test');
  await page.getByLabel('E-mail domains').fill('gmail.com');
  await page.getByLabel('Who may come').selectOption('everybody');
  await page.getByLabel('Role of people who come for the first time').selectOption('rep');
  await page.getByLabel('Sign-in through the provider is on').check({ force: true });
  await page.getByRole('button', { name: 'Ask the provider' }).click();
  await page.getByText('The provider answers as it should.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Everybody can have an address at gmail.com.').first().waitFor();
  await page.getByLabel('E-mail domains').fill(domain);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('One is kept.').waitFor();
  expect([...(await accessible(page)), ...(await picture(page, 'single-sign-on-on'))]).toEqual([]);

  provider.person = { subject: 'rita', email: `rita@${domain}`, emailVerified: true, name: 'Rita Rep' };
  const rita = await screens.fresh(phone);
  await rita.goto('/tasks');
  await rita.getByLabel('E-mail').fill(`rita@${domain}`);
  const button = rita.getByRole('button', { name: 'Sign in with Acme Doors' });
  await button.waitFor();
  expect([...(await fits(rita)), ...(await accessible(rita)), ...(await picture(rita, 'sign-in-sso-320'))]).toEqual([]);
  await button.click();
  // She is where she wanted to go.
  await rita.getByRole('heading', { name: 'Tasks', level: 1 }).first().waitFor();
  expect(new URL(rita.url()).pathname).toBe('/tasks');

  // Somebody the provider does not vouch for is told why.
  provider.person = { subject: 'mallory', email: `ada@${domain}`, emailVerified: false };
  const stranger = await screens.fresh();
  await stranger.goto('/sign-in');
  await stranger.getByLabel('E-mail').fill(email);
  await stranger.getByRole('button', { name: 'Sign in with Acme Doors' }).click();
  await stranger.getByRole('heading', { name: 'You are not signed in' }).waitFor();
  await stranger.getByText('does not say that your e-mail address is proven').waitFor();
});

test('somebody changes their e-mail address, and takes it back from the old one', async () => {
  const { api, email, domain } = await atDomain();
  const page = await screens.as({ email }, '/settings/me');
  const section = page.getByRole('region', { name: 'E-mail address' });
  const next = `ada.new@${domain}`;
  await section.getByLabel('New e-mail address').fill(next);
  await section.getByLabel('Current password').fill(password);
  await section.getByRole('button', { name: 'Send the link' }).click();
  await section.getByText(`A link is on its way to ${next}`).waitFor();
  await page.goto(`/confirm-email/${await linkTo(api, next, 'confirm-email')}`);
  await page.getByRole('button', { name: 'Confirm the new address' }).click();
  await page.getByText('The address is changed.').waitFor();
  await page.goto('/settings/me');
  await section.getByText(`You sign in with ${next}.`).waitFor();

  const old = await screens.fresh();
  const fresh = await new ApiClient(app).signIn(next, password);
  await old.goto(`/undo-email/${await linkTo(fresh, email, 'undo-email')}`);
  await old.getByRole('button', { name: 'It was not me: take it back' }).click();
  await old.getByText('The change is taken back.').waitFor();
  await page.goto('/settings/me');
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
});
