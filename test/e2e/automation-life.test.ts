import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readLead } from '../../api/contracts/leads.ts';
import { listRuns } from '../../api/contracts/runs.ts';
import { eventually } from '../helpers/until.ts';
import { firstTouch, shortWait } from './lib/automations.ts';
import { accessible } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

describe('pausing and resuming', () => {
  test('holds what falls due, counts it, and lets it go on', async () => {
    const acme = await aWorkspace(app);
    const automation = await acme.publish(shortWait(4));
    const lead = await acme.lead({ firstName: 'Dana', lastName: 'Levi' });
    const page = await screens.as(acme.admin, `/automations/${automation.id}`);
    const run = async () => (await acme.admin.api.ok(listRuns, { query: { automationId: automation.id } })).body.items[0];
    await eventually('the run', run);

    await page.getByRole('button', { name: 'Pause' }).click();
    const pausing = page.getByRole('dialog', { name: 'Pause Wait and tag?' });
    await pausing.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused', { exact: true }).first().waitFor();
    await eventually('the run is held', async () => (await run())?.status === 'held');
    await page.getByRole('row').filter({ hasText: 'Dana Levi' }).getByText('Held').waitFor();

    await page.getByRole('button', { name: 'Resume' }).click();
    const resuming = page.getByRole('dialog', { name: 'Resume?' });
    await resuming.getByText('1 run is held with a step that came due.').waitFor();
    expect(await accessible(page)).toEqual([]);
    await resuming.getByLabel('They run now').check();
    await resuming.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Active', { exact: true }).first().waitFor();
    await eventually('the run has ended', async () => (await run())?.status === 'succeeded');
    const { body } = await acme.admin.api.ok(readLead, { params: { id: lead.id } });
    expect(body.tags.map(({ name }) => name)).toEqual(['waited']);
    await page.getByRole('row').filter({ hasText: 'Dana Levi' }).getByText('Succeeded').waitFor();
  });
});

describe('a viewer', () => {
  test('finds nothing that writes, and words instead of a redirect', async () => {
    const acme = await aWorkspace(app);
    const vera = await acme.person('viewer', 'Vera Viewer');
    const automation = await acme.publish(firstTouch(await acme.team('Sales', [acme.admin], acme.admin)));
    const lead = await acme.lead({ firstName: 'Dana', lastName: 'Levi' });
    const page = await screens.as(vera, '/leads');
    await page.getByRole('link', { name: 'Dana Levi' }).waitFor();
    for (const name of ['New', 'New lead', 'Import leads']) expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);

    await page.goto(`/leads/${lead.id}`);
    await page.getByRole('heading', { level: 1, name: 'Dana Levi' }).waitFor();
    await page.getByText('Assigned to Ada Admin').waitFor();
    expect(await page.getByRole('button', { name: /^Edit / }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /Save|Log|Complete/ }).count()).toBe(0);

    await page.goto(`/automations/${automation.id}/edit`);
    await page.getByRole('heading', { name: 'New lead first touch' }).waitFor();
    for (const name of ['Publish', 'Pause', 'Undo']) expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Insert/ }).count()).toBe(0);

    await page.goto('/imports/new');
    await page.getByText('You may not open this').waitFor();
    await page.getByText('imports.write').waitFor();
    expect(await accessible(page)).toEqual([]);
    expect(new URL(page.url()).pathname).toBe('/imports/new');
  });
});
