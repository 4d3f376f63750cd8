import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invite } from '../../../api/contracts/access.ts';
import { listAudit } from '../../../api/contracts/audit.ts';
import * as identity from '../../../api/contracts/identity.ts';
import { createRole } from '../../../api/contracts/roles.ts';
import * as contract from '../../../api/contracts/single-sign-on.ts';
import { createUser, deactivateUser, getUser, updateUser } from '../../../api/contracts/users.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { type IdentityProvider, startIdentityProvider } from '../../helpers/identity-provider.ts';
import { Browser, confirmed, redirectUri, setUp, ssoClient } from './lib/sso.ts';

let api: TestApi;
let provider: IdentityProvider;
let acme: Workspace;
let domain = '';
let counter = 0;

beforeAll(async () => {
  api = await startApi();
  provider = await startIdentityProvider(redirectUri, [ssoClient]);
});
afterAll(async () => {
  await api.stop();
  await provider.stop();
});
beforeEach(async () => {
  counter += 1;
  domain = `settings${counter}.example`;
  acme = await aWorkspace(api);
  await confirmed(api, acme, `ada@${domain}`);
});

const change = async (body: Record<string, unknown>) => {
  const { body: now } = await acme.admin.ok(contract.getSingleSignOn);
  return (await acme.admin.ok(contract.changeSingleSignOn, { version: now.version, body })).body;
};
const refused = async (body: Record<string, unknown>) => {
  const { body: now } = await acme.admin.ok(contract.getSingleSignOn);
  return (await acme.admin.refused(contract.changeSingleSignOn, 422, { version: now.version, body })).body.errors;
};
const complete = () => ({ on: true, issuer: provider.issuer, clientId: ssoClient.id, clientSecret: ssoClient.secret, domains: [domain] });

/** Passwords are off, and Ada keeps hers. */
async function withoutPasswords(): Promise<void> {
  await setUp(acme, provider.issuer, { domains: [domain] });
  provider.person = { subject: `ada-${counter}`, email: `ada@${domain}`, emailVerified: true };
  await new Browser(api, redirectUri).signIn(acme.slug);
  await change({ passwords: false, emergencyUserId: acme.userId });
}

describe('the settings of single sign-on', () => {
  it('begin with nothing, keep the secret sealed and tell it nobody', async () => {
    const { body: none } = await acme.admin.ok(contract.getSingleSignOn);
    expect(none).toMatchObject({ version: 0, on: false, hasSecret: false, redirectUri });
    const made = await change(complete());
    expect(made).toMatchObject({ version: 1, on: true, hasSecret: true, proven: false, domains: [domain] });
    expect(JSON.stringify(made)).not.toContain(ssoClient.secret);
    const stored: string[] = await api.db.readTenant(asTenantId(acme.tenantId), (trx) => trx('single_sign_on').pluck('client_secret'));
    expect(stored).toEqual([expect.stringMatching(/^sealed:v1:/)]);
    const { body: log } = await acme.admin.ok(listAudit, { query: { action: 'sso.configured' } });
    expect(log.items[0]?.after).toMatchObject({ issuer: provider.issuer, secret: 'replaced' });
    expect(JSON.stringify(log)).not.toContain(ssoClient.secret);
    await acme.admin.refused(contract.changeSingleSignOn, 412, { version: 0, body: { on: false } });
  });

  it('name whoever would be locked out without passwords: addresses at none of the domains', async () => {
    const body = { email: `inside${counter}@${domain}`, name: 'Ina Inside', roles: ['rep'], password };
    await acme.admin.ok(createUser, { body });
    const outside = await aPerson(api, acme, 'rep');
    const made = await change(complete());
    expect(made.outsiders.people.map((one) => one.email)).toContain(outside.email);
    expect(made.outsiders.people.map((one) => one.email)).not.toContain(body.email);
    expect(made.outsiders.count).toBe(made.outsiders.people.length);
  });

  it('are for administrators alone, whatever a role of one’s own says', async () => {
    const manager = await aPerson(api, acme, 'manager');
    await manager.client.refused(contract.getSingleSignOn, 403);
    await manager.client.refused(contract.changeSingleSignOn, 403, { version: 0, body: complete() });
    const role = { name: 'Office', permissions: ['tenant.write'] };
    const { body: made } = await acme.admin.ok(createRole, { body: role });
    const email = `office${counter}@example.test`;
    await acme.admin.ok(createUser, { body: { email, name: 'Office', roles: [made.code], password } });
    const office = await api.client().signIn(email, password);
    await office.ok(contract.getSingleSignOn);
    await office.refused(contract.changeSingleSignOn, 403, { version: 0, body: complete() });
  });

  it('are refused when they would lead strangers here, or the secret away', async () => {
    const body = complete();
    for (const [domains, code] of [
      [[], 'required'],
      [['acme-of-somebody-else.example'], 'domain_not_proven'],
      [['gmail.com'], 'domain_not_proven'],
      [['not a domain'], 'domain_not_proven'],
      [[`${'a'.repeat(64)}.example`], 'domain_not_proven'],
    ] as const) {
      expect(await refused({ ...body, domains })).toEqual([expect.objectContaining({ code })]);
    }
    for (const issuer of ['nothing', 'ftp://example.com', 'https://user:pass@example.com', 'https://example.com/?a=b']) {
      expect(await refused({ ...body, issuer })).toEqual([expect.objectContaining({ pointer: '/issuer' })]);
    }
    expect(await refused({ ...body, provisioning: 'everybody' })).toEqual([expect.objectContaining({ pointer: '/defaultRole' })]);
    for (const defaultRole of ['admin', 'super_admin', 'no such role']) {
      expect(await refused({ ...body, provisioning: 'everybody', defaultRole })).toEqual([
        expect.objectContaining({ pointer: '/defaultRole' }),
      ]);
    }
    await change(body);
    for (const moved of [{ issuer: 'https://evil.example' }, { clientId: 'another' }]) {
      expect(await refused(moved)).toEqual([expect.objectContaining({ pointer: '/clientSecret', code: 'secret_needed' })]);
    }
  });

  it('of an instance on the public internet take no private address', async () => {
    const strict = await startApi({ config: { callsAllowPrivate: false } });
    try {
      const there = await aWorkspace(strict);
      await confirmed(strict, there, `ada@${domain}`);
      for (const issuer of [
        'https://10.0.0.1',
        'https://localhost',
        'https://[::1]:8443',
        'http://login.example.com',
        'https://169.254.169.254/',
      ]) {
        await there.admin.refused(contract.changeSingleSignOn, 422, { version: 0, body: { ...complete(), issuer } });
        const { body } = await there.admin.ok(contract.checkIssuer, { body: { issuer } });
        expect(body).toMatchObject({ ok: false, authorizationEndpoint: null });
      }
    } finally {
      await strict.stop();
    }
  });

  it('are tried before anything depends on them', async () => {
    const { body: good } = await acme.admin.ok(contract.checkIssuer, { body: { issuer: provider.issuer } });
    expect(good).toMatchObject({ ok: true, problem: null, authorizationEndpoint: `${provider.issuer}/auth` });
    // What answers but under another name than it gives itself is not it.
    for (const issuer of [provider.issuer.replace('127.0.0.1', 'localhost'), api.url, 'http://127.0.0.1:1']) {
      const { body } = await acme.admin.ok(contract.checkIssuer, { body: { issuer } });
      expect(body.ok, issuer).toBe(false);
      expect(body.problem).not.toBeNull();
    }
  });

  it('show the button to their domain only, while they are on, whoever has an account', async () => {
    const browser = new Browser(api, redirectUri);
    await change(complete());
    for (const email of [`ada@${domain}`, `nobody@${domain.toUpperCase()}`]) expect(await browser.find(email)).toHaveLength(1);
    for (const email of [acme.adminEmail, 'nobody@else.example', `ada@sub.${domain}`, 'nonsense', domain.slice(1)]) {
      expect(await browser.find(email)).toEqual([]);
    }
    await change({ on: false });
    expect(await browser.find(`ada@${domain}`)).toEqual([]);
    expect(await browser.refused(acme.slug)).toMatchObject({ status: 403, code: 'AUTH_SSO_REFUSED' });
    expect(await browser.refused('no-such-workspace')).toMatchObject({ status: 403, code: 'AUTH_SSO_REFUSED' });
  });
});

describe('a workspace without passwords', () => {
  it('comes to be only when the way in has worked and one administrator keeps a key', async () => {
    await setUp(acme, provider.issuer, { domains: [domain] });
    expect(await refused({ passwords: false, emergencyUserId: acme.userId })).toEqual([expect.objectContaining({ code: 'not_proven' })]);
    provider.person = { subject: `ada-${counter}`, email: `ada@${domain}`, emailVerified: true };
    await new Browser(api, redirectUri).signIn(acme.slug);
    const rep = await aPerson(api, acme, 'rep');
    for (const emergencyUserId of [null, rep.id]) {
      expect(await refused({ passwords: false, emergencyUserId })).toEqual([expect.objectContaining({ code: 'emergency_admin' })]);
    }
    expect(await change({ passwords: false, emergencyUserId: acme.userId })).toMatchObject({ passwords: false, proven: true });
    // Another provider has to prove itself first.
    const moved = { issuer: 'https://login.example.com', clientSecret: 'x' };
    expect(await refused(moved)).toEqual([expect.objectContaining({ code: 'not_proven' })]);
    expect(await refused({ on: false })).toEqual([expect.objectContaining({ code: 'not_proven' })]);
  });

  it('takes no password but that of the emergency admin, and tells only who knows theirs', async () => {
    const rep = await aPerson(api, acme, 'rep');
    await withoutPasswords();
    const body = { email: rep.email, password };
    expect((await api.client().refused(identity.signIn, 403, { body })).body.code).toBe('AUTH_SSO_REQUIRED');
    await api.client().refused(identity.signIn, 401, { body: { ...body, password: 'wrong' } });
    await api.client().signIn(`ada@${domain}`, password);
    const email = `ina@${domain}`;
    await acme.admin.ok(invite, { body: { email, name: 'Ina', roles: ['rep'] } });
    const mails: string[] = await api.db.readTenant(asTenantId(acme.tenantId), (trx) =>
      trx('messages').where({ to_address: email }).pluck('body'),
    );
    const token = /\/invite\/([A-Za-z0-9_-]+)/.exec(mails[0] ?? '')?.[1];
    const accepted = await api.client().refused(identity.acceptInvitation, 403, { body: { token, name: 'Ina', password } });
    expect(accepted.body.code).toBe('AUTH_SSO_REQUIRED');
    provider.person = { subject: `ina-${counter}`, email, emailVerified: true };
    await new Browser(api, redirectUri).signIn(acme.slug);
  });

  it('keeps its emergency admin', async () => {
    await withoutPasswords();
    const email = `second${counter}@example.test`;
    const { body: second } = await acme.admin.ok(createUser, { body: { email, name: 'Second', roles: ['admin'], password } });
    const params = { id: acme.userId };
    const version = async () => (await acme.admin.ok(getUser, { params })).body.version;
    await acme.admin.refused(deactivateUser, 409, { params, version: await version() });
    await acme.admin.refused(updateUser, 409, { params, version: await version(), body: { roles: ['rep'] } });
    await change({ emergencyUserId: second.id });
    await acme.admin.ok(updateUser, { params, version: await version(), body: { roles: ['rep'] } });
  });
});
