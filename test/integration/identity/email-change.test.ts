import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../../api/contracts/audit.ts';
import * as contract from '../../../api/contracts/email-change.ts';
import * as identity from '../../../api/contracts/identity.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

const fresh = () => `new-${newId().slice(-8)}@example.test`;

async function linkTo(email: string, page: 'confirm-email' | 'undo-email' | 'reset'): Promise<string> {
  const bodies = await api.db.readTenant(
    asTenantId(acme.tenantId),
    (trx): PromiseLike<string[]> => trx('messages').where({ to_address: email }).orderBy('id', 'desc').pluck('body'),
  );
  const found = bodies.map((body) => new RegExp(`/${page}/([A-Za-z0-9_-]+)`).exec(body)?.[1]).find((one) => one !== undefined);
  return found ?? 'none';
}

const later = (column: string): Promise<unknown> =>
  api.db.withTenant(asTenantId(acme.tenantId), (trx) => trx('email_changes').update({ [column]: new Date(Date.now() - 1_000) }));

describe('one’s own e-mail address', () => {
  it('changes by the link from the new one, once, and sessions elsewhere end', async () => {
    const person = await aPerson(api, acme, 'rep');
    const elsewhere = await api.client().signIn(person.email, password);
    const email = fresh();
    await person.client.refused(contract.askForEmail, 422, { body: { email, password: 'wrong' } });
    await person.client.ok(contract.askForEmail, { body: { email: email.toUpperCase(), password } });
    expect((await person.client.ok(identity.getMe)).body.email).toBe(person.email);
    const token = await linkTo(email, 'confirm-email');
    // Links are followed by programs: only what the page posts changes anything.
    for (const path of [`/v1/email-change/confirm?token=${token}`, `/confirm-email/${token}`]) await api.client().raw('GET', path);
    expect((await person.client.ok(identity.getMe)).body.email).toBe(person.email);

    const post = () =>
      api.client().raw('POST', '/v1/email-change/confirm', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
    const statuses = await Promise.all([post(), post()].map(async (one) => (await one).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([204, 422]);
    expect((await person.client.ok(identity.getMe)).body).toMatchObject({ email, emailVerified: true });
    await elsewhere.refused(identity.getMe, 401);
    await api.client().refused(identity.signIn, 401, { body: { email: person.email, password } });
    await api.client().signIn(email, password);
    const { body } = await acme.admin.ok(listAudit, { query: { action: 'user.email_changed' } });
    expect(body.items.find((one) => one.record?.id === person.id)).toMatchObject({ before: { email: person.email }, after: { email } });
  });

  it('is taken back from the old one, before and after: the password and all sessions are gone', async () => {
    for (const confirmed of [false, true]) {
      const person = await aPerson(api, acme, 'rep');
      const email = fresh();
      await person.client.ok(contract.askForEmail, { body: { email, password } });
      const confirm = await linkTo(email, 'confirm-email');
      if (confirmed) await api.client().ok(contract.confirmEmail, { body: { token: confirm } });
      const undo = await linkTo(person.email, 'undo-email');
      await api.client().refused(contract.confirmEmail, 422, { body: { token: undo } });
      await api.client().refused(contract.undoEmail, 422, { body: { token: confirm } });
      await api.client().ok(contract.undoEmail, { body: { token: undo } });
      await api.client().refused(contract.undoEmail, 422, { body: { token: undo } });
      await api.client().refused(contract.confirmEmail, 422, { body: { token: confirm } });
      await person.client.refused(identity.getMe, 401);
      for (const address of [email, person.email]) await api.client().refused(identity.signIn, 401, { body: { email: address, password } });
      const next = 'a quite different sentence';
      await api.client().ok(identity.resetByLink, { body: { token: await linkTo(person.email, 'reset'), password: next } });
      await api.client().signIn(person.email, next);
    }
  });

  it('asks for a code of whoever has a second factor', async () => {
    const person = await aPerson(api, acme, 'rep');
    const { body: made } = await person.client.ok(identity.setUpTotp, { body: { password } });
    const totp = new TOTP({ secret: Secret.fromBase32(made.secret ?? ''), digits: 6, period: 30 });
    await person.client.ok(identity.confirmTotp, { body: { code: totp.generate({ timestamp: Date.now() - 30_000 }) } });
    const email = fresh();
    const { body: asked } = await person.client.refused(contract.askForEmail, 422, { body: { email, password } });
    expect(asked.errors).toEqual([expect.objectContaining({ pointer: '/code', code: 'AUTH_2FA_REQUIRED' })]);
    await person.client.refused(contract.askForEmail, 422, { body: { email, password, code: '000000' } });
    await person.client.ok(contract.askForEmail, { body: { email, password, code: totp.generate() } });
  });

  it('cannot be somebody else’s, nor asked for without end; a later wish takes the place of an earlier one', async () => {
    const person = await aPerson(api, acme, 'rep');
    const other = await aPerson(api, acme, 'rep');
    for (const [email, code] of [
      [other.email, 'taken'],
      [person.email, 'unchanged'],
    ] as const) {
      const { body } = await person.client.refused(contract.askForEmail, 422, { body: { email, password } });
      expect(body.errors).toEqual([expect.objectContaining({ pointer: '/email', code })]);
    }
    for (const email of ['no address', '', 'a@b', `${'a'.repeat(250)}@example.test`]) {
      await person.client.refused(contract.askForEmail, 422, { body: { email, password } });
    }
    const [first, second, third] = [fresh(), fresh(), fresh()];
    for (const email of [first, second, third]) await person.client.ok(contract.askForEmail, { body: { email, password } });
    await person.client.refused(contract.askForEmail, 429, { body: { email: fresh(), password } });
    await api.client().refused(contract.confirmEmail, 422, { body: { token: await linkTo(first, 'confirm-email') } });
    // Somebody else was faster with the address.
    const thief = await aPerson(api, acme, 'rep');
    await thief.client.ok(contract.askForEmail, { body: { email: third, password } });
    await api.client().ok(contract.confirmEmail, { body: { token: await linkTo(third, 'confirm-email') } });
    await api.client().refused(contract.confirmEmail, 422, { body: { token: await linkTo(third, 'confirm-email') } });
  });

  it('has links that lapse', async () => {
    const person = await aPerson(api, acme, 'rep');
    const email = fresh();
    await person.client.ok(contract.askForEmail, { body: { email, password } });
    await later('confirm_expires_at');
    await api.client().refused(contract.confirmEmail, 422, { body: { token: await linkTo(email, 'confirm-email') } });
    await later('undo_expires_at');
    await api.client().refused(contract.undoEmail, 422, { body: { token: await linkTo(person.email, 'undo-email') } });
    for (const token of ['none', '\u0000', "'; --"]) await api.client().refused(contract.confirmEmail, 422, { body: { token } });
  });
});
