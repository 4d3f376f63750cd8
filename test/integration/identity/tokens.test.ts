import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../../api/contracts/audit.ts';
import * as identity from '../../../api/contracts/identity.ts';
import { deactivateUser, getUser } from '../../../api/contracts/users.ts';
import { deleteExpired } from '../../../db/queries/maintenance.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { aPerson, aWorkspace, password, type Person, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

interface Pair {
  readonly token: string;
  readonly refreshToken: string;
}

async function signedIn(person: Person): Promise<Pair> {
  const { body } = await api.client().ok(identity.signIn, { body: { email: person.email, password, transport: 'token' } });
  return { token: body.token ?? '', refreshToken: body.refreshToken ?? '' };
}

const refresh = async (refreshToken: string): Promise<Pair> =>
  (await api.client().ok(identity.refreshToken, { body: { refreshToken } })).body;

const refusedRefresh = async (refreshToken: string): Promise<string> =>
  (await api.client().refused(identity.refreshToken, 401, { body: { refreshToken } })).body.code;

function holding(token: string): ApiClient {
  const client = api.client();
  client.token = token;
  return client;
}

/** As if so many seconds had passed since tokens were exchanged. */
const exchangedAgo = (seconds: number): Promise<unknown> =>
  api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
    trx.raw('update token_generations set used_at = used_at - make_interval(secs => ?)', [seconds]),
  );

describe('tokens of an API client', () => {
  it('are an access token of 15 minutes and a refresh token of 30 days, of which only hashes are stored', async () => {
    const person = await aPerson(api, acme, 'rep');
    const { body } = await api.client().ok(identity.signIn, { body: { email: person.email, password, transport: 'token' } });
    expect(Math.round((Date.parse(body.expiresAt ?? '') - Date.now()) / 60_000)).toBe(15);
    expect(Math.round((Date.parse(body.refreshExpiresAt ?? '') - Date.now()) / 86_400_000)).toBe(30);
    const stored = await api.db.readTenant(asTenantId(acme.tenantId), async (trx) =>
      JSON.stringify([await trx('sessions').select(), await trx('token_generations').select()]),
    );
    expect(stored).not.toContain(body.token);
    expect(stored).not.toContain(body.refreshToken);
    const { body: sessions } = await holding(body.token ?? '').ok(identity.listMySessions);
    expect(sessions.items.map((one) => one.kind)).toEqual(['client', 'client']);
  });

  it('do not take each other’s place, and a browser has neither', async () => {
    const person = await aPerson(api, acme, 'rep');
    const pair = await signedIn(person);
    await holding(pair.refreshToken).refused(identity.getMe, 401);
    expect(await refusedRefresh(pair.token)).toBe('unauthenticated');
    const { body } = await api.client().ok(identity.signIn, { body: { email: person.email, password } });
    expect(body).toMatchObject({ token: null, refreshToken: null, expiresAt: null, refreshExpiresAt: null });
  });

  it('go on with the next pair, and the access token ends by itself', async () => {
    const person = await aPerson(api, acme, 'rep');
    const first = await signedIn(person);
    const second = await refresh(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    await holding(second.token).ok(identity.getMe);
    // What was under way with the token before is not cut off.
    await holding(first.token).ok(identity.getMe);
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx.raw(
        `update token_generations set access_expires_at = now() - interval '1 second' where session_id in (select id from sessions where user_id = ?)`,
        [person.id],
      ),
    );
    await holding(first.token).refused(identity.getMe, 401);
    await holding(second.token).refused(identity.getMe, 401);
    await holding((await refresh(second.refreshToken)).token).ok(identity.getMe);
  });

  it('are taken alike by many who refresh at once: one line of tokens, nobody is put out', async () => {
    const person = await aPerson(api, acme, 'rep');
    const first = await signedIn(person);
    const pairs = await Promise.all(Array.from({ length: 8 }, () => refresh(first.refreshToken)));
    expect(new Set(pairs.map((one) => one.refreshToken)).size).toBe(1);
    expect(new Set(pairs.map((one) => one.token)).size).toBe(1);
    const next = await refresh(pairs[0]?.refreshToken ?? '');
    await holding(next.token).ok(identity.getMe);
  });

  it.each([
    ['long after it was exchanged', 0],
    ['right after, when the next one is in use already', 1],
  ])('end all together when one comes again %s', async (_when, used) => {
    const person = await aPerson(api, acme, 'rep');
    const other = await signedIn(person);
    const first = await signedIn(person);
    const second = await refresh(first.refreshToken);
    const last = used === 1 ? await refresh(second.refreshToken) : second;
    if (used === 0) await exchangedAgo(11);
    expect(await refusedRefresh(first.refreshToken)).toBe('AUTH_TOKEN_REUSED');
    for (const pair of [first, second, last]) await holding(pair.token).refused(identity.getMe, 401);
    // Whoever of the two is honest learns why.
    expect(await refusedRefresh(last.refreshToken)).toBe('AUTH_TOKEN_REUSED');
    await holding(other.token).ok(identity.getMe);
    const { body } = await acme.admin.ok(listAudit, { query: { action: 'user.token_reused' } });
    expect(body.items.map((one) => one.record?.id)).toContain(person.id);
  });

  it('leave a thief nothing who is as fast as the owner: the two have one line, and the next exchange but one tells', async () => {
    const person = await aPerson(api, acme, 'rep');
    const stolen = await signedIn(person);
    const [owner, thief] = await Promise.all([refresh(stolen.refreshToken), refresh(stolen.refreshToken)]);
    const ahead = await refresh(thief.refreshToken);
    await exchangedAgo(900);
    expect(await refusedRefresh(owner.refreshToken)).toBe('AUTH_TOKEN_REUSED');
    await holding(ahead.token).refused(identity.getMe, 401);
    expect(await refusedRefresh(ahead.refreshToken)).toBe('AUTH_TOKEN_REUSED');
  });

  it('end with their session: signed out, revoked, password changed, deactivated, expired', async () => {
    const person = await aPerson(api, acme, 'rep');
    const out = await signedIn(person);
    await holding(out.token).ok(identity.signOut);
    expect(await refusedRefresh(out.refreshToken)).toBe('unauthenticated');
    const byToken = await signedIn(person);
    await api.client().ok(identity.revokeToken, { body: { refreshToken: byToken.refreshToken } });
    await holding(byToken.token).refused(identity.getMe, 401);
    await api.client().ok(identity.revokeToken, { body: { refreshToken: 'nothing of ours' } });
    const changed = await signedIn(person);
    await person.client.ok(identity.changePassword, { body: { current: password, next: 'another good password' } });
    expect(await refusedRefresh(changed.refreshToken)).toBe('unauthenticated');

    const second = await aPerson(api, acme, 'rep');
    const expired = await signedIn(second);
    const gone = await signedIn(second);
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx.raw(`update sessions set expires_at = now() - interval '1 second', idle_expires_at = now() - interval '1 second'
        where id = (select session_id from token_generations order by created_at desc offset 1 limit 1)`),
    );
    expect([await refusedRefresh(expired.refreshToken)]).toEqual(['unauthenticated']);
    await holding(gone.token).ok(identity.getMe);
    const { body: shown } = await acme.admin.ok(getUser, { params: { id: second.id } });
    await acme.admin.ok(deactivateUser, { params: { id: second.id }, version: shown.version });
    expect(await refusedRefresh(gone.refreshToken)).toBe('unauthenticated');
  });

  it('are forgotten once they could not be used anyway', async () => {
    const person = await aPerson(api, acme, 'rep');
    const first = await signedIn(person);
    await refresh(first.refreshToken);
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx.raw(`update token_generations set expires_at = now() - interval '1 second' where used_at is not null`),
    );
    expect((await deleteExpired(api.db))['token_generations']).toBeGreaterThan(0);
    expect(await refusedRefresh(first.refreshToken)).toBe('unauthenticated');
  });

  it('take nonsense for what it is', async () => {
    for (const refreshToken of ['x', 'ü'.repeat(50), "' or 1=1 --", 'a'.repeat(200)]) {
      expect(await refusedRefresh(refreshToken)).toBe('unauthenticated');
    }
    for (const body of [{}, { refreshToken: '' }, { refreshToken: 'a'.repeat(201) }, { refreshToken: 1 }]) {
      await api.client().refused(identity.refreshToken, 422, { body });
    }
  });
});

describe('an address that fails to sign in on many accounts', () => {
  it('is slowed, and told for how long', async () => {
    const strict = await startApi({ config: { signInSlowAfter: 4 } });
    try {
      const there = await aWorkspace(strict);
      for (let count = 1; count <= 4; count++) {
        await strict.client().refused(identity.signIn, 401, { body: { email: `nobody${count}@example.test`, password } });
      }
      await strict.client().signIn(there.adminEmail, password);
      const { headers, body } = await strict.client().refused(identity.signIn, 429, { body: { email: there.adminEmail, password } });
      expect(body.code).toBe('rate_limited');
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      await there.admin.ok(identity.getMe);
    } finally {
      await strict.stop();
    }
  });
});
