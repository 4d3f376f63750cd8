import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createContact } from '../../api/contracts/contacts.ts';
import { closeDeal, createDeal, readDeal } from '../../api/contracts/deals.ts';
import { createPipeline } from '../../api/contracts/pipelines.ts';
import { newId } from '../../commands/lib/new-id.ts';
import { accessible } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const screens = new Screens(inject('instance').urls.app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** A pipeline whose first stage wants an amount and a next step, with three deals in it. */
async function aPipeline() {
  const acme = await aWorkspace(screens.base);
  const manager = await acme.person('manager', 'Mara Manager');
  const rep = await acme.person('rep', 'Rita Rep');
  const { body: pipeline } = await acme.admin.api.ok(createPipeline, {
    body: {
      name: 'Review',
      isDefault: true,
      stages: [
        { name: 'Qualify', exitCriteria: { requiredFields: ['amountMinor'], nextStep: true, condition: null } },
        { name: 'Offer', probability: 50 },
        { name: 'Won', kind: 'won' },
        { name: 'Lost', kind: 'lost' },
      ],
    },
  });
  const { body: contact } = await acme.admin.api.ok(createContact, { body: { firstName: 'Omar', lastName: 'Haddad' } });
  const deal = async (name: string, more: object = {}) =>
    (await acme.admin.api.ok(createDeal, { body: { name, pipelineId: pipeline.id, ownerUserId: rep.id, contactId: contact.id, ...more } }))
      .body;
  return { acme, manager, rep, pipeline, deal };
}

test('a manager reviews the pipeline: a gate asks what is missing, a lost deal its reason, closed deals show on demand', async () => {
  const { acme, manager, deal } = await aPipeline();
  const orion = await deal('Orion 2027');
  await deal('Atlas rollout', { amountMinor: 900_000, currency: 'USD' });
  const page = await screens.as(manager, '/deals');
  const card = page.getByRole('link', { name: /Orion 2027/ });
  await card.waitFor();
  expect(await accessible(page)).toEqual([]);

  // By keyboard: the menu opens with M and says what the stage still wants.
  await card.focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: /^Offer/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Move Orion 2027 to Offer' });
  await dialog.getByLabel(/^Amount/).fill('12000');
  await dialog.getByLabel('Next step').fill('Send the offer');
  await dialog.getByRole('button', { name: 'Move to Offer' }).click();
  await dialog.waitFor({ state: 'detached' });
  const offer = page.getByRole('region', { name: 'Offer' });
  await offer.getByText('Orion 2027').waitFor();
  await offer.getByText('Next: Send the offer').waitFor();
  await page.getByRole('status').filter({ hasText: 'Orion 2027 is now in Offer.' }).waitFor({ state: 'attached' });
  expect((await manager.api.ok(readDeal, { params: { id: orion.id } })).body).toMatchObject({ stageName: 'Offer', amountMinor: 1_200_000 });

  // By pointer: a deal dragged to Lost is asked why.
  await page.getByRole('link', { name: /Atlas rollout/ }).dragTo(page.getByRole('region', { name: 'Lost' }));
  const lost = page.getByRole('dialog', { name: 'Move Atlas rollout to Lost' });
  await lost.getByLabel('Why was it not won?').fill('No budget');
  await lost.getByRole('button', { name: 'Move to Lost' }).click();
  await lost.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /Atlas rollout/ }).waitFor({ state: 'detached' });
  await page.getByText('Show closed deals').click();
  await page
    .getByRole('region', { name: 'Lost' })
    .getByRole('link', { name: /Atlas rollout/ })
    .waitFor();

  // The page of the deal: watched, won, told.
  await card.click();
  await page.getByRole('button', { name: 'Watch' }).click();
  await page.getByRole('button', { name: 'Watching' }).waitFor();
  await page.getByRole('button', { name: 'More actions for Orion 2027' }).click();
  await page.getByRole('menuitem', { name: 'Mark as won' }).click();
  await page.getByText('Stage Offer → Won').waitFor();
  await acme.admin.api.ok(closeDeal, { params: { id: orion.id }, body: { status: 'open' }, key: newId() });
  await page.goto('/notifications');
  await page.getByText('Orion 2027').first().waitFor();
});

test('a move that the server refuses goes back, with the reason in words', async () => {
  const { manager, rep, pipeline, deal } = await aPipeline();
  const raced = await deal('Raced', { stageId: pipeline.stages[1]?.id });
  const page = await screens.as(manager, '/deals');
  await page.getByRole('region', { name: 'Offer' }).getByText('Raced').waitFor();
  // The page does not hear of what a colleague does meanwhile.
  await page.route('**/v1/deal-board*', (route) => route.abort());
  await rep.api.ok(closeDeal, { params: { id: raced.id }, body: { status: 'won' }, key: newId() });
  await page.getByRole('link', { name: /Raced/ }).dragTo(page.getByRole('region', { name: 'Qualify' }));
  await page
    .getByText(/Raced was put back: Somebody else moved the deal to "Won" meanwhile/)
    .first()
    .waitFor();
  await page.getByRole('region', { name: 'Offer' }).getByText('Raced').waitFor();
});
