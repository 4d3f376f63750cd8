import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createSegment } from '../../api/contracts/lists.ts';
import { definition, step } from '../factories/definitions.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

describe('a condition', () => {
  test('compares two fields, one of them filled in by some roles only', async () => {
    const acme = await aWorkspace(app);
    const page = await screens.as(acme.admin, '/settings/fields');
    await page.getByRole('button', { name: 'New field' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('Passing mark');
    await page.getByLabel('Type', { exact: true }).selectOption({ label: 'Number' });
    await page.getByLabel('Who may change it').selectOption({ label: 'Only some roles' });
    await page.getByRole('checkbox', { name: 'Manager', exact: true }).check({ force: true });
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'field-roles');
    await page.setViewportSize(phone);
    expect(await fits(page)).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: 'Create field' }).click();
    await page.getByText('Passing mark', { exact: true }).first().waitFor();

    await acme.lead({ firstName: 'Dana', lastName: 'Above', score: 60, custom: { passing_mark: 50 } });
    await acme.lead({ firstName: 'Omar', lastName: 'Below', score: 40, custom: { passing_mark: 50 } });
    await acme.lead({ firstName: 'Kim', lastName: 'Unmarked', score: 90 });
    await page.goto('/leads');
    await page.getByRole('link', { name: 'Kim Unmarked' }).waitFor();
    await page.getByRole('button', { name: 'Conditions', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Conditions' });
    await dialog.getByRole('button', { name: 'Condition', exact: true }).click();
    await dialog.getByLabel('Field', { exact: true }).selectOption({ label: 'Score' });
    await dialog.getByLabel('Comparison').selectOption({ label: 'is above' });
    await dialog.getByLabel('Compare with').selectOption({ label: 'another field' });
    await dialog.getByLabel('Other field').selectOption({ label: 'Passing mark' });
    await dialog.getByText('1 fits now').waitFor();
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'conditions-two-fields');
    await dialog.getByRole('button', { name: 'Use' }).click();
    await page.getByRole('button', { name: 'Score is above Passing mark' }).waitFor();
    await page.getByRole('link', { name: 'Dana Above' }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
  });

  test('of an automation asks for a segment by its name', async () => {
    const acme = await aWorkspace(app);
    const condition = {
      kind: 'compare' as const,
      left: { kind: 'field' as const, path: 'lead.score' },
      operator: 'greater_than' as const,
      right: { kind: 'literal' as const, value: 50 },
    };
    const made = await acme.admin.api.ok(createSegment, { body: { entity: 'lead', name: 'Hot leads', condition } });
    const asks = { kind: 'segment' as const, segment: made.body.id };
    const { id } = await acme.publish(definition([step('if', 'flow.if', { condition: asks }), step('end', 'flow.exit')]));
    const page = await screens.as(acme.admin, `/automations/${id}/edit`);
    await page
      .getByText(/is in segment Hot leads/)
      .first()
      .waitFor();
    await page
      .getByText(/is in segment Hot leads/)
      .first()
      .click();
    await page.getByLabel('Segment', { exact: true }).first().waitFor();
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'conditions-segment-in-automation');

    await page.goto(`/segments/${made.body.id}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('It is used here and cannot be deleted before it is taken out:').waitFor();
    expect(await accessible(page)).toEqual([]);
  });
});
