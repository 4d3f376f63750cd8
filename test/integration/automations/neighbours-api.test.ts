import { afterAll, beforeAll, expect, it } from 'vitest';
import * as automations from '../../../api/contracts/automations.ts';
import * as exclusivity from '../../../api/contracts/exclusivity.ts';
import { createLead } from '../../../api/contracts/leads.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;

beforeAll(async () => {
  api = await startApi();
  [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
});
afterAll(() => api.stop());

const mail = step('mail', 'message.in_app', { to: { kind: 'owner' }, text: 'Look' });
const sets = (status: string) =>
  step('set', 'record.update', { changes: [{ field: 'lead.status', value: { kind: 'literal', value: status } }] });

async function drawn(name: string, status: string, exclusive?: { group: string; priority: number }) {
  const trigger = { id: 'start', type: 'trigger.event', config: { events: ['touch.logged'], changes: [] } } as const;
  const enrollment = { filter: null, key: 'record', reenroll: 'always', whileActive: 'ignore', ...(exclusive && { exclusive }) } as const;
  const body = { definition: { ...definition([mail, sets(status)], { name, trigger, enrollment }) } };
  return (await acme.admin.ok(automations.createAutomation, { body })).body;
}

async function publish(id: string): Promise<void> {
  const { headers } = await acme.admin.ok(automations.getAutomation, { params: { id } });
  await acme.admin.ok(automations.publishAutomation, { params: { id }, body: {}, headers: { 'if-match': headers.get('etag') ?? '' } });
}

it('tells of the others at work, and what they mean for a draft, but not of another workspace', async () => {
  const [one, two] = [await drawn('Works', 'contacted'), await drawn('Loses', 'qualified')];
  const params = { id: two.id };
  expect((await acme.admin.ok(automations.listNeighbours, { params })).body.items).toEqual([]);
  await publish(one.id);
  const { items } = (await acme.admin.ok(automations.listNeighbours, { params })).body;
  expect(items.map((item) => item.name)).toEqual(['Works']);
  expect(items[0]?.footprint).toMatchObject({ subject: 'lead', trigger: { events: ['touch.logged'] } });
  const { diagnostics } = (await acme.admin.ok(automations.compileAutomation, { params })).body;
  expect(diagnostics.map((diagnostic) => diagnostic.code).filter((code) => code.startsWith('AUT-7'))).toEqual(['AUT-702', 'AUT-703']);
  // The one at work is not its own neighbour.
  const own = (await acme.admin.ok(automations.compileAutomation, { params: { id: one.id } })).body.diagnostics;
  expect(own.filter((diagnostic) => diagnostic.code.startsWith('AUT-7'))).toEqual([]);
  await other.admin.refused(automations.listNeighbours, 404, { params });
});

it('keeps groups: made, renamed, with members, deleted after a question; whoever only reads changes nothing', async () => {
  const group = (await acme.admin.ok(exclusivity.createExclusivityGroup, { body: { name: 'Onboarding' } })).body;
  const params = { id: group.id };
  await acme.admin.refused(exclusivity.createExclusivityGroup, 422, { body: { name: 'ONBOARDING' } });
  const { client: rep } = await aPerson(api, acme, 'rep');
  await rep.refused(exclusivity.createExclusivityGroup, 403, { body: { name: 'Mine' } });
  await other.admin.refused(exclusivity.getExclusivityGroup, 404, { params });

  const [first, second] = [
    await drawn('Series', 'contacted', { group: group.id, priority: 1 }),
    await drawn('Win back', 'qualified', { group: group.id, priority: 3 }),
  ];
  await publish(first.id);
  await publish(second.id);
  const members = (await acme.admin.ok(exclusivity.listExclusivityMembers, { params })).body.items;
  expect(members.map(({ name, live, draft, records }) => ({ name, live, draft, records }))).toEqual([
    { name: 'Win back', live: 3, draft: 3, records: 0 },
    { name: 'Series', live: 1, draft: 1, records: 0 },
  ]);
  const lead = (await acme.admin.ok(createLead, { body: { firstName: 'Kim', lastName: 'Group' } })).body.id;
  await acme.admin.ok(automations.enrolRecords, { params: { id: second.id }, body: { recordIds: [lead] } });
  const [refused] = (await acme.admin.ok(automations.enrolRecords, { params: { id: first.id }, body: { recordIds: [lead] } })).body.items;
  expect(refused).toMatchObject({ rule: 'exclusive', detail: '"Win back" of the group "Onboarding" has it already.' });

  const renamed = await acme.admin.ok(exclusivity.updateExclusivityGroup, {
    params,
    body: { name: 'First weeks' },
    version: group.version,
  });
  expect(renamed.body.name).toBe('First weeks');
  await acme.admin.refused(exclusivity.updateExclusivityGroup, 412, { params, body: { name: 'x' }, version: group.version });
  await acme.admin.refused(exclusivity.deleteExclusivityGroup, 409, { params, body: {}, version: renamed.body.version });
  await acme.admin.ok(exclusivity.deleteExclusivityGroup, { params, body: { used: true }, version: renamed.body.version });
  const { diagnostics } = (await acme.admin.ok(automations.compileAutomation, { params: { id: first.id } })).body;
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain('AUT-246');
});
