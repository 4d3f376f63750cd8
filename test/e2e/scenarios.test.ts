import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { getAutomation, updateAutomation } from '../../api/contracts/automations.ts';
import { listRuns } from '../../api/contracts/runs.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import { definition, step } from '../factories/definitions.ts';
import { eventually } from '../helpers/until.ts';
import { accessible, picture } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** Good leads get a task, others a tag. */
const sorted = (score: number): AutomationDefinition =>
  definition(
    [
      step('if', 'flow.if', {
        condition: {
          kind: 'compare',
          left: { kind: 'field', path: 'lead.score' },
          operator: 'greater_than',
          right: { kind: 'literal', value: score },
        },
      }),
      step('task', 'record.create_task', { title: 'Call', due: null, assignee: { kind: 'owner' } }),
      step('tag', 'record.add_tag', { tags: ['Cold'] }),
    ],
    {
      name: 'Sort leads',
      edges: [
        { from: 'start', outcome: 'next', to: 'if' },
        { from: 'if', outcome: 'yes', to: 'task' },
        { from: 'if', outcome: 'no', to: 'tag' },
      ],
    },
  );

test('what was simulated becomes a test that stands in the way of a draft, and past runs tell what would change', async () => {
  const acme = await aWorkspace(app);
  const { api } = acme.admin;
  const { id } = await acme.publish(sorted(50));
  await acme.lead({ firstName: 'Kim', lastName: 'Lead', score: 60 });
  await eventually('a run that has ended', async () => {
    const { body } = await api.ok(listRuns, { query: { automationId: id } });
    return body.items.find((run) => run.status === 'succeeded');
  });
  const page = await screens.as(acme.admin, `/automations/${id}/simulation`);

  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('heading', { name: 'Record by record' }).waitFor();
  await page.getByRole('button', { name: 'Save as a scenario' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save as a scenario' });
  await dialog.getByLabel('Name').fill('Good leads get a task');
  await dialog.getByText('Required: nothing is published while it fails').click();
  await dialog.getByText('the record it was just tried on').click();
  await dialog.getByRole('button', { name: 'Add an expectation' }).click();
  const first = dialog.getByRole('group', { name: 'Expectation 1' });
  await first.getByLabel('What').selectOption('tasks');
  await first.getByLabel('At least').fill('1');
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'scenario-save', ['light']);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });

  await page.getByRole('tab', { name: 'Scenarios' }).click();
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.getByText('The scenario passes.').waitFor();
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'scenario-passes', ['light']);

  // Somebody asks for more than this lead has.
  const { body: now } = await api.ok(getAutomation, { params: { id } });
  await api.ok(updateAutomation, { params: { id }, body: { definition: { ...sorted(70) } }, version: now.version });
  await page.goto(`/automations/${id}/edit`);
  await page.getByRole('button', { name: 'Publish' }).click();
  const publish = page.getByRole('dialog', { name: /Sort leads/ });
  await publish.getByText('Kim Lead: 0').waitFor();
  await publish.getByText('A required scenario fails.').waitFor();
  expect(await publish.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
  await publish.getByRole('button', { name: 'Replay the last 50 runs' }).click();
  await publish.getByText('1 goes another way').waitFor();
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'publish-blocked', ['light']);

  await publish.getByRole('link', { name: 'Details' }).click();
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText('Was “yes”, would be “no”.').waitFor();
  await page.getByText('lead.score was 60').waitFor();
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'replayed', ['light']);
});
