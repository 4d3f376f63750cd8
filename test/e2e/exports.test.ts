import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createTask } from '../../api/contracts/tasks.ts';
import { cellsOf } from '../helpers/sheets.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

describe('an export', () => {
  test('of a filtered list is a file with those records, told of when it is ready and kept on a page of its own', async () => {
    const acme = await aWorkspace(app);
    for (let n = 0; n < 7; n += 1)
      await acme.lead({ firstName: 'Lead', lastName: `Number ${n}`, score: n * 10, companyName: n === 6 ? '=cmd()' : 'Nova' });
    const filter = {
      kind: 'compare',
      left: { kind: 'field', path: 'lead.score' },
      operator: 'greater_than',
      right: { kind: 'literal', value: 20 },
    };
    const page = await screens.as(acme.admin, `/leads?filter=${encodeURIComponent(JSON.stringify(filter))}`);
    await page.getByRole('link', { name: 'Lead Number 6' }).waitFor();
    const exported = async (format: string, choose?: () => Promise<void>): Promise<string> => {
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Export what this list shows' });
      await dialog.getByLabel('Format').selectOption({ label: format });
      await dialog.getByRole('checkbox', { name: 'First name' }).waitFor();
      await choose?.();
      await dialog.getByRole('button', { name: 'Export', exact: true }).click();
      await dialog.getByText('4 records are in the file').waitFor({ timeout: 30_000 });
      expect(await accessible(page)).toEqual([]);
      const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', { name: 'Download' }).click()]);
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      return await download.path();
    };
    const csv = (await readFile(await exported('CSV'), 'utf8')).split('\r\n').slice(0, -1);
    expect(csv[0]).toContain('First name,Last name');
    expect(csv).toHaveLength(5);
    expect(csv.join()).toContain(`'=cmd()`);

    const everyColumn = async (): Promise<void> => {
      await page.getByRole('dialog').getByRole('button', { name: 'All', exact: true }).click();
      expect(await accessible(page)).toEqual([]);
      await picture(page, 'export-columns');
    };
    const rows = await cellsOf(await readFile(await exported('Excel workbook (XLSX)', everyColumn)));
    expect(rows).toHaveLength(5);
    expect(rows[0]).toContain('Qualification notes');

    await page.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByRole('link', { name: 'The export Leads is ready' }).first().click();
    await page.getByRole('heading', { name: 'Exports' }).waitFor();
    await page.getByRole('link', { name: /^Leads .*\.xlsx$/ }).waitFor();
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'exports');
    await page.getByRole('button', { name: /^Remove Leads .*csv$/ }).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    const narrow = await screens.as(acme.admin, '/exports', phone);
    await narrow.getByText(/\.xlsx/).waitFor();
    expect(await fits(narrow)).toEqual([]);
  });
});

describe('tasks', () => {
  test('are narrowed by conditions, moved and completed together, and found by the search of everything', async () => {
    const acme = await aWorkspace(app);
    for (const title of ['Write the offer', 'Call the lawyer', 'Order the cake'])
      await acme.admin.api.ok(createTask, {
        body: { title, ownerUserId: acme.admin.id, dueAt: new Date(Date.now() + 86_400_000).toISOString() },
      });
    const page = await screens.as(acme.admin, '/tasks');
    await page.getByRole('link', { name: 'Order the cake' }).waitFor();
    await page.getByRole('button', { name: 'Conditions', exact: true }).click();
    const conditions = page.getByRole('dialog', { name: 'Conditions' });
    await conditions.getByRole('button', { name: 'Condition', exact: true }).click();
    await conditions.getByLabel('Field').selectOption({ label: 'Title' });
    await conditions.getByLabel('Comparison').selectOption({ label: 'contains' });
    await conditions.getByLabel('Value').fill('the');
    await conditions.getByRole('button', { name: 'Use' }).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(4);
    await page.getByRole('checkbox', { name: 'Select all' }).click({ force: true });
    await page.getByRole('toolbar').getByRole('button', { name: 'Change' }).click();
    await page.getByRole('menuitem', { name: 'Mark as done' }).click();
    const change = page.getByRole('dialog', { name: 'Mark as done' });
    await change.getByRole('button', { name: 'See what would happen' }).click();
    await change.getByText('3 would change').waitFor({ timeout: 30_000 });
    expect(await accessible(page)).toEqual([]);
    await change.getByRole('button', { name: 'Complete 3 tasks' }).click();
    await change.getByText('3 changed').waitFor({ timeout: 30_000 });
    await change.getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByText('You have no open tasks').waitFor();
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'tasks-conditions');

    await acme.lead({ firstName: 'Phil', lastName: 'Caller', phone: '+442079460123' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('cake');
    await page.getByRole('option', { name: /Order the cake/ }).waitFor();
    await page.getByRole('combobox', { name: 'Search' }).fill('020 7946 0123');
    await page.getByRole('option', { name: /Phil Caller/ }).waitFor();
    await picture(page, 'search-phone');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Phil Caller' }).waitFor();
  });
});
