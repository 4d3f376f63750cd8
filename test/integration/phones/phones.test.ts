import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resetTwoFactor } from '../../../api/contracts/access.ts';
import * as plan from '../../../api/contracts/entitlements.ts';
import { signIn } from '../../../api/contracts/identity.ts';
import * as contract from '../../../api/contracts/phones.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, password, type Person, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

let counter = 0;
const aNumber = (): string => `+4917012${String(10_000 + (counter += 1))}`;

/** The codes that went to a number, the newest last. */
async function codesTo(workspace: Workspace, phone: string): Promise<string[]> {
  const rows: { body_text: string; is_private: boolean }[] = await api.db.readTenant(asTenantId(workspace.tenantId), (trx) =>
    trx('messages').where({ to_address: phone }).orderBy('id').select('body_text', 'is_private'),
  );
  expect(rows.every((row) => row.is_private)).toBe(true);
  return rows.map((row) => /^\d{6}/.exec(row.body_text)?.[0] ?? '');
}

async function newest(workspace: Workspace, phone: string): Promise<string> {
  return (await codesTo(workspace, phone)).at(-1) ?? '';
}

/** As if so much time had gone by since the last code was sent. */
function later(workspace: Workspace, seconds: number): Promise<unknown> {
  return api.db.withTenant(asTenantId(workspace.tenantId), (trx) =>
    trx.raw(
      `update phone_verifications set last_sent_at = last_sent_at - make_interval(secs => ?), expires_at = expires_at - make_interval(secs => ?)`,
      [seconds, seconds],
    ),
  );
}

async function verified(workspace: Workspace, person: Person): Promise<string> {
  const e164 = aNumber();
  await person.client.ok(contract.startPhoneVerification, { body: { e164, channel: 'sms' } });
  await person.client.ok(contract.confirmPhoneVerification, { body: { e164, code: await newest(workspace, e164) } });
  return e164;
}

const wrongFor = (code: string): string => (code === '000000' ? '000001' : '000000');

describe('a telephone', () => {
  it('is proven by the code that was sent to it, once, and the code lies nowhere in the clear', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    const e164 = aNumber();
    const typed = `00${e164.slice(1, 3)} ${e164.slice(3, 6)} ${e164.slice(6)}`;
    const { body: begun } = await rep.client.ok(contract.startPhoneVerification, { body: { e164: typed, channel: 'whatsapp' } });
    expect(begun).toMatchObject({ e164: null, pending: { e164, channel: 'whatsapp', attemptsLeft: 5 } });
    const code = await newest(acme, e164);
    const stored = await api.db.readTenant(asTenantId(acme.tenantId), (trx) => trx('phone_verifications').pluck('code_hash'));
    expect(stored).toEqual([expect.stringMatching(/^\$argon2id\$/)]);
    const { body: wrong } = await rep.client.refused(contract.confirmPhoneVerification, 422, { body: { e164, code: wrongFor(code) } });
    expect(wrong.errors[0]?.code).toBe('code_wrong');
    expect((await rep.client.ok(contract.getMyPhone)).body.pending?.attemptsLeft).toBe(4);
    await rep.client.refused(contract.confirmPhoneVerification, 422, { body: { e164: aNumber(), code } });
    const { body: done } = await rep.client.ok(contract.confirmPhoneVerification, {
      body: { e164, code: `${code.slice(0, 3)} ${code.slice(3)}` },
    });
    expect(done).toMatchObject({ e164, pending: null, secondFactor: null });
    const { body: again } = await rep.client.refused(contract.confirmPhoneVerification, 422, { body: { e164, code } });
    expect(again.errors[0]?.code).toBe('code_not_pending');
    // Codes are one's own.
    expect((await acme.admin.ok(contract.getMyPhone)).body).toMatchObject({ e164: null, pending: null });
  });

  it('is not guessed: five wrong codes, ten minutes or taking it back end a code', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    const e164 = aNumber();
    const start = () => rep.client.ok(contract.startPhoneVerification, { body: { e164 } });
    await start();
    const code = await newest(acme, e164);
    const guesses = await Promise.all(
      Array.from({ length: 8 }, () =>
        rep.client
          .refused(contract.confirmPhoneVerification, 422, { body: { e164, code: wrongFor(code) } })
          .then(({ body }) => body.errors[0]?.code),
      ),
    );
    expect(guesses.filter((guess) => guess === 'code_wrong')).toHaveLength(5);
    await rep.client.refused(contract.confirmPhoneVerification, 422, { body: { e164, code } });
    await start();
    await later(acme, 601);
    await rep.client.refused(contract.confirmPhoneVerification, 422, { body: { e164, code: await newest(acme, e164) } });
    await start();
    await rep.client.ok(contract.cancelPhoneVerification);
    await rep.client.refused(contract.confirmPhoneVerification, 422, { body: { e164, code: await newest(acme, e164) } });
    await rep.client.refused(contract.startPhoneVerification, 422, { body: { e164: 'call me' } });
  });

  it('gets another code after pauses that grow, and not many in an hour', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    const e164 = aNumber();
    await rep.client.refused(contract.resendPhoneCode, 422);
    await rep.client.ok(contract.startPhoneVerification, { body: { e164 } });
    const { body: soon } = await rep.client.refused(contract.resendPhoneCode, 429);
    expect(soon['retryAfterSeconds']).toBeLessThanOrEqual(30);
    await later(acme, 31);
    await rep.client.ok(contract.resendPhoneCode);
    const { body: longer } = await rep.client.refused(contract.resendPhoneCode, 429);
    expect(longer['retryAfterSeconds']).toBeGreaterThan(30);
    const [first, second] = await codesTo(acme, e164);
    if (first !== second) await rep.client.refused(contract.confirmPhoneVerification, 422, { body: { e164, code: first ?? '' } });
    await rep.client.ok(contract.confirmPhoneVerification, { body: { e164, code: second ?? '' } });
    for (let more = 0; more < 4; more++) await rep.client.ok(contract.startPhoneVerification, { body: { e164 } });
    await rep.client.refused(contract.startPhoneVerification, 429, { body: { e164 } });
    // Nor by somebody else to the same number.
    await acme.admin.refused(contract.startPhoneVerification, 429, { body: { e164 } });
    await acme.admin.ok(contract.startPhoneVerification, { body: { e164: aNumber() } });
  });
});

describe('sign-in codes by SMS and WhatsApp', () => {
  it('need the plan, a verified telephone and the password', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    const enable = { body: { channel: 'sms' as const, password } };
    await acme.admin.ok(plan.setOverride, { body: { scope: 'tenant', entitlement: 'auth.smsTwoFactor', value: false } });
    const { body: refused } = await rep.client.refused(contract.enablePhoneFactor, 402, enable);
    expect(refused).toMatchObject({ code: 'PLAN_REQUIRED', feature: 'auth.smsTwoFactor' });
    await acme.admin.ok(plan.setOverride, { body: { scope: 'user', subjectId: rep.id, entitlement: 'auth.smsTwoFactor', value: true } });
    const { body: unverified } = await rep.client.refused(contract.enablePhoneFactor, 409, enable);
    expect(unverified.errors[0]?.code).toBe('phone_not_verified');
    await verified(acme, rep);
    await rep.client.refused(contract.enablePhoneFactor, 422, { body: { channel: 'sms', password: 'guessed' } });
    expect((await rep.client.ok(contract.enablePhoneFactor, enable)).body.secondFactor).toBe('sms');
  });

  it('are sent once the password was right, open one session, and go on when the plan lapses', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    const e164 = await verified(acme, rep);
    await rep.client.ok(contract.enablePhoneFactor, { body: { channel: 'whatsapp', password } });
    await acme.admin.ok(plan.setOverride, { body: { scope: 'tenant', entitlement: 'auth.smsTwoFactor', value: false } });
    const before = (await codesTo(acme, e164)).length;
    await api.client().refused(signIn, 401, { body: { email: rep.email, password: 'not the password', transport: 'token' } });
    expect(await codesTo(acme, e164)).toHaveLength(before);
    const attempt = { email: rep.email, password, transport: 'token' as const };
    const { body: asked } = await api.client().refused(signIn, 401, { body: attempt });
    expect(asked).toMatchObject({ code: 'AUTH_2FA_REQUIRED', via: 'whatsapp', to: `+49 •••• ${e164.slice(-2)}` });
    expect(JSON.stringify(asked)).not.toContain(e164);
    // Whoever asks at once again gets no second code.
    await api.client().refused(signIn, 401, { body: attempt });
    expect(await codesTo(acme, e164)).toHaveLength(before + 1);
    const code = await newest(acme, e164);
    const { body: wrong } = await api.client().refused(signIn, 401, { body: { ...attempt, code: wrongFor(code) } });
    expect(wrong.code).toBe('AUTH_2FA_INVALID_CODE');
    const { body: signed } = await api.client().ok(signIn, { body: { ...attempt, code } });
    expect(signed.userId).toBe(rep.id);
    await api.client().refused(signIn, 401, { body: { ...attempt, code } });
    // Another number only with the password; an admin helps whoever has lost the telephone.
    await rep.client.refused(contract.startPhoneVerification, 422, { body: { e164: aNumber() } });
    await rep.client.ok(contract.startPhoneVerification, { body: { e164: aNumber(), password } });
    await acme.admin.ok(resetTwoFactor, { params: { id: rep.id } });
    await api.client().ok(signIn, { body: attempt });
  });
});
