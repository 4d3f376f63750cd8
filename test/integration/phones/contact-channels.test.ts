import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../../api/contracts/contacts.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

let counter = 0;
const aNumber = (): string => `+4917012${String(30_000 + (counter += 1))}`;

async function textTo(phone: string): Promise<string> {
  const texts: string[] = await api.db.readTenant(asTenantId(acme.tenantId), (trx) =>
    trx('messages').where({ to_address: phone }).orderBy('id', 'desc').pluck('body_text'),
  );
  return texts[0] ?? '';
}
const codeTo = async (phone: string): Promise<string> => /^\d{6}/.exec(await textTo(phone))?.[0] ?? '';
const wrongFor = (code: string): string => (code === '000000' ? '000001' : '000000');

async function aContact(phone: string, more: object = {}) {
  const { body } = await acme.admin.ok(contract.createContact, { body: { firstName: 'Kim', phone, ...more } });
  const channel = body.channels.find((one) => one.value === phone);
  return { contact: body, params: { id: body.id, channelId: channel?.id ?? '' } };
}

describe('a number of a contact', () => {
  it('is proven by a code that they tell, and stays proven while it is theirs', async () => {
    const phone = aNumber();
    const { contact, params } = await aContact(phone);
    await acme.admin.ok(contract.startChannelVerification, { params, body: {} });
    expect(await textTo(phone)).not.toContain('Tell it to nobody');
    const code = await codeTo(phone);
    const { body: wrong } = await acme.admin.refused(contract.confirmChannel, 422, { params, body: { code: wrongFor(code) } });
    expect(wrong.errors[0]?.code).toBe('code_wrong');
    const { body: proven } = await acme.admin.ok(contract.confirmChannel, { params, body: { code } });
    expect(proven.channels[0]?.verifiedAt).toMatch(/^20/);
    expect(proven.version).toBeGreaterThan(contact.version);
    await acme.admin.refused(contract.confirmChannel, 422, { params, body: { code } });
    // Another channel beside it changes nothing about it; another number is another one.
    const { body: more } = await acme.admin.ok(contract.updateContact, {
      params: { id: contact.id },
      version: proven.version,
      body: { channels: [{ kind: 'email', value: 'kim@example.test' }] },
    });
    expect(more.channels.find((one) => one.value === phone)?.verifiedAt).not.toBeNull();
    const { body: moved } = await acme.admin.ok(contract.updateContact, {
      params: { id: contact.id },
      version: more.version,
      body: { phone: aNumber() },
    });
    expect(moved.channels.every((one) => one.verifiedAt === null)).toBe(true);
  });

  it('is not guessed, not proven for somebody else, and not by others who ask', async () => {
    const [phone, other] = [aNumber(), aNumber()];
    const { params } = await aContact(phone);
    const { params: others } = await aContact(other);
    await acme.admin.ok(contract.startChannelVerification, { params, body: { by: 'whatsapp' } });
    const code = await codeTo(phone);
    await acme.admin.refused(contract.confirmChannel, 422, { params: others, body: { code } });
    const rep = await aPerson(api, acme, 'rep');
    const { body: notTheirs } = await rep.client.refused(contract.confirmChannel, 422, { params, body: { code } });
    expect(notTheirs.errors[0]?.code).toBe('code_not_pending');
    for (let tries = 0; tries < 5; tries++)
      await acme.admin.refused(contract.confirmChannel, 422, { params, body: { code: wrongFor(code) } });
    const { body: over } = await acme.admin.refused(contract.confirmChannel, 422, { params, body: { code } });
    expect(over.errors[0]?.code).toBe('code_not_pending');
  });

  it('is asked of numbers only, and of contacts that one may see', async () => {
    const phone = aNumber();
    const { contact, params } = await aContact(phone, { email: `kim${counter}@example.test` });
    const mail = contact.channels.find((one) => one.kind === 'email')?.id ?? '';
    const { body } = await acme.admin.refused(contract.startChannelVerification, 422, { params: { ...params, channelId: mail }, body: {} });
    expect(body.errors[0]?.code).toBe('channel_not_verifiable');
    const viewer = await aPerson(api, acme, 'viewer');
    await viewer.client.refused(contract.startChannelVerification, 403, { params, body: {} });
    const stranger = await aWorkspace(api);
    await stranger.admin.refused(contract.startChannelVerification, 404, { params, body: {} });
    await stranger.admin.refused(contract.confirmChannel, 404, { params, body: { code: '123456' } });
  });
});
