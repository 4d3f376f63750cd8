import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueBulk } from '../../../activities/bulk/continue-bulk.ts';
import * as bulk from '../../../api/contracts/bulk.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as contract from '../../../api/contracts/custom-fields.ts';
import * as duplicates from '../../../api/contracts/duplicates.ts';
import { updateCompany } from '../../../commands/companies/update-company.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import type { Actor } from '../../../domain/events.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { aPerson, aWorkspace, type Person, type Workspace } from '../../helpers/api-people.ts';

// Fields that only some roles may change: everybody else reads them.

let api: TestApi;
let acme: Workspace;
let manager: Person;
let rep: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  manager = await aPerson(api, acme, 'manager');
  rep = await aPerson(api, acme, 'rep');
  const make = (label: string, more: object = {}) =>
    acme.admin.ok(contract.createCustomField, { body: { entity: 'company', type: 'text', label, ...more } });
  await make('Contract', { editableBy: ['manager'], required: true, defaultValue: 'none' });
  await make('Secret', { editableBy: [] });
  await make('Open');
});
afterAll(() => api.stop());

const aCompany = async (custom: Record<string, string> = {}, client: ApiClient = acme.admin) =>
  (await client.ok(companies.createCompany, { body: { name: 'Kestrel', custom } })).body;
const patch = (id: string, custom: Record<string, string | null>, version = 1) => ({
  params: { id },
  headers: { 'if-match': `W/"${version}"` },
  body: { custom },
});
const customNow = async (id: string) => (await acme.admin.ok(companies.readCompany, { params: { id } })).body.custom;

describe('a field that some roles may change', () => {
  it.each([
    ['admin', 'contract', true],
    ['manager', 'contract', true],
    ['rep', 'contract', false],
    ['admin', 'secret', true],
    ['manager', 'secret', false],
    ['rep', 'secret', false],
    ['rep', 'open', true],
  ] as const)('%s, %s: %s', async (role, key, allowed) => {
    const client = { admin: acme.admin, manager: manager.client, rep: rep.client }[role];
    const { id } = await aCompany({ contract: 'a', secret: 'b', open: 'c' });
    if (allowed) {
      await client.ok(companies.updateCompany, patch(id, { [key]: 'new' }));
      expect(await customNow(id)).toMatchObject({ [key]: 'new' });
      return;
    }
    for (const value of ['new', null]) {
      const refused = await client.refused(companies.updateCompany, 403, patch(id, { [key]: value, open: 'lost' }));
      expect(refused).toMatchObject({ body: { errors: [{ pointer: `/custom/${key}`, code: 'custom_field_locked' }] } });
    }
    const { body } = await client.refused(companies.createCompany, 403, { body: { name: 'Other', custom: { [key]: 'new' } } });
    expect(body.detail).toBe(`Your role does not allow changing "${key === 'contract' ? 'Contract' : 'Secret'}".`);
    // What it holds already is no change, and is read like everything else.
    const same = await client.ok(companies.updateCompany, patch(id, { [key]: key === 'contract' ? 'a' : 'b', open: 'kept' }));
    expect(same.body.custom).toEqual({ contract: 'a', secret: 'b', open: 'kept' });
  });

  it('is demanded of nobody who may not fill it in, and keeps its default', async () => {
    expect((await aCompany({ open: 'x' }, rep.client)).custom).toEqual({ contract: 'none', open: 'x' });
  });

  it('binds bulk changes record by record', async () => {
    const { id } = await aCompany({ contract: 'a' });
    const body = {
      entity: 'company' as const,
      selection: { kind: 'ids' as const, ids: [id] },
      action: { kind: 'update' as const, patch: { custom: { contract: 'bulk' } } },
    };
    const { body: job } = await rep.client.ok(bulk.createBulkChange, { body });
    await continueBulk({ db: api.db }, { tenantId: acme.tenantId, bulkId: job.id, incarnation: 1 }, Date.now() + 60_000);
    expect((await rep.client.ok(bulk.readBulkChange, { params: { id: job.id } })).body).toMatchObject({ refused: 1 });
    expect(await customNow(id)).toMatchObject({ contract: 'a' });
  });

  it('is not changed by merging either', async () => {
    const [winner, loser] = [await aCompany({ contract: 'won' }), await aCompany({ contract: 'lost', secret: 'kept', open: 'taken' })];
    const body = (take?: string[]) => ({
      body: { type: 'company' as const, winnerId: winner.id, loserId: loser.id, ...(take === undefined ? {} : { take }) },
    });
    await manager.client.refused(duplicates.mergeRecords, 403, body(['custom.secret']));
    await manager.client.ok(duplicates.mergeRecords, body());
    expect(await customNow(winner.id)).toEqual({ contract: 'won', open: 'taken' });
  });

  it('binds imports like whoever imports, and neither automations nor forms', async () => {
    const { id } = await aCompany({ contract: 'a' });
    const as = (actor: Actor) =>
      runCommand(api.db, { tenantId: asTenantId(acme.tenantId), actor }, (trx, context) =>
        updateCompany(trx, context, { id, patch: { custom: { contract: actor.kind } } }),
      );
    const nobody = '00000000-0000-7000-8000-000000000001';
    await expect(as({ kind: 'import', importId: nobody, userId: rep.id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(as({ kind: 'import', importId: nobody, userId: '' })).rejects.toMatchObject({ code: 'forbidden' });
    await as({ kind: 'import', importId: nobody, userId: manager.id });
    expect(await customNow(id)).toMatchObject({ contract: 'import' });
    await as({ kind: 'automation', automationId: nobody, runId: nobody, step: 's' });
    expect(await customNow(id)).toMatchObject({ contract: 'automation' });
    await as({ kind: 'form', formId: nobody, submissionId: nobody });
    expect(await customNow(id)).toMatchObject({ contract: 'form' });
  });

  it('is limited to roles there are, by whoever defines fields, from the next change on', async () => {
    const { body: field } = await acme.admin.ok(contract.createCustomField, { body: { entity: 'company', type: 'text', label: 'Later' } });
    expect(field.editableBy).toBeNull();
    const at = { params: { id: field.id }, headers: { 'if-match': 'W/"1"' } };
    const refused = await acme.admin.refused(contract.updateCustomField, 422, { ...at, body: { editableBy: ['rep', 'wizard'] } });
    expect(refused).toMatchObject({ body: { errors: [{ pointer: '/editableBy/1', code: 'role_unknown' }] } });
    await rep.client.refused(contract.updateCustomField, 403, { ...at, body: { editableBy: null } });
    const { id } = await aCompany({ later: 'x' }, rep.client);
    await acme.admin.ok(contract.updateCustomField, { ...at, body: { editableBy: [] } });
    await rep.client.refused(companies.updateCompany, 403, patch(id, { later: 'y' }));
    await acme.admin.ok(contract.updateCustomField, { ...at, headers: { 'if-match': 'W/"2"' }, body: { editableBy: null } });
    await rep.client.ok(companies.updateCompany, patch(id, { later: 'y' }));
  });
});
