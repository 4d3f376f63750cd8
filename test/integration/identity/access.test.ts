import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as access from '../../../api/contracts/access.ts';
import { listAudit } from '../../../api/contracts/audit.ts';
import * as identity from '../../../api/contracts/identity.ts';
import { createLead, listLeads, readLead } from '../../../api/contracts/leads.ts';
import * as roles from '../../../api/contracts/roles.ts';
import { createTask } from '../../../api/contracts/tasks.ts';
import { createTeam } from '../../../api/contracts/teams.ts';
import { createUser, deactivateUser, getUser, updateUser } from '../../../api/contracts/users.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { eventually } from '../../helpers/until.ts';

let api: TestApi;
let acme: Workspace;
const freshPassword = 'a quite different sentence';

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

interface Mail {
  readonly body: string;
  readonly subject: string;
}

const mailsTo = (email: string, workspace = acme): Promise<Mail[]> =>
  api.db.readTenant(asTenantId(workspace.tenantId), (trx) =>
    trx('messages').where({ to_address: email }).orderBy('id').select('body', 'subject'),
  );

const tokenIn = (mail: Mail | undefined): string => /\/(?:invite|reset|verify)\/([A-Za-z0-9_-]+)/.exec(mail?.body ?? '')?.[1] ?? 'none';

/** Moves what is stored into the past: nobody waits for days. */
const age = (table: string, workspace = acme): Promise<unknown> =>
  api.db.withTenant(asTenantId(workspace.tenantId), (trx) => trx(table).update({ expires_at: new Date(Date.now() - 1000) }));

describe('an invitation', () => {
  const someone = () => `invited-${newId().slice(-6)}@example.test`;

  it('lets somebody in once, with the role it promises, and the mail goes by the outbox', async () => {
    const email = someone();
    const { body: invitation } = await acme.admin.ok(access.invite, { body: { email, name: 'Ina <b>', roles: ['rep'] } });
    expect(invitation).toMatchObject({ email, timesSent: 1, roles: ['rep'], invitedBy: { name: 'Ada Admin' } });
    await acme.admin.refused(access.invite, 409, { body: { email, name: 'Again', roles: ['rep'] } });
    await api.client().refused(identity.signIn, 401, { body: { email, password } });
    const [mail] = await mailsTo(email);
    expect(mail?.subject).toContain('invites you');
    expect(mail?.body).toContain('Ina &lt;b&gt;');
    const token = tokenIn(mail);
    expect((await api.client().ok(identity.showInvitation, { body: { token } })).body).toMatchObject({ email });
    await api.client().refused(identity.acceptInvitation, 422, { body: { token, name: 'Ina', password: 'short' } });
    const body = { token, name: 'Ina', password, transport: 'token' };
    const both = await Promise.all(
      [1, 2].map(() =>
        api.client().raw('POST', '/v1/invitations/accept', { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      ),
    );
    expect(both.map((one) => one.status).sort((a, b) => a - b)).toEqual([200, 422]);
    const ina = await api.client().signIn(email, password);
    expect((await ina.ok(identity.getMe)).body).toMatchObject({ name: 'Ina', roles: ['rep'], emailVerified: true });
    await api.client().refused(identity.showInvitation, 422, { body: { token } });
    const dispatched = await api.db.readTenant(asTenantId(acme.tenantId), (trx) =>
      trx('dispatches').where({ kind: 'start' }).pluck('cause_key'),
    );
    expect(dispatched.some((key: string) => key.startsWith('start/delivery/'))).toBe(true);
  });

  it('is sent again with a new link, taken back, and lapses', async () => {
    const email = someone();
    const { body: first } = await acme.admin.ok(access.invite, { body: { email, name: 'Olga', roles: ['rep'] } });
    const params = { id: first.id };
    expect((await acme.admin.ok(access.resendInvitation, { params })).body.timesSent).toBe(2);
    const [old, current] = (await mailsTo(email)).map(tokenIn);
    await api.client().refused(identity.showInvitation, 422, { body: { token: old } });
    await api.client().ok(identity.showInvitation, { body: { token: current ?? '' } });
    await acme.admin.ok(access.revokeInvitation, { params });
    await api.client().refused(identity.acceptInvitation, 422, { body: { token: current, name: 'x', password } });
    await acme.admin.refused(access.resendInvitation, 404, { params });
    await acme.admin.ok(access.invite, { body: { email, name: 'Olga', roles: ['rep'] } });
    await age('invitations');
    await api.client().refused(identity.showInvitation, 422, { body: { token: tokenIn((await mailsTo(email)).at(-1)) } });
  });

  it('cannot give more than its sender has, and is not for others', async () => {
    const manager = await aPerson(api, acme, 'manager');
    await manager.client.refused(access.invite, 403, { body: { email: someone(), name: 'x', roles: ['rep'] } });
    const other = await aWorkspace(api);
    const { body } = await acme.admin.ok(access.invite, { body: { email: someone(), name: 'x', roles: ['rep'] } });
    await other.admin.refused(access.revokeInvitation, 404, { params: { id: body.id } });
  });
});

describe('a link by mail', () => {
  it('sets a new password once, ends all sessions, and tells nothing of unknown addresses', async () => {
    const person = await aPerson(api, acme, 'rep');
    await api.client().ok(identity.forgotPassword, { body: { email: 'nobody@nowhere.test' } });
    await api.client().ok(identity.forgotPassword, { body: { email: person.email.toUpperCase() } });
    const mail = await eventually('the mail', async () => (await mailsTo(person.email)).at(-1));
    const token = tokenIn(mail);
    await api.client().refused(identity.resetByLink, 422, { body: { token, password: 'short' } });
    await api.client().ok(identity.resetByLink, { body: { token, password: freshPassword } });
    await person.client.refused(identity.getMe, 401);
    await api.client().refused(identity.resetByLink, 422, { body: { token, password: freshPassword } });
    await api.client().refused(identity.signIn, 401, { body: { email: person.email, password } });
    await api.client().signIn(person.email, freshPassword);
  });

  it('lapses, and is not sent more than three times an hour', async () => {
    const person = await aPerson(api, acme, 'rep');
    for (let n = 0; n < 3; n++) await person.client.ok(identity.sendVerification);
    await person.client.refused(identity.sendVerification, 429);
    const [first, , last] = (await mailsTo(person.email)).map(tokenIn);
    await api.client().refused(identity.verifyEmail, 422, { body: { token: first } });
    await api.client().refused(identity.resetByLink, 422, { body: { token: last, password: freshPassword } });
    await api.client().ok(identity.verifyEmail, { body: { token: last ?? '' } });
    expect((await person.client.ok(identity.getMe)).body.emailVerified).toBe(true);
    const late = await aPerson(api, acme, 'rep');
    await late.client.ok(identity.sendVerification);
    await age('user_tokens');
    await api.client().refused(identity.verifyEmail, 422, { body: { token: tokenIn((await mailsTo(late.email)).at(-1)) } });
  });
});

describe('a second factor', () => {
  it('is asked for after the password, takes no code twice, and has recovery codes that work once', async () => {
    const person = await aPerson(api, acme, 'rep');
    const { client, email } = person;
    await client.refused(identity.setUpTotp, 422, { body: { password: 'wrong' } });
    const { body: made } = await client.ok(identity.setUpTotp, { body: { password } });
    expect(made.qrPngDataUrl).toMatch(/^data:image\/png;base64,/);
    // Before it is confirmed nothing changes.
    await api.client().signIn(email, password);
    const totp = new TOTP({ secret: Secret.fromBase32(made.secret ?? ''), digits: 6, period: 30 });
    const code = totp.generate();
    await client.refused(identity.confirmTotp, 422, { body: { code: '000000' === code ? '111111' : '000000' } });
    const { body: on } = await client.ok(identity.confirmTotp, { body: { code } });
    expect(on.recoveryCodes).toHaveLength(10);
    const ask = (given?: string) =>
      api.client().refused(identity.signIn, 401, { body: { email, password, ...(given === undefined ? {} : { code: given }) } });
    expect((await ask()).body.code).toBe('AUTH_2FA_REQUIRED');
    expect((await ask(code)).body.code).toBe('AUTH_2FA_INVALID_CODE');
    expect((await api.client().refused(identity.signIn, 401, { body: { email, password: 'wrong', code } })).body.code).toBe(
      'unauthenticated',
    );
    const recovery = on.recoveryCodes?.[0] ?? '';
    const body = { email, password, code: recovery.toUpperCase(), transport: 'token' as const };
    const both = await Promise.all(
      [1, 2].map(() =>
        api.client().raw('POST', '/v1/sign-in', { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      ),
    );
    expect(both.map((one) => one.status).sort((a, b) => a - b)).toEqual([200, 401]);
    const next = totp.generate({ timestamp: Date.now() + 30_000 });
    await api.client().ok(identity.signIn, { body: { email, password, code: next } });
    expect((await client.ok(identity.getMe)).body).toMatchObject({ twoFactor: true, recoveryCodesLeft: 9 });
    await client.refused(identity.disableTotp, 422, { body: { password, code: next } });
    await client.ok(identity.renewRecoveryCodes, { body: { password } });
    expect((await client.ok(identity.getMe)).body.recoveryCodesLeft).toBe(10);
    await acme.admin.ok(access.resetTwoFactor, { params: { id: person.id } });
    await client.refused(identity.getMe, 401);
    await api.client().signIn(email, password);
  });
});

describe('sessions', () => {
  it('of oneself but this one end together', async () => {
    const person = await aPerson(api, acme, 'rep');
    const second = await api.client().signIn(person.email, password);
    expect((await person.client.ok(identity.revokeOtherSessions)).body.ended).toBe(1);
    await second.refused(identity.getMe, 401);
    await person.client.ok(identity.getMe);
  });
});

describe('an API key', () => {
  it('acts within its scopes and its maker\u2019s rights, is shown once and stored as a hash', async () => {
    const { body: made } = await acme.admin.ok(access.createApiKey, {
      body: { name: 'Sync', scopes: ['leads.read', 'leads.write'] },
      key: newId(),
    });
    const client = api.client();
    client.token = made.key;
    await client.ok(createLead, { body: { firstName: 'Keyed' } });
    expect((await client.ok(listLeads)).body.items.length).toBeGreaterThan(0);
    await client.refused(listAudit, 403);
    await client.refused(identity.getMe, 403);
    const { body: listed } = await acme.admin.ok(access.listApiKeys);
    expect(listed.items[0]).toMatchObject({ name: 'Sync', prefix: made.key?.slice(0, 10) });
    expect(listed.items[0]?.lastUsedAt).not.toBeNull();
    const stored = await api.db.readTenant(asTenantId(acme.tenantId), (trx) => trx('api_keys').select('*'));
    expect(JSON.stringify(stored)).not.toContain(made.key);
    await acme.admin.ok(access.revokeApiKey, { params: { id: made.id } });
    await client.refused(listLeads, 401);
  });

  it('never has more than its maker, not even later, and cannot administer people', async () => {
    await acme.admin.refused(access.createApiKey, 422, { body: { name: 'x', scopes: ['users.write'] } });
    const { body: role } = await acme.admin.ok(roles.createRole, {
      body: { name: `Dev ${newId()}`, permissions: ['api_keys.write', 'leads.read', 'deals.read'] },
    });
    const { body: dev } = await acme.admin.ok(createUser, {
      body: { email: `dev-${newId()}@example.test`, name: 'Dev', roles: [role.code], password },
    });
    const maker = await api.client().signIn(dev.email, password);
    await maker.refused(access.createApiKey, 422, { body: { name: 'x', scopes: ['leads.write'] } });
    const { body: key } = await maker.ok(access.createApiKey, { body: { name: 'x', scopes: ['leads.read'] } });
    const client = api.client();
    client.token = key.key;
    await client.ok(listLeads);
    await acme.admin.ok(roles.updateRole, { params: { id: role.id }, version: role.version, body: { permissions: ['deals.read'] } });
    await client.refused(listLeads, 403);
    const { body: user } = await acme.admin.ok(getUser, { params: { id: dev.id } });
    await acme.admin.ok(deactivateUser, { params: { id: dev.id }, version: user.version });
    await client.refused(listLeads, 401);
  });
});

describe('somebody who leaves', () => {
  it('hands open work over with its history, counted first', async () => {
    const leaving = await aPerson(api, acme, 'rep');
    const [one, two] = [await aPerson(api, acme, 'rep'), await aPerson(api, acme, 'rep')];
    const { body: team } = await acme.admin.ok(createTeam, { body: { name: `Team ${newId()}`, memberIds: [leaving.id, one.id, two.id] } });
    const leadIds: string[] = [];
    for (let n = 0; n < 4; n++)
      leadIds.push((await acme.admin.ok(createLead, { body: { firstName: `L${n}`, ownerUserId: leaving.id } })).body.id);
    await acme.admin.ok(createTask, { body: { title: 'Call', ownerUserId: leaving.id } });
    const params = { id: leaving.id };
    expect((await acme.admin.ok(access.openWork, { params })).body).toEqual({ lead: 4, deal: 0, task: 1, contact: 0, company: 0 });
    await acme.admin.refused(access.transferWork, 422, { params, body: { to: { userId: leaving.id } } });
    await leaving.client.refused(access.transferWork, 403, { params, body: { to: { userId: one.id } } });
    const { body: done } = await acme.admin.ok(access.transferWork, { params, body: { to: { teamId: team.id } } });
    expect(done).toEqual({ moved: 5, remaining: { lead: 0, deal: 0, task: 0, contact: 0, company: 0 } });
    const owners = await Promise.all(leadIds.map(async (id) => (await acme.admin.ok(readLead, { params: { id } })).body.owner?.id));
    expect(new Set(owners)).toEqual(new Set([one.id, two.id]));
    const { body: user } = await acme.admin.ok(getUser, { params });
    await acme.admin.ok(deactivateUser, { params, version: user.version });
    const { body: log } = await acme.admin.ok(listAudit, { query: { recordId: leaving.id, action: 'user', actorId: acme.userId } });
    expect(log.items.map((entry) => entry.action)).toEqual(['user.deactivated', 'user.work_transferred', 'user.created']);
    expect(log.items[0]).toMatchObject({ actorName: 'Ada Admin' });
    const { body: later } = await acme.admin.ok(listAudit, { query: { recordId: leaving.id, from: '2099-01-01T00:00:00Z' } });
    expect(later.items).toEqual([]);
  });
});

describe('roles', () => {
  it('form no circles, cannot be emptied of their last admin, and go only when nobody holds them', async () => {
    const { body: upper } = await acme.admin.ok(roles.createRole, { body: { name: 'Upper', permissions: ['leads.read'] } });
    const { body: lower } = await acme.admin.ok(roles.createRole, {
      body: { name: 'Lower', parentId: upper.id, permissions: ['leads.read'] },
    });
    expect(lower.depth).toBe(1);
    const refused = await acme.admin.refused(roles.updateRole, 422, {
      params: { id: upper.id },
      version: upper.version,
      body: { parentId: lower.id },
    });
    expect(refused.body.errors).toMatchObject([{ pointer: '/parentId', code: 'cycle' }]);
    await acme.admin.refused(roles.createRole, 409, { body: { name: 'upper', permissions: [] } });
    await acme.admin.refused(roles.createRole, 422, { body: { name: 'Odd', permissions: ['no.such'] } });
    const { body: all } = await acme.admin.ok(roles.listRoles);
    const admin = all.items.find((role) => role.code === 'admin');
    await acme.admin.refused(roles.updateRole, 409, { params: { id: admin?.id ?? '' }, version: 1, body: { permissions: [] } });
    const { body: me } = await acme.admin.ok(getUser, { params: { id: acme.userId } });
    const last = await acme.admin.refused(updateUser, 409, { params: { id: acme.userId }, version: me.version, body: { roles: ['rep'] } });
    expect(last.body.errors).toMatchObject([{ code: 'last_admin' }]);
    const { body: user } = await acme.admin.ok(createUser, {
      body: { email: `r-${newId()}@example.test`, name: 'R', roles: [lower.code], password },
    });
    await acme.admin.refused(roles.deleteRole, 409, { params: { id: lower.id }, version: lower.version });
    await acme.admin.ok(updateUser, { params: { id: user.id }, version: user.version, body: { roles: ['rep'] } });
    await acme.admin.ok(roles.deleteRole, { params: { id: lower.id }, version: lower.version });
    await acme.admin.refused(roles.getRole, 404, { params: { id: lower.id } });
    const { body: rolesLog } = await acme.admin.ok(listAudit, { query: { recordType: 'role', action: 'role.deleted' } });
    expect(rolesLog.items).toHaveLength(1);
  });
});
