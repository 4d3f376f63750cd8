import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

describe('a list of leads', () => {
  test('is narrowed by conditions, kept as a view, changed in bulk after a look at what would happen, and changed back', async () => {
    const acme = await aWorkspace(app);
    for (let n = 0; n < 6; n += 1) await acme.lead({ firstName: 'Lead', lastName: `Number ${n}`, score: n * 10 });
    const page = await screens.as(acme.admin, '/leads');
    await page.getByRole('link', { name: 'Lead Number 5' }).waitFor();

    await page.getByRole('button', { name: 'Conditions', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Conditions' });
    await dialog.getByRole('button', { name: 'Condition', exact: true }).click();
    await dialog.getByLabel('Field').selectOption({ label: 'Score' });
    await dialog.getByLabel('Comparison').selectOption({ label: 'is above' });
    await dialog.getByLabel('Value').fill('20');
    await dialog.getByText('3 fit now').waitFor();
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'lists-conditions');
    await dialog.getByRole('button', { name: 'Use' }).click();
    await page.getByRole('button', { name: 'Score is above 20' }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(4);

    await page.getByRole('button', { name: 'Everything' }).click();
    await page.getByRole('menuitem', { name: 'Save as a view' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Promising');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Promising' }).waitFor();

    await page.getByRole('checkbox', { name: 'Select all' }).click({ force: true });
    await page.getByRole('button', { name: 'Choose all that match' }).click();
    await page.getByRole('toolbar').getByRole('button', { name: 'Change' }).click();
    await page.getByRole('menuitem', { name: 'Add a tag' }).click();
    const change = page.getByRole('dialog', { name: 'Add a tag' });
    await change.getByLabel('Tag').fill('Promising');
    await change.getByRole('button', { name: 'See what would happen' }).click();
    await change.getByText('3 would change').waitFor({ timeout: 30_000 });
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'lists-bulk');
    await change.getByRole('button', { name: 'Tag 3 records' }).click();
    await change.getByText('3 changed').waitFor({ timeout: 30_000 });
    await change.getByRole('button', { name: 'Undo' }).click();
    await change.getByText(/3 are as they were/).waitFor({ timeout: 30_000 });
    await change.getByRole('button', { name: 'Close', exact: true }).last().click();

    // A link shows the same to whoever opens it, and so does the view by its name.
    await page.goto('/leads');
    await page.getByRole('button', { name: 'Everything' }).click();
    await page.getByRole('menuitem', { name: /Promising/ }).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(4);
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'lists-leads');
  });

  test('is asked for by a segment, which says who uses it before it goes', async () => {
    const acme = await aWorkspace(app);
    await acme.lead({ firstName: 'Dana', lastName: 'Levi', score: 90 });
    await acme.lead({ firstName: 'Omar', lastName: 'Haddad', score: 10 });
    const page = await screens.as(acme.admin, '/segments');
    await page.getByRole('button', { name: 'New segment' }).click();
    const form = page.getByRole('dialog', { name: 'New segment' });
    await form.getByLabel('Name').fill('Hot leads');
    await form.getByLabel('Records').selectOption({ label: 'Leads' });
    await form.getByRole('button', { name: 'Condition', exact: true }).click();
    await form.getByLabel('Field').selectOption({ label: 'Score' });
    await form.getByLabel('Comparison').selectOption({ label: 'is at least' });
    await form.getByLabel('Value').fill('50');
    await form.getByText('1 fits now').waitFor();
    await form.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Hot leads' }).waitFor();
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'segment');
    await page.getByRole('link', { name: 'Show the members' }).click();
    await page.getByRole('link', { name: 'Dana Levi' }).waitFor();
    await page.getByRole('button', { name: /is in segment Hot leads/ }).waitFor();
    await page.setViewportSize(phone);
    expect(await fits(page)).toEqual([]);
    await picture(page, 'segment-members-320');
  });
});
