import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, resetTwoFactor } from '../../../api/contracts/access.ts';
import { listAudit } from '../../../api/contracts/audit.ts';
import * as identity from '../../../api/contracts/identity.ts';
import { listLeads } from '../../../api/contracts/leads.ts';
import * as contract from '../../../api/contracts/second-factor-policy.ts';
import { resetPassword } from '../../../api/contracts/users.ts';
import { routes } from '../../../api/routes/index.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { aPerson, aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

async function ask(workspace: Workspace, body: { required?: boolean; graceDays?: number }) {
  const { body: now } = await workspace.admin.ok(contract.getSecondFactorPolicy);
  return (await workspace.admin.ok(contract.changeSecondFactorPolicy, { version: now.version, body })).body;
}

/** As many days later: the policy and the people are that much older. */
function daysLater(workspace: Workspace, days: number): Promise<unknown> {
  return api.db.withTenant(asTenantId(workspace.tenantId), async (trx) => {
    await trx.raw(`update tenants set second_factor_required_since = second_factor_required_since - make_interval(days => ?)`, [days]);
    await trx.raw(`update users set created_at = created_at - make_interval(days => ?)`, [days]);
  });
}

async function enrol(client: ApiClient): Promise<TOTP> {
  const { body: made } = await client.ok(identity.setUpTotp, { body: { password } });
  const totp = new TOTP({ secret: Secret.fromBase32(made.secret ?? ''), digits: 6, period: 30 });
  await client.ok(identity.confirmTotp, { body: { code: totp.generate() } });
  return totp;
}

const subjectsTo = (workspace: Workspace, email: string): Promise<string[]> =>
  api.db.readTenant(asTenantId(workspace.tenantId), (trx) => trx('messages').where({ to_address: email }).orderBy('id').pluck('subject'));

describe('a workspace that asks for a second factor', () => {
  it('lets people work for the days of grace, then only set one up, in sessions that are open too', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    const policy = await ask(acme, { required: true, graceDays: 5 });
    expect(policy).toMatchObject({ required: true, graceDays: 5 });
    expect(policy.without.map((one) => one.name)).toContain('Ada Admin');
    const due = Date.parse((await rep.client.ok(identity.getMe)).body.secondFactorDueAt ?? '');
    expect(Math.round((due - Date.now()) / 86_400_000)).toBe(5);
    await rep.client.ok(listLeads);

    await daysLater(acme, 6);
    const { body: refused } = await rep.client.refused(listLeads, 403);
    expect(refused.code).toBe('AUTH_2FA_ENROLMENT_REQUIRED');
    const again = await api.client().signIn(rep.email, password);
    await again.refused(listLeads, 403);
    expect((await again.ok(identity.getMe)).body.mustEnrol).toBe(true);
    const totp = await enrol(again);
    await again.ok(listLeads);
    expect((await again.ok(identity.getMe)).body.secondFactorDueAt).toBeNull();
    const code = totp.generate({ timestamp: Date.now() + 30_000 });
    await again.refused(identity.disableTotp, 409, { body: { password, code } });
    await api.client().refused(identity.signIn, 401, { body: { email: rep.email, password } });
  });

  it('answers nothing but one’s own account before, on any route', async () => {
    const acme = await aWorkspace(api);
    await ask(acme, { required: true, graceDays: 0 });
    await daysLater(acme, 1);
    const open: string[] = [];
    for (const { endpoint, policy } of routes) {
      if (policy.kind === 'public') continue;
      const path = endpoint.path.replaceAll(/\{\w+\}/g, newId());
      const headers: Record<string, string> = { 'content-type': 'application/json', ...(endpoint.ifMatch ? { 'if-match': 'W/"1"' } : {}) };
      const response = await acme.admin.raw(endpoint.method, path, { headers, ...(endpoint.method === 'GET' ? {} : { body: '{}' }) });
      const text = await response.text();
      if (!text.includes('AUTH_2FA_ENROLMENT_REQUIRED')) open.push(`${endpoint.method} ${endpoint.path}`);
    }
    expect(open.sort()).toEqual(
      [
        'DELETE /v1/me/sessions/{id}',
        'GET /v1/me',
        'GET /v1/me/phone',
        'GET /v1/me/sessions',
        'PATCH /v1/me',
        'DELETE /v1/me/phone/verify',
        'POST /v1/me/password',
        'POST /v1/me/phone/second-factor/disable',
        'POST /v1/me/phone/second-factor/enable',
        'POST /v1/me/phone/verify/confirm',
        'POST /v1/me/phone/verify/resend',
        'POST /v1/me/phone/verify/start',
        'POST /v1/me/recovery-codes',
        'POST /v1/me/send-verification',
        'POST /v1/me/sessions/revoke-others',
        'POST /v1/me/totp/confirm',
        'POST /v1/me/totp/disable',
        'POST /v1/me/totp/setup',
      ].sort(),
    );
  });

  it('forces whoever joins late by their own days, asks no other workspace, and no key of a program', async () => {
    const [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
    await ask(acme, { required: true, graceDays: 2 });
    const { body: key } = await acme.admin.ok(createApiKey, { body: { name: 'ERP', scopes: ['leads.read'] } });
    await daysLater(acme, 3);
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) => trx.raw('update users set created_at = now() where id = ?', [acme.userId]));
    await acme.admin.ok(listLeads);
    await daysLater(acme, 3);
    await acme.admin.refused(listLeads, 403);
    await other.admin.ok(listLeads);
    const program = api.client();
    program.token = key.key;
    await program.ok(listLeads);
  });

  it('is changed by admins only, one after the other, and every change is on record', async () => {
    const acme = await aWorkspace(api);
    const manager = await aPerson(api, acme, 'manager');
    await manager.client.refused(contract.getSecondFactorPolicy, 403);
    const first = await ask(acme, { required: true });
    await acme.admin.refused(contract.changeSecondFactorPolicy, 412, { version: first.version - 1, body: { required: false } });
    await acme.admin.refused(contract.changeSecondFactorPolicy, 422, { version: first.version, body: { graceDays: 91 } });
    expect((await ask(acme, { required: false })).requiredSince).toBeNull();
    const { body } = await acme.admin.ok(listAudit, { query: { action: 'twofa' } });
    expect(body.items.map((entry) => [entry.action, entry.after])).toEqual([
      ['twofa.policy_changed', { required: false, graceDays: 7 }],
      ['twofa.policy_changed', { required: true, graceDays: 7 }],
    ]);
  });
});

describe('coming and going', () => {
  it('is on record: in, out, what failed, and the lock', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    await rep.client.raw('POST', '/v1/sign-out');
    for (let n = 0; n < 5; n += 1) await api.client().refused(identity.signIn, 401, { body: { email: rep.email, password: 'wrong' } });
    await api.client().refused(identity.signIn, 429, { body: { email: rep.email, password } });
    const { body } = await acme.admin.ok(listAudit, { query: { recordId: rep.id, action: 'user' } });
    const entries = body.items.map((entry) => `${entry.action} by ${String(entry.actor['kind'])}`);
    expect(entries.sort()).toEqual([
      'user.created by user',
      'user.locked_out by system',
      ...Array.from({ length: 5 }, () => 'user.sign_in_failed by system'),
      'user.signed_in by user',
      'user.signed_out by user',
    ]);
    expect(body.items.every((entry) => entry.action === 'user.created' || entry.ip !== null)).toBe(true);
    const other = await aWorkspace(api);
    expect((await other.admin.ok(listAudit, { query: { recordId: rep.id } })).body.items).toEqual([]);
  });

  it('tells the person by mail when the password or the second factor changed, whoever changed it', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    await enrol(rep.client);
    await rep.client.ok(identity.changePassword, { body: { current: password, next: 'another good sentence' } });
    await acme.admin.ok(resetTwoFactor, { params: { id: rep.id } });
    await acme.admin.ok(resetPassword, { params: { id: rep.id } });
    const changed = /^(Sign-in to Acme \d+ changed|Your password for Acme \d+ was changed)$/;
    const subjects = (await subjectsTo(acme, rep.email)).filter((subject) => changed.test(subject)).map((subject) => subject.split(' ')[0]);
    expect(subjects).toEqual(['Sign-in', 'Your', 'Sign-in', 'Your']);
  });
});
