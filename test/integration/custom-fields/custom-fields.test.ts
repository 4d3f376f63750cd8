import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as automations from '../../../api/contracts/automations.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as contract from '../../../api/contracts/custom-fields.ts';
import { definition, step } from '../../factories/definitions.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type NewField = z.input<typeof contract.createCustomField.body>;

async function aField(acme: Workspace, given: Partial<NewField> = {}) {
  const made = await acme.admin.ok(contract.createCustomField, { body: { entity: 'company', type: 'text', label: 'X', ...given } });
  return made.body;
}

async function aCompany(acme: Workspace, custom: Record<string, string | number | null> = {}) {
  const { body } = await acme.admin.ok(companies.createCompany, { body: { name: 'Kestrel Freight', custom } });
  return body;
}

const tiers = [
  { value: 'gold', label: 'Gold', color: 'orange' as const },
  { value: 'silver', label: 'Silver' },
];

describe('a field of one’s own', () => {
  it('carries help, group, rules, colours and a default that new records get', async () => {
    const acme = await aWorkspace(api);
    const field = await aField(acme, {
      label: 'Tier',
      type: 'select',
      options: tiers,
      defaultValue: 'silver',
      description: 'What they pay for',
      groupName: 'Contract',
    });
    expect(field).toMatchObject({ key: 'tier', groupName: 'Contract', description: 'What they pay for', defaultValue: 'silver' });
    await aField(acme, { label: 'Seats', type: 'number', rules: { min: 1, max: 500, decimals: 0 } });
    expect((await aCompany(acme)).custom).toEqual({ tier: 'silver' });
    expect((await aCompany(acme, { tier: null, seats: 7 })).custom).toEqual({ seats: 7 });
    for (const seats of [0, 501, 1.5, 'many']) {
      const refused = await acme.admin.refused(companies.createCompany, 422, { body: { name: 'Nova', custom: { seats } } });
      expect(refused.body.errors[0]).toMatchObject({ pointer: '/custom/seats', code: 'custom_field_invalid' });
    }
  });

  it('refuses definitions that cannot be', async () => {
    const acme = await aWorkspace(api);
    const refused = async (body: Record<string, unknown>) =>
      (await acme.admin.refused(contract.createCustomField, 422, { body: { entity: 'deal', label: 'X', type: 'text', ...body } })).body
        .errors[0]?.pointer;
    expect(await refused({ type: 'select' })).toBe('/options');
    expect(await refused({ type: 'select', options: [{ value: 'a', label: 'A', archived: true }] })).toBe('/options');
    expect(await refused({ type: 'select', options: tiers, defaultValue: 'bronze' })).toBe('/defaultValue');
    expect(await refused({ type: 'number', rules: { min: 5, max: 1 } })).toBe('/rules/max');
    expect(await refused({ type: 'number', rules: { maxLength: 5 } })).toBe('/rules/maxLength');
    expect(await refused({ type: 'date', rules: { min: 5 } })).toBe('/rules/min');
    expect(await refused({ label: '' })).toBe('/label');
    expect(await refused({ options: tiers })).toBe('/options');
  });

  it('archives an option that records hold: they keep it, nobody gets it anew', async () => {
    const acme = await aWorkspace(api);
    const field = await aField(acme, { label: 'Tier', type: 'select', options: tiers });
    const company = await aCompany(acme, { tier: 'gold' });
    const { body } = await acme.admin.ok(contract.updateCustomField, {
      params: { id: field.id },
      version: field.version,
      body: { options: [{ value: 'bronze', label: 'Bronze' }] },
    });
    expect(body.options).toEqual([
      { value: 'bronze', label: 'Bronze' },
      { ...tiers[0], archived: true },
    ]);
    await acme.admin.refused(companies.createCompany, 422, { body: { name: 'Nova', custom: { tier: 'gold' } } });
    const kept = await acme.admin.ok(companies.updateCompany, {
      params: { id: company.id },
      version: company.version,
      body: { custom: { tier: 'gold' }, city: 'Riga' },
    });
    expect(kept.body.custom).toEqual({ tier: 'gold' });
  });

  it('names only users of this workspace', async () => {
    const [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
    await aField(acme, { label: 'Buddy', type: 'user' });
    await acme.admin.refused(companies.createCompany, 422, { body: { name: 'Nova', custom: { buddy: other.userId } } });
    expect((await aCompany(acme, { buddy: acme.userId })).custom).toEqual({ buddy: acme.userId });
  });

  it('is put into order, seen by nobody else, and changed by those who may', async () => {
    const [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
    const a = await aField(acme, { label: 'A' });
    const b = await aField(acme, { label: 'B' });
    const c = await aField(acme, { label: 'C' });
    const { body } = await acme.admin.ok(contract.orderCustomFields, { body: { entity: 'company', ids: [c.id, a.id] } });
    expect(body.items.map((field) => field.label)).toEqual(['C', 'A', 'B']);
    const first = await acme.admin.ok(contract.listCustomFields, { query: { entity: 'company', limit: 2 } });
    const rest = await acme.admin.ok(contract.listCustomFields, { query: { entity: 'company', limit: 2, cursor: first.body.next ?? '' } });
    expect([...first.body.items, ...rest.body.items].map((field) => field.label)).toEqual(['C', 'A', 'B']);
    expect((await other.admin.ok(contract.listCustomFields)).body.items).toEqual([]);
    await other.admin.refused(contract.readFieldUsage, 404, { params: { id: b.id } });
    await other.admin.refused(contract.convertCustomField, 404, { params: { id: b.id }, body: { type: 'number' } });
    const rep = await aPerson(api, acme, 'rep');
    await rep.client.refused(contract.orderCustomFields, 403, { body: { entity: 'company', ids: [] } });
  });
});

describe('changing the type', () => {
  it('first says what would be lost, then converts what can be kept', async () => {
    const acme = await aWorkspace(api);
    const field = await aField(acme, { label: 'Budget' });
    for (const budget of ['1200', '$3,400.50', 'plenty', 'plenty', 'ask Ben']) await aCompany(acme, { budget });
    const convert = (dryRun: boolean) =>
      acme.admin.ok(contract.convertCustomField, { params: { id: field.id }, body: { type: 'number', dryRun } });
    const dry = await convert(true);
    expect(dry.body).toMatchObject({ values: 5, kept: 2, lost: 3, applied: false, field: { type: 'text' } });
    expect(dry.body.examples).toEqual([
      { value: 'plenty', records: 2 },
      { value: 'ask Ben', records: 1 },
    ]);
    expect((await convert(false)).body).toMatchObject({ kept: 2, lost: 3, applied: true, field: { type: 'number' } });
    const { body } = await acme.admin.ok(companies.listCompanies, {});
    expect(body.items.map((company) => String(company.custom['budget'] ?? null)).sort((a, b) => a.localeCompare(b))).toEqual([
      '1200',
      '3400.5',
      'null',
      'null',
      'null',
    ]);
  });

  it('makes the options of a choice from the texts there are', async () => {
    const acme = await aWorkspace(api);
    const field = await aField(acme, { label: 'Region' });
    for (const region of ['North', 'North', 'South']) await aCompany(acme, { region });
    const { body } = await acme.admin.ok(contract.convertCustomField, { params: { id: field.id }, body: { type: 'select' } });
    expect(body).toMatchObject({ kept: 3, lost: 0 });
    expect(body.field.options.map((option) => option.label)).toEqual(['North', 'South']);
  });

  it('refuses what could keep nothing', async () => {
    const acme = await aWorkspace(api);
    const field = await aField(acme, { label: 'Since', type: 'date' });
    const refused = await acme.admin.refused(contract.convertCustomField, 422, { params: { id: field.id }, body: { type: 'boolean' } });
    expect(refused.body.errors[0]?.code).toBe('type_not_convertible');
  });
});

describe('removing a field', () => {
  it('says first where it is used, and how many records hold a value', async () => {
    const acme = await aWorkspace(api);
    const field = await aField(acme, { label: 'Tier' });
    await aField(acme, { label: 'Tier', entity: 'lead' });
    await aField(acme, { label: 'Tier two' });
    await aCompany(acme, { tier: 'gold' });
    for (const [name, path] of [
      ['Greets companies', 'company.custom.tier'],
      ['Another field', 'company.custom.tier_two'],
      ['Another record', 'lead.custom.tier'],
    ] as const) {
      await acme.admin.ok(automations.createAutomation, { body: { definition: { ...draft(path), name } } });
    }
    const { body } = await acme.admin.ok(contract.readFieldUsage, { params: { id: field.id } });
    expect(body.values).toBe(1);
    expect(body.uses.map(({ kind, name, live }) => ({ kind, name, live }))).toEqual([
      { kind: 'automation', name: 'Greets companies', live: false },
    ]);
  });

  it('hides it, keeps its values, and gives both back', async () => {
    const acme = await aWorkspace(api);
    const field = await aField(acme, { label: 'Tier', required: true });
    const company = await aCompany(acme, { tier: 'gold' });
    await acme.admin.ok(contract.archiveCustomField, { params: { id: field.id } });
    await acme.admin.refused(companies.createCompany, 422, { body: { name: 'Nova', custom: { tier: 'x' } } });
    await acme.admin.ok(companies.createCompany, { body: { name: 'Nova' } });
    const archived = await acme.admin.ok(contract.listCustomFields, { query: { archived: true } });
    expect(archived.body.items.map((one) => one.key)).toEqual(['tier']);
    await acme.admin.refused(contract.createCustomField, 409, { body: { entity: 'company', label: 'Tier', type: 'text' } });
    await acme.admin.ok(contract.restoreCustomField, { params: { id: field.id } });
    const { body } = await acme.admin.ok(companies.readCompany, { params: { id: company.id } });
    expect(body.custom).toEqual({ tier: 'gold' });
    await acme.admin.refused(contract.restoreCustomField, 404, { params: { id: field.id } });
  });
});

function draft(path: string) {
  const [subject = ''] = path.split('.');
  const change = step('set', 'record.update', { changes: [{ field: path, value: { type: 'literal', value: 'gold' } }] });
  return definition([change], { subject: subject === 'lead' ? 'lead' : 'company' });
}
