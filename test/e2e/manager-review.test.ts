import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDeal, listDeals, moveDeal, readDeal } from '../../api/contracts/deals.ts';
import { createPipeline } from '../../api/contracts/pipelines.ts';
import { eventually } from '../helpers/until.ts';
import { accessible, picture } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const screens = new Screens(inject('instance').urls.app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

const stages = [
  { name: 'Qualify', exitCriteria: { requiredFields: ['amountMinor'], nextStep: false, condition: null } },
  { name: 'Offer', probability: 50 },
  { name: 'Won', kind: 'won' as const },
  { name: 'Lost', kind: 'lost' as const },
];

/** Two reps: Rita with a deal that asks for an amount and one nobody will buy, Rob with three that should have closed long ago. */
async function aQuarter() {
  const acme = await aWorkspace(screens.base);
  const mara = await acme.person('manager', 'Mara Manager');
  const [rita, rob] = [await acme.person('rep', 'Rita Rep'), await acme.person('rep', 'Rob Rep')];
  const { body: pipeline } = await acme.admin.api.ok(createPipeline, { body: { name: 'Sales', isDefault: true, stages } });
  const deal = async (name: string, ownerUserId: string, more: object = {}) =>
    (await acme.admin.api.ok(createDeal, { body: { name, pipelineId: pipeline.id, ownerUserId, ...more } })).body.id;
  const orion = await deal('Orion', rita.id);
  await deal('Atlas', rita.id, { amountMinor: 500_000 });
  for (const name of ['Vega', 'Lyra', 'Cygnus']) await deal(name, rob.id, { amountMinor: 100_000, expectedCloseOn: '2026-01-15' });
  return { mara, rita, orion, offer: pipeline.stages[1]?.id };
}

/** By the menu of the card, without a mouse. */
async function move(page: Page, deal: RegExp, stage: RegExp): Promise<void> {
  await page.getByRole('link', { name: deal }).press('m');
  await page.getByRole('menuitem', { name: stage }).click();
}

async function conditionOfStaleDeals(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Conditions', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Conditions' });
  await dialog.getByRole('button', { name: 'Condition', exact: true }).click();
  await dialog.getByLabel('Field').selectOption({ label: 'Expected close' });
  await dialog.getByLabel('Comparison').selectOption({ label: 'is before' });
  await dialog.getByLabel('Value').fill('2026-06-30');
  await dialog.getByText('3 fit now').waitFor();
  await dialog.getByRole('button', { name: 'Use' }).click();
  await expect.poll(() => page.getByRole('row').count()).toBe(4);
}

test('a manager’s pipeline review', async () => {
  const { mara, rita, orion, offer } = await aQuarter();
  const page = await screens.as(mara, '/deals');
  await page.getByRole('link', { name: /Vega/ }).waitFor();

  // The board of one rep; the address keeps it.
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Owner' }).click();
  await page.getByRole('menuitem', { name: 'Rita Rep' }).click();
  await page.getByRole('link', { name: /Vega/ }).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('link', { name: /Orion/ }).waitFor();
  expect(await page.getByRole('link', { name: /Vega/ }).count()).toBe(0);

  // The stage asks for what is missing: given, the deal goes on.
  await move(page, /Orion/, /^Offer/);
  const gate = page.getByRole('dialog', { name: 'Move Orion to Offer' });
  await gate.getByRole('button', { name: 'Move to Offer' }).click();
  expect(await gate.getByLabel(/^Amount/).evaluate((field: { matches(selector: string): boolean }) => field.matches(':invalid'))).toBe(
    true,
  );
  const { body: refused } = await mara.api.refused(moveDeal, 422, { params: { id: orion }, version: 1, body: { stageId: offer } });
  expect(refused.code).toBe('stage_criteria_unmet');
  expect((await mara.api.ok(readDeal, { params: { id: orion } })).body.stageName).toBe('Qualify');
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'review-gate');
  await gate.getByLabel(/^Amount/).fill('12000');
  await gate.getByRole('button', { name: 'Move to Offer' }).click();
  await gate.waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'Offer' }).getByText('Orion').waitFor();

  // What will not be bought is lost, with its reason in the history.
  await move(page, /Atlas/, /^Lost/);
  const lost = page.getByRole('dialog', { name: 'Move Atlas to Lost' });
  await lost.getByLabel('Why was it not won?').fill('No budget this year');
  await lost.getByRole('button', { name: 'Move to Lost' }).click();
  await page.getByRole('link', { name: /Atlas/ }).waitFor({ state: 'detached' });
  await picture(page, 'review-board');

  // Deals that should have closed long ago go to Rita together, after a look at what would happen; and back.
  await page.goto('/deals?view=list');
  await conditionOfStaleDeals(page);
  await page.getByRole('checkbox', { name: 'Select all' }).click({ force: true });
  await page.getByRole('toolbar').getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: 'Give to somebody' }).click();
  const give = page.getByRole('dialog', { name: 'Give to somebody' });
  await give.getByLabel('New owner').selectOption({ label: 'Rita Rep' });
  await give.getByRole('button', { name: 'See what would happen' }).click();
  await give.getByText('3 would change').waitFor({ timeout: 30_000 });
  await picture(page, 'review-bulk');
  await give.getByRole('button', { name: 'Give 3 records' }).click();
  await give.getByText('3 changed').waitFor({ timeout: 30_000 });
  const owned = async () => (await mara.api.ok(listDeals, { query: { owner: rita.id } })).body.items.length;
  await eventually('they are Rita’s', async () => (await owned()) === 5);
  await give.getByRole('button', { name: 'Undo' }).click();
  await give.getByText(/3 are as they were/).waitFor({ timeout: 30_000 });
  await eventually('they are Rob’s again', async () => (await owned()) === 2);
});
