import { afterAll, beforeAll, expect, it } from 'vitest';
import * as registry from '../../../api/contracts/automation-registry.ts';
import * as automations from '../../../api/contracts/automations.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
});
afterAll(() => api.stop());

const importInto = (workspace: Workspace, given: object) =>
  workspace.admin.ok(automations.importAutomation, { body: { definition: JSON.parse(JSON.stringify(given)) } });

it('goes from one workspace to another as it is', async () => {
  const drawn = definition([step('rest', 'wait.duration'), step('tag', 'record.add_tag')], { name: 'Travelling' });
  const { body: made } = await acme.admin.ok(automations.createAutomation, { body: { definition: { ...drawn } } });
  const { body } = await importInto(other, { $schema: 'https://crm.example/v1/automation-definition-schema', ...made.draft });
  expect(body.changes).toEqual([]);
  expect(body.automation).toMatchObject({ name: 'Travelling', status: 'draft', draft: made.draft });
  expect(body.automation.id).not.toBe(made.id);
});

it('says what it had to change', async () => {
  const drawn = definition([step('rest', 'wait.duration')], { name: 'From a newer one' });
  const { body } = await importInto(acme, { ...drawn, theme: 'dark', nodes: drawn.nodes.map((node) => ({ ...node, colour: 'red' })) });
  expect(body.changes).toEqual([
    { pointer: '/nodes/0/colour', change: 'removed' },
    { pointer: '/theme', change: 'removed' },
  ]);
});

it('refuses what is no definition with its problems, and keeps nothing of it', async () => {
  const before = await acme.admin.ok(automations.listAutomations, { query: {} });
  for (const [given, code] of [
    [{ schemaVersion: 7, name: 'X' }, 'AUT-002'],
    [{ hello: 'world' }, 'AUT-003'],
    ['text', 'AUT-003'],
  ] as const) {
    const { body } = await acme.admin.refused(automations.importAutomation, 422, { body: { definition: given } });
    expect(body).toMatchObject({ code: 'plan_has_problems', errors: expect.arrayContaining([expect.objectContaining({ code })]) });
  }
  const after = await acme.admin.ok(automations.listAutomations, { query: {} });
  expect(after.body.items).toHaveLength(before.body.items.length);
});

it('publishes the schema of what it takes', async () => {
  const { body } = await acme.admin.ok(registry.getDefinitionSchema, {});
  expect(body).toMatchObject({ title: 'Cadenza automation', required: expect.arrayContaining(['name', 'trigger']) });
});
