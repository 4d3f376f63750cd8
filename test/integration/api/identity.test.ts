import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as identity from '../../../api/contracts/identity.ts';
import { listLeads } from '../../../api/contracts/leads.ts';
import { listAudit } from '../../../api/contracts/audit.ts';
import { listRoles } from '../../../api/contracts/roles.ts';
import * as teams from '../../../api/contracts/teams.ts';
import * as users from '../../../api/contracts/users.ts';
import { aPerson, aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { asTenantId } from '../../../domain/ids.ts';

let api: TestApi;
let acme: Workspace;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

/** Moves what the database knows of a session, since nobody waits for an hour in a test. */
function ageSession(tenantId: string, userId: string, set: string): Promise<unknown> {
  return api.db.withTenant(asTenantId(tenantId), (trx) =>
    trx.raw(`update sessions set ${set} where tenant_id = ? and user_id = ?`, [tenantId, userId]),
  );
}

/** Signed in by a cookie, as what is sent along with every request. */
async function aBrowser(email: string): Promise<{ readonly headers: Record<string, string> }> {
  const answer = await api.client().raw('POST', '/v1/sign-in', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  return { headers: { cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' } };
}

describe('a session', () => {
  it('of a browser is an opaque cookie that scripts cannot read, and signing out ends it on the server', async () => {
    const answer = await api.client().raw('POST', '/v1/sign-in', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: acme.adminEmail, password }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ token: null, workspace: acme.slug });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/cadenza_session=[\w-]{40,};.*httponly/i);
    expect(cookie).toMatch(/samesite=lax/i);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    const browser = api.client();
    expect((await browser.raw('GET', '/v1/me', { headers })).status).toBe(200);
    expect((await browser.raw('POST', '/v1/sign-out', { headers })).status).toBe(204);
    expect((await browser.raw('GET', '/v1/me', { headers })).status).toBe(401);
    expect((await browser.raw('POST', '/v1/sign-out', { headers })).status).toBe(204);
  });

  it('is refused for requests that another site made the browser send', async () => {
    const answer = await api.client().raw('POST', '/v1/sign-in', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: acme.adminEmail, password }),
    });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const patch = (headers: Record<string, string>) =>
      api.client().raw('PATCH', '/v1/me', { headers: { cookie, 'content-type': 'application/json', ...headers }, body: '{"name":"Ada"}' });
    expect((await patch({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await patch({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await patch({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await patch({ origin: 'null' })).status).toBe(403);
    expect((await patch({ 'sec-fetch-site': 'same-origin', origin: api.url })).status).toBe(200);
  });

  it('ends after idle time, after its absolute time, and does not come back', async () => {
    for (const set of ["idle_expires_at = now() - interval '1 second'", "expires_at = now() - interval '1 second'"]) {
      const person = await aPerson(api, acme, 'rep');
      await person.client.ok(identity.getMe);
      await ageSession(acme.tenantId, person.id, set);
      await person.client.refused(identity.getMe, 401);
      await person.client.refused(listLeads, 401);
    }
  });

  it('is prolonged by use, reading too, but never beyond its absolute end', async () => {
    const person = await aPerson(api, acme, 'rep');
    const browser = await aBrowser(person.email);
    await ageSession(
      acme.tenantId,
      person.id,
      "last_seen_at = now() - interval '5 minutes', idle_expires_at = now() + interval '1 minute'",
    );
    await api.client().ok(listLeads, browser);
    const { body } = await api.client().ok(identity.getMe, browser);
    expect(Date.parse(body.session.idleExpiresAt)).toBeGreaterThan(Date.now() + 50 * 60_000);
    expect(Date.parse(body.session.idleExpiresAt)).toBeLessThanOrEqual(Date.parse(body.session.expiresAt));
  });

  it('is listed and revoked by its owner, never by somebody else', async () => {
    const person = await aPerson(api, acme, 'rep');
    const second = await api.client().signIn(person.email, password);
    const { body } = await person.client.ok(identity.listMySessions);
    expect(body.items).toHaveLength(2);
    const foreign = body.items.find((one) => !one.current);
    const params = { id: foreign?.id ?? '' };
    await acme.admin.refused(identity.revokeMySession, 404, { params });
    await person.client.ok(identity.revokeMySession, { params });
    await second.refused(identity.getMe, 401);
    await person.client.ok(identity.getMe);
  });

  it('of a changed password is the only one left', async () => {
    const person = await aPerson(api, acme, 'rep');
    const second = await api.client().signIn(person.email, password);
    await person.client.refused(identity.changePassword, 422, { body: { current: 'wrong', next: 'another good password' } });
    await person.client.refused(identity.changePassword, 422, { body: { current: password, next: 'short' } });
    await person.client.ok(identity.changePassword, { body: { current: password, next: 'another good password' } });
    await second.refused(identity.getMe, 401);
    await person.client.ok(identity.getMe);
    await api.client().signIn(person.email, 'another good password');
  });
});

describe('signing in', () => {
  it('answers alike for a wrong password and an unknown address, and locks both after five failures', async () => {
    const person = await aPerson(api, acme, 'rep');
    const answersFor = async (email: string): Promise<[number, string][]> => {
      const answers: [number, string][] = [];
      for (let attempt = 1; attempt <= 7; attempt++) {
        const { status, body } = await api
          .client()
          .refused(identity.signIn, attempt <= 5 ? 401 : 429, { body: { email, password: 'wrong' } });
        answers.push([status, body.detail]);
      }
      return answers;
    };
    expect(await answersFor(person.email)).toEqual(await answersFor('nobody@example.test'));
    const { headers } = await api.client().refused(identity.signIn, 429, { body: { email: person.email, password } });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(600);
    // A session that was there before goes on: strangers cannot put anybody out.
    await person.client.ok(identity.getMe);
    const { body } = await acme.admin.ok(listAudit, { query: { action: 'user.locked_out' } });
    expect(body.items.map((one) => one.record?.id)).toContain(person.id);
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx('users')
        .where({ id: person.id })
        .update({ locked_until: new Date(Date.now() - 1_000) }),
    );
    await api.client().signIn(person.email, password);
  });

  it('counts guesses that come at the same moment', async () => {
    const person = await aPerson(api, acme, 'rep');
    const guess = () =>
      api.client().raw('POST', '/v1/sign-in', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: person.email, password: 'wrong' }),
      });
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await guess()).status));
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    await api.client().refused(identity.signIn, 429, { body: { email: person.email, password } });
  });

  it('asks for the workspace only when one password opens several', async () => {
    const email = 'both@example.test';
    const sign = (workspace: string, own: string) =>
      api.client().ok(identity.signUp, { body: { workspace, name: 'Bo', email, password: own, transport: 'token' } });
    const one = await sign('First place', 'the first password');
    const two = await sign('Second place', 'the second password');
    expect((await api.client().ok(identity.signIn, { body: { email, password: 'the first password' } })).body.tenantId).toBe(
      one.body.tenantId,
    );
    expect((await api.client().ok(identity.signIn, { body: { email, password: 'the second password' } })).body.tenantId).toBe(
      two.body.tenantId,
    );
    const three = await sign('Third place', 'the first password');
    const { body } = await api.client().refused(identity.signIn, 422, { body: { email, password: 'the first password' } });
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/workspace', code: 'workspace_required' })]);
    const chosen = await api
      .client()
      .ok(identity.signIn, { body: { email, password: 'the first password', workspace: three.body.workspace } });
    expect(chosen.body.tenantId).toBe(three.body.tenantId);
  });

  it('takes e-mail addresses in any case, and refuses weak passwords at sign-up', async () => {
    await api.client().signIn(acme.adminEmail.toUpperCase(), password);
    const body = { workspace: 'Weak', name: 'W', email: 'weakling@example.test' };
    for (const weak of ['short', 'aaaaaaaaaaaaaaa', 'weakling@example.test']) {
      await api.client().refused(identity.signUp, 422, { body: { ...body, password: weak } });
    }
    await api.client().refused(identity.signUp, 422, { body: { ...body, password, timezone: 'Mars/Olympus' } });
    await api.client().refused(identity.signUp, 409, { body: { ...body, password, slug: acme.slug } });
  });
});

describe('me', () => {
  it('keeps preferences key by key', async () => {
    const { client } = await aPerson(api, acme, 'viewer');
    await client.ok(identity.updateMe, { body: { preferences: { theme: 'dark', columns: { leads: ['name'] } } } });
    await client.ok(identity.updateMe, { body: { preferences: { density: 'dense', theme: null } } });
    const { body } = await client.ok(identity.getMe);
    expect(body.preferences).toEqual({ density: 'dense', columns: { leads: ['name'] } });
    expect(body.permissions).toContain('leads.read');
    expect(body.permissions).not.toContain('leads.write');
    await client.refused(identity.updateMe, 422, { body: { timezone: 'Nowhere' } });
    await client.refused(identity.updateMe, 422, { body: { preferences: { big: 'x'.repeat(70_000) } } });
  });
});

describe('rights', () => {
  it('cannot be given by somebody who does not hold them', async () => {
    const manager = await aPerson(api, acme, 'manager');
    await manager.client.refused(users.createUser, 403, { body: { email: 'm@example.test', name: 'M', roles: ['rep'] } });
    // A role that may manage users but not everything else.
    const tenant = asTenantId(acme.tenantId);
    await api.db.withTenant(tenant, async (trx) => {
      await trx.raw(`insert into roles (tenant_id, id, code, name) values (?, gen_random_uuid(), 'helpdesk', 'Helpdesk')`, [tenant]);
      await trx.raw(
        `insert into role_permissions (tenant_id, role_id, permission_code) select tenant_id, id, unnest(array['users.read','users.write']) from roles where code = 'helpdesk'`,
      );
    });
    const { body: made } = await acme.admin.ok(users.createUser, {
      body: { email: 'help@example.test', name: 'Help', roles: ['helpdesk'], password },
    });
    const helper = await api.client().signIn('help@example.test', password);
    await helper.refused(users.createUser, 403, { body: { email: 'x@example.test', name: 'X', roles: ['admin'] } });
    await helper.refused(users.updateUser, 403, { params: { id: made.id }, version: made.version, body: { roles: ['admin'] } });
    const { body: admin } = await helper.ok(users.getUser, { params: { id: acme.userId } });
    await helper.refused(users.deactivateUser, 403, { params: { id: acme.userId }, version: admin.version });
    await helper.refused(users.resetPassword, 403, { params: { id: acme.userId } });
    const { body: second } = await helper.ok(users.createUser, { body: { email: 'help2@example.test', name: 'H2', roles: ['helpdesk'] } });
    expect(second.initialPassword).toMatch(/^\w{5}(-\w{5}){3}$/);
    await api.client().signIn('help2@example.test', second.initialPassword ?? '');
  });

  it('bind from the next request on', async () => {
    const person = await aPerson(api, acme, 'rep');
    await person.client.refused(listRoles, 403);
    const { body } = await acme.admin.ok(users.getUser, { params: { id: person.id } });
    await acme.admin.ok(users.updateUser, { params: { id: person.id }, version: body.version, body: { roles: ['admin'] } });
    const { body: roles } = await person.client.ok(listRoles);
    expect(roles.items.map((role) => role.code)).toContain('manager');
    expect(roles.items.every((role) => role.grantable)).toBe(true);
  });
});

describe('users', () => {
  it('are deactivated with their history kept and their sessions ended, and come back', async () => {
    const person = await aPerson(api, acme, 'rep');
    const { body } = await acme.admin.ok(users.getUser, { params: { id: person.id } });
    const { body: gone } = await acme.admin.ok(users.deactivateUser, { params: { id: person.id }, version: body.version });
    expect(gone).toMatchObject({ status: 'deactivated', roles: ['rep'] });
    await person.client.refused(identity.getMe, 401);
    await api.client().refused(identity.signIn, 401, { body: { email: person.email, password } });
    const { body: back } = await acme.admin.ok(users.reactivateUser, { params: { id: person.id }, version: gone.version });
    expect(back.status).toBe('active');
    await api.client().signIn(person.email, password);
  });

  it('never leave a workspace without an admin, not even two at once', async () => {
    const place = await aWorkspace(api);
    const second = await aPerson(api, place, 'admin');
    const off = (client: typeof place.admin, id: string, version: number) =>
      client.raw('POST', `/v1/users/${id}/deactivate`, { headers: { 'if-match': `W/"${version}"` } });
    const [{ body: a }, { body: b }] = await Promise.all([
      place.admin.ok(users.getUser, { params: { id: place.userId } }),
      place.admin.ok(users.getUser, { params: { id: second.id } }),
    ]);
    const statuses = (await Promise.all([off(place.admin, b.id, b.version), off(second.client, a.id, a.version)])).map((one) => one.status);
    expect(statuses).toContain(200);
    // The slower one finds itself the last admin, or no longer signed in.
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    const left = statuses[0] === 200 ? place.admin : second.client;
    const { body: me } = await left.ok(identity.getMe);
    await left.refused(users.deactivateUser, 409, { params: { id: me.id }, version: me.version });
    await left.refused(users.updateUser, 409, { params: { id: me.id }, version: me.version, body: { roles: ['viewer'] } });
  });

  it('have one account per address in a workspace', async () => {
    const person = await aPerson(api, acme, 'rep');
    const { body } = await acme.admin.refused(users.createUser, 409, {
      body: { email: person.email.toUpperCase(), name: 'Again', roles: ['rep'] },
    });
    expect(body.errors[0]).toMatchObject({ pointer: '/email', code: 'taken' });
    const odd = await acme.admin.refused(users.createUser, 422, {
      body: { email: 'odd@example.test', name: 'Odd', roles: ['rep', 'wizard'] },
    });
    expect(odd.body.errors[0]).toMatchObject({ pointer: '/roles/1', code: 'unknown_role' });
  });
});

describe('teams', () => {
  it('have a manager and members of this workspace only', async () => {
    const [manager, rep, stranger] = [await aPerson(api, acme, 'manager'), await aPerson(api, acme, 'rep'), await aWorkspace(api)];
    const { body } = await acme.admin.ok(teams.createTeam, { body: { name: 'North', managerUserId: manager.id, memberIds: [rep.id] } });
    expect(body).toMatchObject({ managerUserId: manager.id, memberIds: [rep.id] });
    const wrong = await acme.admin.refused(teams.updateTeam, 422, {
      params: { id: body.id },
      version: body.version,
      body: { memberIds: [rep.id, stranger.userId] },
    });
    expect(wrong.body.errors).toEqual([expect.objectContaining({ pointer: '/memberIds/1', code: 'unknown_user' })]);
    await acme.admin.refused(teams.createTeam, 409, { body: { name: 'north' } });
    const { body: me } = await manager.client.ok(identity.getMe);
    expect(me.teams).toEqual([{ id: body.id, name: 'North', manages: true }]);
    const { body: gone } = await acme.admin.ok(teams.archiveTeam, { params: { id: body.id }, version: body.version });
    expect(gone.archivedAt).not.toBeNull();
    await stranger.admin.refused(teams.getTeam, 404, { params: { id: body.id } });
  });
});
