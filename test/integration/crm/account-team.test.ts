import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as team from '../../../api/contracts/account-team.ts';
import * as activities from '../../../api/contracts/activities.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as notifications from '../../../api/contracts/notifications.ts';
import * as roles from '../../../api/contracts/roles.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let rep: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
  const { body } = await acme.admin.ok(roles.listRoles, {});
  const role = body.items.find((one) => one.code === 'rep');
  if (role === undefined) throw new Error('there is a role for reps');
  await acme.admin.ok(roles.updateRole, { params: { id: role.id }, version: role.version, body: { visibility: 'own' } });
});
afterAll(() => api.stop());

const aCompany = async (name: string) => (await acme.admin.ok(companies.createCompany, { body: { name, ownerUserId: acme.userId } })).body;

describe('the team of a company', () => {
  it('sees it where a role shows only own records: page, list, search and timeline, for as long as it is the team', async () => {
    const company = await aCompany('Northstar Haulage');
    const params = { id: company.id };
    const member = { ...params, userId: rep.id };
    const listed = async (query: { q?: string }) =>
      (await rep.client.ok(companies.listCompanies, { query })).body.items.map((one) => one.name);
    await rep.client.refused(companies.readCompany, 404, { params });
    expect(await listed({})).toEqual([]);
    await acme.admin.ok(team.addAccountMember, { params: member, body: { role: 'presales' } });
    await acme.admin.ok(team.addAccountMember, { params: member, body: { role: 'presales' } });
    expect((await rep.client.ok(companies.readCompany, { params })).body.name).toBe('Northstar Haulage');
    expect(await listed({})).toEqual(['Northstar Haulage']);
    expect(await listed({ q: 'haulage' })).toEqual(['Northstar Haulage']);
    expect((await rep.client.ok(team.readAccountTeam, { params })).body.items).toMatchObject([{ user: { id: rep.id }, role: 'presales' }]);
    const types = (await rep.client.ok(activities.companyTimeline, { params })).body.items.map((one) => one.type);
    expect(types.filter((type) => type === 'company.member_added')).toHaveLength(1);
    expect((await rep.client.ok(notifications.listNotifications, {})).body.items[0]?.kind).toBe('company.member_added');
    await rep.client.ok(team.removeAccountMember, { params: member });
    await rep.client.refused(companies.readCompany, 404, { params });
    expect(await listed({ q: 'haulage' })).toEqual([]);
  });

  it('takes nobody of another tenant, and nobody unknown', async () => {
    const company = await aCompany('Southstar');
    const params = { id: company.id, userId: other.userId };
    await acme.admin.refused(team.addAccountMember, 422, { params, body: { role: 'other' } });
    await other.admin.refused(team.addAccountMember, 404, { params, body: { role: 'other' } });
    await other.admin.refused(team.readAccountTeam, 404, { params: { id: company.id } });
  });
});
