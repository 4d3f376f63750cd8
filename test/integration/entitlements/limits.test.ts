import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveCompany, createCompany, restoreCompany } from '../../../api/contracts/companies.ts';
import { archiveContact, createContact } from '../../../api/contracts/contacts.ts';
import { createDeal } from '../../../api/contracts/deals.ts';
import * as contract from '../../../api/contracts/entitlements.ts';
import { createLead } from '../../../api/contracts/leads.ts';
import { createContact as createContactCommand } from '../../../commands/contacts/create-contact.ts';
import { createLeads } from '../../../commands/leads/create-leads.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type Laid = z.input<NonNullable<typeof contract.setOverride.body>>;

const lay = (workspace: Workspace, body: Laid) => workspace.admin.ok(contract.setOverride, { body });
const contactsMax = (workspace: Workspace, value: number | null) => lay(workspace, { scope: 'tenant', entitlement: 'contacts.max', value });
const living = (workspace: Workspace, table: string): Promise<number> =>
  api.db.readTenant(asTenantId(workspace.tenantId), async (trx) => {
    const { rows }: { rows: { n: number }[] } = await trx.raw(`select count(*)::int as n from ${table} where archived_at is null`);
    return rows[0]?.n ?? -1;
  });

describe('a limit of the plan', () => {
  it('refuses one more with its key and number, and takes it once there is room', async () => {
    const acme = await aWorkspace(api);
    await contactsMax(acme, 2);
    const { body: first } = await acme.admin.ok(createContact, { body: { firstName: 'A' } });
    await acme.admin.ok(createContact, { body: { firstName: 'B' } });
    const { body: refused } = await acme.admin.refused(createContact, 422, { body: { firstName: 'C' } });
    expect(refused).toMatchObject({ code: 'LIMIT_REACHED', key: 'contacts.max', limit: 2 });
    expect(refused.detail).toBe('Your plan allows 2 contacts. Archive some, or ask for a larger plan.');
    await acme.admin.ok(archiveContact, { params: { id: first.id } });
    await acme.admin.ok(createContact, { body: { firstName: 'C' } });
    await acme.admin.refused(createContact, 422, { body: { firstName: 'D' } });
    await contactsMax(acme, 3);
    await acme.admin.ok(createContact, { body: { firstName: 'D' } });
    await contactsMax(acme, 1);
    await acme.admin.refused(createContact, 422, { body: { firstName: 'E' } });
    await contactsMax(acme, null);
    await acme.admin.ok(createContact, { body: { firstName: 'E' } });
    expect(await living(acme, 'contacts')).toBe(4);
  });

  it('holds for every kind of record and for what comes back from the archive; other workspaces have their own', async () => {
    const [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
    for (const entitlement of ['companies.max', 'deals.max', 'leads.max'] as const) {
      await lay(acme, { scope: 'tenant', entitlement, value: 1 });
    }
    const { body: company } = await acme.admin.ok(createCompany, { body: { name: 'One' } });
    await acme.admin.refused(createCompany, 422, { body: { name: 'Two' } });
    await acme.admin.ok(archiveCompany, { params: { id: company.id } });
    await acme.admin.ok(createCompany, { body: { name: 'Two' } });
    const { body: full } = await acme.admin.refused(restoreCompany, 422, { params: { id: company.id } });
    expect(full.code).toBe('LIMIT_REACHED');
    await acme.admin.ok(createDeal, { body: { name: 'One' } });
    await acme.admin.refused(createDeal, 422, { body: { name: 'Two' } });
    await acme.admin.ok(createLead, { body: { firstName: 'One', email: 'one@example.test' } });
    const { body: lead } = await acme.admin.refused(createLead, 422, { body: { firstName: 'Two', email: 'two@example.test' } });
    expect(lead).toMatchObject({ code: 'LIMIT_REACHED', key: 'leads.max', limit: 1 });
    await other.admin.ok(createLead, { body: { firstName: 'Two', email: 'two@example.test' } });
    await other.admin.ok(createLead, { body: { firstName: 'Three', email: 'three@example.test' } });
  });

  it('is never passed by many at once, and what is refused leaves the room to others', async () => {
    const acme = await aWorkspace(api);
    await contactsMax(acme, 30);
    const frame = { tenantId: asTenantId(acme.tenantId), actor: { kind: 'system', name: 'test' } } as const;
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, worker) =>
        runCommand(api.db, frame, async (trx, context) => {
          for (let made = 0; made < 2; made++) await createContactCommand(trx, context, { firstName: `C${worker}-${made}` });
          // Some change their mind after they had taken room.
          if (worker % 6 === 0) throw new UserError('conflict', 'changed my mind');
          return 'made';
        }).catch((error: unknown) => (error instanceof UserError ? error.code : String(error))),
      ),
    );
    const made = outcomes.filter((outcome) => outcome === 'made').length;
    expect(new Set(outcomes)).toEqual(new Set(['made', 'LIMIT_REACHED', 'conflict']));
    expect(await living(acme, 'contacts')).toBe(made * 2);
    expect(made).toBeLessThanOrEqual(15);
    // What is left is found to the last.
    for (let left = 30 - made * 2; left > 0; left--) await acme.admin.ok(createContact, { body: { firstName: `late ${left}` } });
    await acme.admin.refused(createContact, 422, { body: { firstName: 'too late' } });
  });

  it('takes of a batch of leads as many as there is room for, also of two batches at once', async () => {
    const acme = await aWorkspace(api);
    await lay(acme, { scope: 'tenant', entitlement: 'leads.max', value: 50 });
    const frame = { tenantId: asTenantId(acme.tenantId), actor: { kind: 'system', name: 'test' } } as const;
    const batch = (name: string) =>
      runCommand(api.db, frame, (trx, context) =>
        createLeads(
          trx,
          context,
          Array.from({ length: 40 }, (_, index) => ({ firstName: name, email: `${name}${index}@example.test` })),
        ),
      );
    const results = (await Promise.all([batch('a'), batch('b')])).flat();
    expect(results.filter((result) => result.outcome === 'created')).toHaveLength(50);
    const refused = results.filter((result) => result.outcome === 'no_room');
    expect(refused).toHaveLength(30);
    expect(refused[0]).toMatchObject({ problems: [{ code: 'LIMIT_REACHED', detail: expect.stringContaining('50 leads') }] });
    expect(await living(acme, 'leads')).toBe(50);
  });

  it('counts records that one does not see', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) => trx.raw(`update roles set visibility = 'own' where code = 'rep'`));
    await contactsMax(acme, 2);
    await acme.admin.ok(createContact, { body: { firstName: 'A', ownerUserId: acme.userId } });
    await acme.admin.ok(createContact, { body: { firstName: 'B', ownerUserId: acme.userId } });
    await rep.client.refused(createContact, 422, { body: { firstName: 'C' } });
    const { body: plan } = await acme.admin.ok(contract.getPlan);
    expect(plan.limits.find((one) => one.code === 'contacts.max')).toEqual({ code: 'contacts.max', limit: 2, used: 2 });
    // A limit of one's own does not add to or take from that of others.
    await lay(acme, { scope: 'user', subjectId: rep.id, entitlement: 'contacts.max', value: 3 });
    await rep.client.ok(createContact, { body: { firstName: 'C' } });
    await rep.client.refused(createContact, 422, { body: { firstName: 'D' } });
    await acme.admin.refused(createContact, 422, { body: { firstName: 'D' } });
  });
});
