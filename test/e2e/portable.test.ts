import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { accessible } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

test('an automation begins with a starter, is read as code, leaves as a file and comes back', async () => {
  const acme = await aWorkspace(app);
  const page = await screens.as(acme.admin, '/automations');
  await page.getByRole('button', { name: 'New automation' }).first().click();
  const gallery = page.getByRole('dialog', { name: 'New automation' });
  await gallery.getByText('Sleeping deal', { exact: true }).click();
  expect(await accessible(page)).toEqual([]);
  await gallery.getByRole('button', { name: 'Create' }).click();

  await page.getByRole('heading', { name: 'Sleeping deal' }).waitFor();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Show as text, download' }).click();
  const text = page.getByRole('dialog', { name: 'The automation as text' });
  await text.getByText('await message.inApp(').first().waitFor();
  expect(await accessible(page)).toEqual([]);
  await text.getByRole('tab', { name: 'JSON' }).click();
  await text.getByText('"schemaVersion": 1').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), text.getByRole('button', { name: 'Download' }).click()]);
  expect(download.suggestedFilename()).toBe('sleeping-deal.json');
  const definition: object = JSON.parse(await readFile(await download.path(), 'utf8'));

  const changed = Buffer.from(JSON.stringify({ ...definition, theme: 'dark' }));
  await page.goto('/automations');
  await page.getByRole('button', { name: 'New automation' }).first().click();
  await gallery.getByText('From a file', { exact: true }).click();
  await gallery.getByLabel('Definition (JSON)').setInputFiles({ name: 'changed.json', mimeType: 'application/json', buffer: changed });
  await gallery.getByLabel('Name').fill('Sleeping deal, changed');
  await gallery.getByRole('button', { name: 'Create' }).click();
  const imported = page.getByRole('dialog', { name: 'Sleeping deal, changed is imported' });
  await imported.getByText('/theme').waitFor();
  expect(await accessible(page)).toEqual([]);
  await imported.getByRole('button', { name: 'Open in the builder' }).click();
  await page.getByRole('heading', { name: 'Sleeping deal, changed' }).waitFor();
});

test('a file that is no definition is refused in words', async () => {
  const acme = await aWorkspace(app);
  const page = await screens.as(acme.admin, '/automations');
  await page.getByRole('button', { name: 'New automation' }).first().click();
  const gallery = page.getByRole('dialog', { name: 'New automation' });
  await gallery.getByText('From a file', { exact: true }).click();
  const choose = async (name: string, content: string) => {
    await gallery.getByLabel('Definition (JSON)').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
    await gallery.getByRole('button', { name: 'Create' }).click();
  };
  await choose('broken.json', '{');
  await gallery.getByText('The file is not JSON.').waitFor();
  await choose('other.json', '{"schemaVersion": 9}');
  await gallery.getByRole('alert').filter({ hasText: '9' }).waitFor();
});
