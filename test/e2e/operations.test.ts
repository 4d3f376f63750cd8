import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { updateAutomation, type Automation } from '../../api/contracts/automations.ts';
import { listRuns } from '../../api/contracts/runs.ts';
import { deactivateUser } from '../../api/contracts/users.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import { definition, step } from '../factories/definitions.ts';
import { eventually } from '../helpers/until.ts';
import { firstTouch } from './lib/automations.ts';
import { accessible } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace, type Workspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

const rest = (days: number, id = 'rest') => step(id, 'wait.duration', { duration: { amount: days, unit: 'days' } });
const tag = step('tag', 'record.add_tag', { tags: ['rested'] });
const named = (name: string, nodes: AutomationDefinition['nodes'], more: Partial<AutomationDefinition> = {}) =>
  definition(nodes, { name, ...more });

const runOf = async (acme: Workspace, automation: Automation) =>
  (await acme.admin.api.ok(listRuns, { query: { automationId: automation.id } })).body.items[0];

async function drawNext(acme: Workspace, automation: Automation, next: AutomationDefinition): Promise<void> {
  await acme.admin.api.ok(updateAutomation, {
    params: { id: automation.id },
    version: automation.version,
    body: { definition: { ...next } },
  });
}

async function publishFrom(page: Page, automation: Automation): Promise<ReturnType<Page['getByRole']>> {
  await page.goto(`/automations/${automation.id}/edit`);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  return page.getByRole('dialog', { name: /as version 2\?/ });
}

describe('publishing with runs in flight', () => {
  test('counts them where they stand, moves them to where somebody says, and takes it back', async () => {
    const acme = await aWorkspace(app);
    const automation = await acme.publish(named('Rest and tag', [rest(3), tag]));
    await acme.lead({ firstName: 'Dana', lastName: 'Levi' });
    await eventually('the run waits', async () => (await runOf(acme, automation))?.status === 'waiting');
    await drawNext(acme, automation, named('Rest and tag', [rest(2, 'nap'), tag]));

    const page = await screens.as(acme.admin, '/home');
    const dialog = await publishFrom(page, automation);
    await dialog.getByText('1 stay, 0 move, 0 leave.').waitFor();
    await dialog.getByLabel(/^Runs at /).selectOption({ label: 'Move to step 1, Wait 2 days' });
    await dialog.getByText('0 stay, 1 move, 0 leave.').waitFor();
    expect(await accessible(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await eventually('the run is on version 2', async () => {
      const run = await runOf(acme, automation);
      return run?.version === 2 && run.status === 'waiting';
    });

    await page.goto(`/automations/${automation.id}?tab=operations`);
    await page.getByText('1 of 1 done: 1 changed, 0 refused.').waitFor();
    expect(await accessible(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('Taken back', { exact: true }).waitFor();
    await eventually('the run is back on version 1', async () => (await runOf(acme, automation))?.version === 1);
  });
});

describe('resuming', () => {
  test('spreads what fell due over hours, counted first', async () => {
    const acme = await aWorkspace(app);
    const automation = await acme.publish(named('Tag at once', [tag]));
    const page = await screens.as(acme.admin, `/automations/${automation.id}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused', { exact: true }).first().waitFor();
    for (const lastName of ['Levi', 'Haddad']) await acme.lead({ firstName: 'Dana', lastName });
    const runs = async () => (await acme.admin.api.ok(listRuns, { query: { automationId: automation.id } })).body.items;
    await eventually('both are held', async () => (await runs()).filter((run) => run.status === 'held').length === 2);

    await page.getByRole('button', { name: 'Resume' }).click();
    const dialog = page.getByRole('dialog', { name: 'Resume?' });
    await dialog.getByText('2 runs are held with a step that came due.').waitFor();
    await dialog.getByText('They run spread over the next hours').click();
    await dialog.getByLabel('Over how many hours').fill('2');
    expect(await accessible(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await eventually('one has gone on, one waits for its turn', async () => {
      const statuses = (await runs()).map((run) => run.status).sort();
      return statuses.join() === 'held,succeeded';
    });
    await page.goto('/operations');
    await page.getByText('Catching up').waitFor();
    await page.getByText(/^1 of 2 done/).waitFor();
    expect(await accessible(page)).toEqual([]);
  });
});

describe('a run that failed', () => {
  test('is retried on the version that was put right', async () => {
    const acme = await aWorkspace(app);
    const rep = await acme.person('rep', 'Rita Rep');
    const broken = firstTouch(await acme.team('Gone', [rep], acme.admin));
    const automation = await acme.publish(broken);
    await acme.admin.api.ok(deactivateUser, { params: { id: rep.id }, version: 1 });
    await acme.lead({ firstName: 'Dana', lastName: 'Levi' });
    const run = await eventually('the run is held', async () => {
      const found = await runOf(acme, automation);
      return found?.status === 'held' ? found : null;
    });
    await drawNext(acme, automation, firstTouch(await acme.team('There', [acme.admin], acme.admin)));
    const page = await screens.as(acme.admin, '/home');
    const dialog = await publishFrom(page, automation);
    await dialog.getByLabel(/^Runs at /).selectOption({ label: 'Stay on version 1' });
    await dialog.getByText('1 stay, 0 move, 0 leave.').waitFor();
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });

    await page.goto(`/runs/${run.id}`);
    await page.getByRole('button', { name: 'Retry on version 2' }).click();
    await eventually('the run waits on version 2', async () => {
      const now = await runOf(acme, automation);
      return now?.version === 2 && now.status === 'waiting';
    });
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Start from a step…' }).click();
    await page.getByRole('dialog', { name: /^Start the run/ }).waitFor();
    expect(await accessible(page)).toEqual([]);
  });
});

describe('a record that was not enrolled', () => {
  test('is told which rule said no, with the value it saw; one that was, which step did what', async () => {
    const acme = await aWorkspace(app);
    const filter = {
      kind: 'compare' as const,
      left: { kind: 'field' as const, path: 'lead.score' },
      operator: 'greater_than' as const,
      right: { kind: 'literal' as const, value: 50 },
    };
    const automation = await acme.publish(
      named('Only the best', [step('task', 'record.create_task', { title: 'Call {{lead.firstName}}' }), rest(3)], {
        enrollment: { filter, key: 'record', reenroll: 'never', whileActive: 'ignore' },
      }),
    );
    const poor = await acme.lead({ firstName: 'Omar', lastName: 'Haddad', score: 10 });
    const best = await acme.lead({ firstName: 'Dana', lastName: 'Levi', score: 90 });
    await eventually('one is in', async () => (await runOf(acme, automation))?.status === 'waiting');

    const page = await screens.as(acme.admin, `/leads/${poor.id}`);
    await page.getByRole('link', { name: 'Why, why not?' }).click();
    await page.getByRole('heading', { level: 1, name: 'Why, and why not' }).waitFor();
    await page.getByText('The record does not meet the enrolment filter.').first().waitFor();
    await page.getByText('found 10').first().waitFor();
    expect(await accessible(page)).toEqual([]);

    await page.goto(`/leads/${best.id}`);
    await page.getByRole('link', { name: 'Why', exact: true }).first().click();
    await page.getByText('How it came there').waitFor();
    await page.getByText(/Made by step 1/).waitFor();
    expect(await accessible(page)).toEqual([]);
  });
});
