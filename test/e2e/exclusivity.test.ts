import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createAutomation, enrolRecords, getAutomation, publishAutomation } from '../../api/contracts/automations.ts';
import { createLead } from '../../api/contracts/leads.ts';
import { createSegment } from '../../api/contracts/lists.ts';
import { shortWait } from './lib/automations.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

test('two series share a group: made, filled, published, and a record that one has stays out of the other', async () => {
  const acme = await aWorkspace(app);
  const { api } = acme.admin;
  const series = async (name: string) => (await api.ok(createAutomation, { body: { definition: { ...shortWait(3_600), name } } })).body.id;
  const [welcome, winBack] = [await series('Welcome series'), await series('Win-back series')];
  await api.ok(createSegment, { body: { entity: 'lead', name: 'Competitors', condition: { kind: 'all', of: [] } } });

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

  await page.goto(`/automations/${welcome}/edit?step=start&tab=enrol`);
  await page.getByLabel('Exclusivity group').waitFor();
  await page.getByLabel('Keep out another segment').selectOption({ label: 'Competitors' });
  await page.getByLabel('Records under way leave when they come to be in one of them').check({ force: true });
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'exclusivity-builder');
  await page.goto(`/automations/${winBack}`);
  await page.getByText('Series, goes first: 0').waitFor();

  const drawn = await api.ok(getAutomation, { params: { id: winBack } });
  await api.ok(publishAutomation, { params: { id: winBack }, body: {}, version: drawn.body.version });
  const lead = (await api.ok(createLead, { body: { firstName: 'Kim', lastName: 'Twice' } })).body.id;
  await api.ok(enrolRecords, { params: { id: winBack }, body: { recordIds: [lead] } });

  await page.goto('/exclusivity-groups');
  await page.getByText('Series', { exact: true }).first().click();
  await group.getByText('In force, has 1 record').waitFor();
  await group.getByRole('button', { name: 'Delete group' }).click();
  const asked = page.getByRole('dialog', { name: 'Delete the group Series?' });
  await asked.getByText('These automations run in it: Win-back series.').waitFor();
  expect(await accessible(page)).toEqual([]);
  await asked.getByRole('button', { name: 'Delete group' }).click();
  await page.getByText('No groups yet').waitFor();
});
