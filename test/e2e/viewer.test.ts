import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { firstTouch } from './lib/automations.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

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
    expect(new URL(page.url()).pathname).toBe('/imports/new');
  });
});
