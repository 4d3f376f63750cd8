import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invite } from '../../../api/contracts/access.ts';
import { listAudit } from '../../../api/contracts/audit.ts';
import * as identity from '../../../api/contracts/identity.ts';
import { listLeads } from '../../../api/contracts/leads.ts';
import { changeSecondFactorPolicy, getSecondFactorPolicy } from '../../../api/contracts/second-factor-policy.ts';
import { deactivateUser, getUser } from '../../../api/contracts/users.ts';
import { createSsoSignIn } from '../../../commands/identity/single-sign-on/sign-in.ts';
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
  provider = await startIdentityProvider(redirectUri, [ssoClient, { id: 'another-client', secret: 'another-secret' }]);
});
afterAll(async () => {
  await api.stop();
  await provider.stop();
});
beforeEach(async () => {
  counter += 1;
  domain = `acme${counter}.example`;
  acme = await aWorkspace(api);
  await confirmed(api, acme, `ada@${domain}`);
  provider.spoil = null;
  provider.person = { subject: `s-${counter}`, email: `rita@${domain}`, emailVerified: true, name: 'Rita Rep' };
});

const browser = () => new Browser(api, redirectUri);
const on = (more: Record<string, unknown> = {}) => setUp(acme, provider.issuer, { domains: [domain], ...more });
const everybody = { provisioning: 'everybody', defaultRole: 'rep' };
const reasons = async (): Promise<unknown[]> =>
  (await acme.admin.ok(listAudit, { query: { action: 'sso.refused' } })).body.items.map((one) => one.after?.['reason']);

describe('signing in by an identity provider', () => {
  it('makes people it vouches for at once, and knows them by their subject afterwards', async () => {
    await on(everybody);
    const found = await browser().find(`somebody@${domain}`);
    expect(found).toEqual([{ workspace: acme.slug, name: expect.stringContaining('Acme') }]);
    const first = browser();
    await first.signIn(acme.slug);
    const { body: me } = await first.ok(identity.getMe);
    expect(me).toMatchObject({ email: `rita@${domain}`, name: 'Rita Rep', roles: ['rep'], emailVerified: true });
    await first.ok(listLeads);
    // The address may change at the provider; the person stays.
    provider.person = { ...provider.person, email: `married@elsewhere.example`, emailVerified: false };
    const second = browser();
    await second.signIn(acme.slug);
    expect((await second.ok(identity.getMe)).body.id).toBe(me.id);
    const { body } = await acme.admin.ok(listAudit, { query: { action: 'user.signed_in' } });
    expect(body.items.filter((one) => one.record?.id === me.id).map((one) => one.after)).toEqual([
      { by: 'single sign-on' },
      { by: 'single sign-on' },
    ]);
  });

  it('links who is here or invited, by a proven address only', async () => {
    await on();
    const rep = await aPerson(api, acme, 'rep');
    await confirmed(api, acme, `rita@${domain}`, rep.id);
    await browser().signIn(acme.slug);
    const invited = `ina@${domain}`;
    await acme.admin.ok(invite, { body: { email: invited, name: 'Ina', roles: ['viewer'] } });
    provider.person = { subject: `i-${counter}`, email: invited, emailVerified: true };
    const ina = browser();
    await ina.signIn(acme.slug);
    expect((await ina.ok(identity.getMe)).body).toMatchObject({ email: invited, roles: ['viewer'] });

    const strangers = [
      [{ subject: 'a', email: `ada@${domain}`, emailVerified: false }, 'email_unverified'],
      [{ subject: 'b', email: `ada@${domain}` }, 'email_unverified'],
      [{ subject: 'c' }, 'email_unverified'],
      [{ subject: 'd', email: 'ada@evil.example', emailVerified: true }, 'domain'],
      [{ subject: 'e', email: `ada@${domain}.evil.example`, emailVerified: true }, 'domain'],
      [{ subject: 'f', email: `nobody@${domain}`, emailVerified: true }, 'not_invited'],
    ] as const;
    for (const [person, reason] of strangers) {
      provider.person = person;
      const refused = await browser().refused(acme.slug);
      expect(refused).toMatchObject({ status: 403, code: 'AUTH_SSO_REFUSED', reason });
    }
    expect(await reasons()).toEqual(strangers.map(([, reason]) => reason).toReversed());
  });

  it('does not link an account that has a password and an address nobody ever confirmed', async () => {
    await on();
    const rep = await aPerson(api, acme, 'rep');
    await confirmed(api, acme, `rita@${domain}`, rep.id, false);
    expect(await browser().refused(acme.slug)).toMatchObject({ reason: 'account_unverified' });
    await confirmed(api, acme, `rita@${domain}`, rep.id);
    await browser().signIn(acme.slug);
  });

  it('does not let a deactivated person in', async () => {
    await on(everybody);
    const rita = browser();
    await rita.signIn(acme.slug);
    const { body: me } = await rita.ok(identity.getMe);
    const { body: shown } = await acme.admin.ok(getUser, { params: { id: me.id } });
    await acme.admin.ok(deactivateUser, { params: { id: me.id }, version: shown.version });
    expect(await browser().refused(acme.slug)).toMatchObject({ reason: 'deactivated' });
  });

  it('makes one account of two first sign-ins at once', async () => {
    await on(everybody);
    const two = [browser(), browser()];
    await Promise.all(two.map((one) => one.signIn(acme.slug)));
    const ids = await Promise.all(two.map(async (one) => (await one.ok(identity.getMe)).body.id));
    expect(new Set(ids).size).toBe(1);
  });
});

describe('an answer that does not fit', () => {
  it('is refused: state, browser, nonce, verifier, used twice', async () => {
    await on(everybody);
    const one = browser();
    const other = browser();
    const [a, b] = [await one.begin(acme.slug), await other.begin(acme.slug)];
    const [mine, theirs] = [await one.visit(a), await other.visit(b)];
    // Another browser's answer, as a link somebody sends; then its code under one's own state.
    expect((await one.finish(theirs)).status).toBe(401);
    const mixed = new URLSearchParams(mine);
    mixed.set('code', new URLSearchParams(theirs).get('code') ?? '');
    expect((await one.finish(mixed.toString())).status).toBe(401);
    // What was taken is taken, right or wrong.
    expect((await one.finish(mine)).status).toBe(401);
    expect((await other.finish(theirs)).status).toBe(200);
    expect((await other.finish(theirs)).status).toBe(401);

    const url = new URL(await one.begin(acme.slug));
    url.searchParams.set('nonce', 'of-another-sign-in-of-the-thief');
    expect((await one.finish(await one.visit(url.href))).status).toBe(401);
    for (const query of ['state=x', 'code=y', `${'a'.repeat(7_999)}`, 'state=%00&code=%00']) {
      expect((await one.finish(query)).status).toBe(401);
    }
  });

  it('is refused: an ID token for another client, of another issuer, with a broken signature, or none', async () => {
    await on(everybody);
    const elsewhere = await startIdentityProvider(redirectUri, [ssoClient]);
    try {
      const globex = await aWorkspace(api);
      await confirmed(api, globex, `ada@globex${counter}.example`);
      await setUp(globex, elsewhere.issuer, { domains: [`globex${counter}.example`], ...everybody });
      elsewhere.person = { subject: 'thief', email: `rita@${domain}`, emailVerified: true };
      await browser().refused(globex.slug);
      const ofAnotherIssuer = elsewhere.last()['id_token'];
      await setUp(acme, provider.issuer, { clientId: 'another-client', clientSecret: 'another-secret' });
      await browser().signIn(acme.slug);
      const ofAnotherClient = provider.last()['id_token'];
      await setUp(acme, provider.issuer, { clientId: ssoClient.id, clientSecret: ssoClient.secret });
      const spoils = [
        (answer: Record<string, unknown>) => ({ ...answer, id_token: ofAnotherClient }),
        (answer: Record<string, unknown>) => ({ ...answer, id_token: ofAnotherIssuer }),
        (answer: Record<string, unknown>) => ({ ...answer, id_token: `${String(answer['id_token']).slice(0, -6)}AAAAAA` }),
        (answer: Record<string, unknown>) => ({ ...answer, id_token: undefined }),
        (answer: Record<string, unknown>) => ({ ...answer, id_token: 'no token' }),
      ];
      const why: unknown[] = [];
      for (const spoil of spoils) {
        provider.spoil = spoil;
        const refused = await browser().refused(acme.slug);
        expect(refused).toMatchObject({ status: 401, code: 'AUTH_SSO_FAILED' });
        why.push(refused.reason);
      }
      const [claim, response] = ['OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'OAUTH_INVALID_RESPONSE'];
      expect(why).toEqual([claim, claim, response, response, response]);
      provider.spoil = null;
      await browser().signIn(acme.slug);
      // The other workspace's provider vouches for nobody here.
      const one = browser();
      const begun = new URL(await one.begin(acme.slug));
      const there = `${elsewhere.issuer}/auth${begun.search}`;
      expect((await one.finish(await one.visit(there))).status).toBe(401);
    } finally {
      await elsewhere.stop();
    }
  });

  it('says so when the provider is down, and does not look at private addresses unless it may', async () => {
    await on(everybody);
    const strict = createSsoSignIn(api.db, {
      idleMinutes: 60,
      absoluteHours: 12,
      accessTokenMinutes: 15,
      refreshTokenDays: 30,
      allowPrivate: false,
      timeoutMs: 2_000,
    });
    const input = { workspace: acme.slug, email: null, next: null, redirectUri };
    await expect(strict.begin(input)).rejects.toMatchObject({ code: expect.stringMatching(/^AUTH_SSO_/) });
    const gone = await startIdentityProvider(redirectUri, [ssoClient]);
    await setUp(acme, gone.issuer, { clientSecret: ssoClient.secret });
    const under = browser();
    const query = await under.visit(await under.begin(acme.slug)).catch(() => '');
    await gone.stop();
    expect(query === '' ? 503 : (await under.finish(query)).status).toBe(503);
    await setUp(acme, gone.issuer, { clientSecret: 'again, so that it is asked anew' });
    const refused = await browser().refused(acme.slug);
    expect(refused).toMatchObject({ status: 503, code: 'AUTH_SSO_UNAVAILABLE' });
    await api.client().ok(identity.signIn, { body: { email: `ada@${domain}`, password } });
  });
});

describe('the second factor', () => {
  const enrol = async (one: Browser): Promise<TOTP> => {
    const secret = new Secret({ size: 20 });
    const { body: me } = await one.ok(identity.getMe);
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx('user_totp').insert({ tenant_id: acme.tenantId, user_id: me.id, secret: secret.base32, confirmed_at: new Date() }),
    );
    return new TOTP({ secret, digits: 6, period: 30 });
  };

  it('is asked for by us, unless the provider has done it or is trusted', async () => {
    await on(everybody);
    const first = browser();
    await first.signIn(acme.slug);
    const totp = await enrol(first);
    const rita = browser();
    const query = await rita.visit(await rita.begin(acme.slug));
    expect(await rita.finish(query)).toMatchObject({ status: 401, code: 'AUTH_2FA_REQUIRED' });
    expect((await rita.code(query, '000000')).status).toBe(401);
    expect((await browser().code(query, totp.generate())).status).toBe(401);
    expect((await rita.code(query, totp.generate())).status).toBe(200);
    await rita.ok(identity.getMe);
    expect((await rita.code(query, totp.generate({ timestamp: Date.now() + 30_000 }))).status).toBe(401);

    await setUp(acme, provider.issuer, { secondFactor: 'when_proven' });
    expect(await browser().refused(acme.slug)).toMatchObject({ code: 'AUTH_2FA_REQUIRED' });
    provider.person = { ...provider.person, amr: ['pwd', 'mfa'] };
    await browser().signIn(acme.slug);
    provider.person = { ...provider.person, amr: ['pwd'] };
    await setUp(acme, provider.issuer, { secondFactor: 'trust' });
    await browser().signIn(acme.slug);
  });

  it('that a workspace asks everybody for may be the provider’s', async () => {
    await on({ ...everybody, secondFactor: 'when_proven' });
    const { body: policy } = await acme.admin.ok(getSecondFactorPolicy);
    await acme.admin.ok(changeSecondFactorPolicy, { version: policy.version, body: { required: true, graceDays: 0 } });
    const without = browser();
    await without.signIn(acme.slug);
    expect((await without.ok(identity.getMe)).body.mustEnrol).toBe(true);
    provider.person = { ...provider.person, amr: ['mfa'] };
    const withIt = browser();
    await withIt.signIn(acme.slug);
    expect((await withIt.ok(identity.getMe)).body).toMatchObject({ mustEnrol: false, secondFactorDueAt: null });
    await withIt.ok(listLeads);
  });
});
