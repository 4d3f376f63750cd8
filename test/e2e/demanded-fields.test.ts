import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { listContacts } from '../../api/contracts/contacts.ts';
import { createCustomField } from '../../api/contracts/custom-fields.ts';
import { eventually } from '../helpers/until.ts';
import { accessible } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

test('a new record is asked for the fields of one’s own that it has to have', async () => {
  const acme = await aWorkspace(app);
  const options = ['Gold', 'Silver'].map((label) => ({ value: label.toLowerCase(), label }));
  const field = { entity: 'contact', type: 'select', required: true, label: 'Membership', options } as const;
  await acme.admin.api.ok(createCustomField, { body: { ...field, options: [...options] } });
  const page = await screens.as(acme.admin, '/contacts?new=1');
  const dialog = page.getByRole('dialog', { name: 'New contact' });
  await dialog.getByLabel('First name').fill('Dana');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog
    .getByText(/Membership/)
    .nth(1)
    .waitFor();
  await dialog.getByLabel('Membership').selectOption({ label: 'Gold' });
  expect(await accessible(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const made = await eventually('the contact', async () => (await acme.admin.api.ok(listContacts)).body.items[0]);
  expect(made.custom).toEqual({ membership: 'gold' });
});
