import { afterAll, beforeAll, expect, it } from 'vitest';
import * as automations from '../../../api/contracts/automations.ts';
import { getOverlay, notePresence } from '../../../api/contracts/overlay.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aPerson, aWorkspace, type Person, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let second: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  second = await aPerson(api, acme, 'admin');
});
afterAll(() => api.stop());

async function draft() {
  return (await acme.admin.ok(automations.createAutomation, { body: { definition: { ...definition([step('rest', 'wait.duration')]) } } }))
    .body;
}

it('two who have a draft open know of one another, until one closes it or is not heard of', async () => {
  const { id } = await draft();
  const here = (client: Workspace['admin'], present = true) => client.ok(notePresence, { params: { id }, body: { present } });
  expect((await here(acme.admin)).body.others).toEqual([]);
  expect((await here(second.client)).body.others).toMatchObject([{ id: acme.userId, name: 'Ada Admin' }]);
  expect((await here(acme.admin)).body.others).toMatchObject([{ id: second.id }]);
  await here(second.client, false);
  expect((await here(acme.admin)).body.others).toEqual([]);
  await here(second.client);
  await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
    trx.raw(`update draft_presences set seen_at = now() - interval '1 minute' where user_id = ?`, [second.id]),
  );
  expect((await here(acme.admin)).body.others).toEqual([]);
});

it('tells nothing to another workspace', async () => {
  const { id } = await draft();
  const other = await aWorkspace(api);
  await other.admin.refused(notePresence, 404, { params: { id }, body: { present: true } });
  await other.admin.refused(getOverlay, 404, { params: { id, number: '1' } });
});
