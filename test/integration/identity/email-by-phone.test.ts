import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../../api/contracts/email-change.ts';
import * as phones from '../../../api/contracts/phones.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, password, type Person, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

const fresh = () => `new-${newId().slice(-8)}@example.test`;
let counter = 0;

async function codesTo(phone: string): Promise<string[]> {
  const texts: string[] = await api.db.readTenant(asTenantId(acme.tenantId), (trx) =>
    trx('messages').where({ to_address: phone }).orderBy('id').pluck('body_text'),
  );
  return texts.map((text) => /^\d{6}/.exec(text)?.[0] ?? '');
}

/** Somebody whose second factor is the telephone alone. */
async function byPhone(): Promise<Person & { readonly e164: string }> {
  const person = await aPerson(api, acme, 'rep');
  const e164 = `+4917012${String(20_000 + (counter += 1))}`;
  await person.client.ok(phones.startPhoneVerification, { body: { e164 } });
  await person.client.ok(phones.confirmPhoneVerification, { body: { e164, code: (await codesTo(e164)).at(-1) ?? '' } });
  await person.client.ok(phones.enablePhoneFactor, { body: { channel: 'sms', password } });
  return { ...person, e164 };
}

const mailsTo = (email: string): Promise<string[]> =>
  api.db.readTenant(asTenantId(acme.tenantId), (trx) => trx('messages').where({ to_address: email }).pluck('id'));

describe('another e-mail address, where the telephone is the second factor', () => {
  it('needs the code that is sent to it: the password alone asks for nothing', async () => {
    const person = await byPhone();
    const email = fresh();
    const before = (await codesTo(person.e164)).length;
    const { body: asked } = await person.client.refused(contract.askForEmail, 422, { body: { email, password } });
    expect(asked.errors).toEqual([expect.objectContaining({ pointer: '/code', code: 'AUTH_2FA_REQUIRED' })]);
    expect(asked['via']).toBe('sms');
    expect(JSON.stringify(asked)).not.toContain(person.e164);
    const codes = await codesTo(person.e164);
    expect(codes).toHaveLength(before + 1);
    expect(await mailsTo(email)).toEqual([]);
    await person.client.ok(contract.askForEmail, { body: { email, password, code: codes.at(-1) ?? '' } });
    expect(await mailsTo(email)).toHaveLength(1);
    // The code is spent.
    const { body: again } = await person.client.refused(contract.askForEmail, 422, {
      body: { email: fresh(), password, code: codes.at(-1) ?? '' },
    });
    expect(again.errors).toEqual([expect.objectContaining({ pointer: '/code', code: 'AUTH_2FA_INVALID_CODE' })]);
  });

  it('counts wrong codes although it is refused: five end the code', async () => {
    const person = await byPhone();
    const email = fresh();
    await person.client.refused(contract.askForEmail, 422, { body: { email, password } });
    const right = (await codesTo(person.e164)).at(-1) ?? '';
    const wrong = right === '000000' ? '000001' : '000000';
    for (let tries = 0; tries < 5; tries++)
      await person.client.refused(contract.askForEmail, 422, { body: { email, password, code: wrong } });
    await person.client.refused(contract.askForEmail, 422, { body: { email, password, code: right } });
    expect(await mailsTo(email)).toEqual([]);
  });

  it('keeps a code that was right when the address is not', async () => {
    const person = await byPhone();
    await person.client.refused(contract.askForEmail, 422, { body: { email: fresh(), password } });
    const code = (await codesTo(person.e164)).at(-1) ?? '';
    const { body } = await person.client.refused(contract.askForEmail, 422, { body: { email: acme.adminEmail, password, code } });
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/email', code: 'taken' })]);
    await person.client.ok(contract.askForEmail, { body: { email: fresh(), password, code } });
  });
});
