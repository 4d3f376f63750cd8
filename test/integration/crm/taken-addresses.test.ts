import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../../api/contracts/contacts.ts';
import { convertLead } from '../../../api/contracts/conversion.ts';
import { listDuplicates, mergeRecords } from '../../../api/contracts/duplicates.ts';
import { createLead } from '../../../api/contracts/leads.ts';
import { createRole } from '../../../api/contracts/roles.ts';
import { createUser } from '../../../api/contracts/users.ts';
import { updatePolicy } from '../../../commands/qualification/update-policy.ts';
import { createOrFind } from '../../../commands/records/create-or-find.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { defaultPolicy } from '../../../domain/leads/qualification-policy.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { seededRoles } from '../../../domain/permissions/permissions.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';

// An e-mail or a phone belongs to one living contact of a tenant.

let api: TestApi;
let acme: Workspace;
let narrow: ApiClient;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  const { body: role } = await acme.admin.ok(createRole, {
    body: { name: 'Sees own', visibility: 'own', permissions: [...seededRoles.manager.permissions] },
  });
  await acme.admin.ok(createUser, { body: { email: 'own@taken.test', name: 'Own', roles: [role.code], password } });
  narrow = await api.client().signIn('own@taken.test', password);
  const policy = { ...defaultPolicy, requireQualified: false };
  await runCommand(api.db, { tenantId: asTenantId(acme.tenantId), actor: { kind: 'system', name: 'test' } }, (trx, context) =>
    updatePolicy(trx, context, { policy, expectedVersion: 0 }),
  );
});
afterAll(() => api.stop());

let made = 0;
/** Addresses nobody has yet. */
const fresh = () => {
  made += 1;
  return { email: `person${made}@taken.test`, phone: `+1212555${String(1000 + made)}` };
};
type Body = z.input<typeof contract.createContactBody>;
const make = async (body: Body, client = acme.admin) => (await client.ok(contract.createContact, { body })).body;
const refused = async (body: Body, client = acme.admin) => (await client.refused(contract.createContact, 409, { body })).body;

describe('an address that another contact has', () => {
  it.each(['email', 'phone'] as const)('refuses a second contact with the same %s, and names the first', async (kind) => {
    const address = fresh()[kind];
    const first = await make({ firstName: 'Dana', [kind]: address, ownerUserId: acme.userId });
    const body = await refused({ firstName: 'Omar', [kind]: kind === 'email' ? address.toUpperCase() : address });
    expect(body).toMatchObject({ code: 'conflict', existingId: first.id, errors: [{ pointer: `/${kind}`, code: `duplicate_${kind}` }] });
    const hidden = await refused({ firstName: 'Omar', [kind]: address }, narrow);
    expect(hidden).toMatchObject({ errors: [{ code: `duplicate_${kind}` }] });
    expect(JSON.stringify(hidden)).not.toContain(first.id);
  });

  it('allows a second one on purpose, and lists the two as duplicates', async () => {
    const { email } = fresh();
    const first = await make({ firstName: 'Dana', email });
    const second = await make({ firstName: 'Omar', email, onDuplicate: 'allow' });
    const { body } = await acme.admin.ok(listDuplicates, { query: { limit: 200 } });
    expect(body.items.map((pair) => [pair.a.id, pair.b.id].toSorted())).toContainEqual([first.id, second.id].toSorted());
  });

  it('refuses a change to it and a further e-mail, but not what the contact has already', async () => {
    const { email, phone } = fresh();
    const mine = fresh();
    await make({ firstName: 'Dana', email, phone });
    const { id } = await make({ firstName: 'Omar', email: mine.email });
    const change = (body: object, version = 1) => ({ params: { id }, version, body });
    for (const body of [{ email }, { phone }, { channels: [{ kind: 'email' as const, value: email }] }])
      await acme.admin.refused(contract.updateContact, 409, change(body));
    await acme.admin.ok(contract.updateContact, change({ email: mine.email, channels: [{ kind: 'phone', value: phone }] }));
    await acme.admin.ok(contract.updateContact, change({ email, onDuplicate: 'allow' }, 2));
    await acme.admin.ok(contract.updateContact, change({ email, jobTitle: 'Buyer' }, 3));
  });

  it('is free again when its contact is archived, which then does not come back', async () => {
    const { email } = fresh();
    const first = await make({ firstName: 'Dana', email });
    await acme.admin.ok(contract.archiveContact, { params: { id: first.id } });
    const second = await make({ firstName: 'Dana', email });
    expect((await acme.admin.refused(contract.restoreContact, 409, { params: { id: first.id } })).body).toMatchObject({
      existingId: second.id,
    });
    await acme.admin.ok(contract.archiveContact, { params: { id: second.id } });
    await acme.admin.ok(contract.restoreContact, { params: { id: first.id } });
  });

  it('goes over with a merge', async () => {
    const { email } = fresh();
    const loser = await make({ firstName: 'Dana', email });
    const winner = await make({ firstName: 'Dana', email: fresh().email });
    await acme.admin.ok(mergeRecords, { body: { type: 'contact', winnerId: winner.id, loserId: loser.id } });
    expect((await refused({ firstName: 'Omar', email })).existingId).toBe(winner.id);
  });

  it('is given to one of two who ask at the same moment', async () => {
    const { email, phone } = fresh();
    const answers = await Promise.all(
      [{ email }, { email, phone }, { email }, { phone, email }].map((body) =>
        acme.admin.ok(contract.createContact, { body: { firstName: 'Dana', ...body } }).then(
          () => 'made',
          (error: unknown) => (String(error).includes('answered 409') ? 'refused' : String(error)),
        ),
      ),
    );
    expect(answers.toSorted()).toEqual(['made', 'refused', 'refused', 'refused']);
  });
});

describe('what else makes contacts', () => {
  it('a conversion points to the contact that is there, and leaves a third one its number', async () => {
    const { email, phone } = fresh();
    const known = await make({ firstName: 'Dana', email });
    await make({ firstName: 'Desk', phone });
    const { body: lead } = await acme.admin.ok(createLead, { body: { firstName: 'Dana', email, phone } });
    const none = { mode: 'none' } as const;
    const convert = (contact: object) => ({ params: lead, version: 1, body: { contact, company: none, deal: none } }) as never;
    const { body } = await acme.admin.refused(convertLead, 409, convert({ mode: 'create', fields: { firstName: 'Dana', email } }));
    expect(body).toMatchObject({ existingId: known.id, errors: [{ pointer: '/contact/email', code: 'duplicate_email' }] });
    await acme.admin.ok(convertLead, convert({ mode: 'link', id: known.id }));
    expect((await acme.admin.ok(contract.readContact, { params: { id: known.id } })).body.phone).toBeNull();
  });

  it('a step uses the contact with the e-mail, or else with the phone, and makes another when it shall', async () => {
    const { email, phone } = fresh();
    const known = await make({ firstName: 'Dana', email });
    const desk = await make({ firstName: 'Desk', email: fresh().email, phone });
    const step = (patch: Record<string, string>, onDuplicate: 'use' | 'update' | 'create' | 'fail') =>
      runCommand(api.db, { tenantId: asTenantId(acme.tenantId), actor: { kind: 'system', name: 'test' } }, (trx, context) =>
        createOrFind(trx, context, { type: 'contact', patch, onDuplicate, stageId: null }),
      );
    expect(await step({ email, phone }, 'use')).toEqual({ id: known.id, outcome: 'existing' });
    expect(await step({ email: 'new@taken.test', phone, jobTitle: 'Buyer' }, 'update')).toEqual({ id: desk.id, outcome: 'existing' });
    expect((await acme.admin.ok(contract.readContact, { params: { id: desk.id } })).body).toMatchObject({
      email: desk.email,
      jobTitle: 'Buyer',
    });
    await expect(step({ phone }, 'fail')).rejects.toMatchObject({ code: 'conflict' });
    expect((await step({ firstName: 'Twin', email }, 'create')).outcome).toBe('created');
  });
});
