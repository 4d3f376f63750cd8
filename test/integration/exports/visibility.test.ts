import { afterAll, beforeAll, expect, test } from 'vitest';
import { continueExport } from '../../../activities/exports/continue-export.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as contract from '../../../api/contracts/exports.ts';
import { createRole } from '../../../api/contracts/roles.ts';
import { createUser } from '../../../api/contracts/users.ts';
import { seededRoles } from '../../../domain/permissions/permissions.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import type { Workspace } from '../../helpers/api-people.ts';
import { aWorkspace, password } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let ann: { readonly client: ApiClient; readonly id: string };

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  const { body: role } = await acme.admin.ok(createRole, {
    body: { name: 'Own only', visibility: 'own', permissions: [...seededRoles.manager.permissions] },
  });
  const email = 'ann@own.test';
  const { body } = await acme.admin.ok(createUser, { body: { email, name: 'Ann Own', roles: [role.code], password } });
  ann = { client: await api.client().signIn(email, password), id: body.id };
});
afterAll(() => api.stop());

test('a file holds the records its author may see, by whatever way they are asked for, and names nothing else', async () => {
  const { body: hidden } = await acme.admin.ok(companies.createCompany, { body: { name: 'Hidden Ltd', ownerUserId: acme.userId } });
  const make = async (lastName: string, ownerUserId: string): Promise<string> => {
    const body = { firstName: 'Somebody', lastName, ownerUserId, companyId: hidden.id };
    return (await acme.admin.ok(contacts.createContact, { body })).body.id;
  };
  const mine = await make('Mine', ann.id);
  const theirs = await make('Theirs', acme.userId);
  const filter = {
    kind: 'compare',
    left: { kind: 'field', path: 'contact.firstName' },
    operator: 'is',
    right: { kind: 'literal', value: 'Somebody' },
  };
  const ways = [
    { kind: 'matching' },
    { kind: 'matching', filter },
    { kind: 'matching', q: 'somebody' },
    { kind: 'ids', ids: [mine, theirs] },
  ];
  for (const selection of ways) {
    const { body: job } = await ann.client.ok(contract.createExport, {
      body: { entity: 'contact', format: 'csv', columns: [{ field: 'lastName' }, { field: 'companyId' }], selection } as never,
    });
    const deps = { db: api.db, files: api.deps.files };
    await continueExport(deps, { tenantId: acme.tenantId, exportId: job.id, incarnation: 1 }, Date.now() + 60_000);
    const response = await ann.client.raw('GET', `/v1/exports/${job.id}/file`);
    expect(await response.text(), JSON.stringify(selection)).toBe('Last name,Company\r\nMine,\r\n');
  }
});
