import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createAutomation } from '../../api/contracts/automations.ts';
import { shortWait } from './lib/automations.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

test('two series share a group: it is made and filled, and says what their next publication brings', async () => {
  const acme = await aWorkspace(app);
  const { api } = acme.admin;
  const series = async (name: string) => (await api.ok(createAutomation, { body: { definition: { ...shortWait(3_600), name } } })).body.id;
  for (const name of ['Welcome series', 'Win-back series']) await series(name);

  const page = await screens.as(acme.admin, '/exclusivity-groups');
  await page.getByRole('heading', { name: 'Exclusivity groups' }).waitFor();
  expect(await accessible(page)).toEqual([]);
  await page.getByRole('button', { name: 'New group' }).click();
  const making = page.getByRole('dialog', { name: 'New group' });
  await making.getByLabel('Name').fill('Series');
  await making.getByRole('button', { name: 'Create' }).click();
  const group = page.getByRole('dialog', { name: 'Series' });
  for (const name of ['Welcome series', 'Win-back series']) {
    await group.getByLabel('Put an automation into the group').selectOption({ label: name });
    await group.getByRole('button', { name: 'Add', exact: true }).click();
    await group.getByRole('link', { name }).waitFor();
  }
  await group.getByText('From its next publication').first().waitFor();
  await picture(page, 'exclusivity-group');
  expect(await accessible(page)).toEqual([]);
  await page.setViewportSize(phone);
  expect(await fits(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
});
