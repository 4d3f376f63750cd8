import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDeal, readDeal, updateDeal } from '../../api/contracts/deals.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const screens = new Screens(inject('instance').urls.app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

test('an admin sets up a policy, a rep asks, the manager asks back and approves: the deal is locked and has its discount in the end', async () => {
  const acme = await aWorkspace(screens.base);
  const manager = await acme.person('manager', 'Mara Manager');
  const rep = await acme.person('rep', 'Rita Rep');
  const { body: deal } = await rep.api.ok(createDeal, { body: { name: 'Orion 2027', amountMinor: 8_400_000, ownerUserId: rep.id } });

  const setUp = await screens.as(acme.admin, '/settings/approval-policies');
  await setUp.getByRole('button', { name: 'New policy' }).click();
  const form = setUp.getByRole('dialog', { name: 'New policy' });
  await form.getByLabel('Name', { exact: true }).fill('Discount above 10 %');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Say above which discount or amount').first().waitFor();
  await form.getByLabel('Discount above (%)').fill('10');
  await form.getByLabel('Name of the step').fill('Sales manager');
  expect(await accessible(setUp)).toEqual([]);
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });
  await setUp.getByRole('link', { name: 'Discount above 10 %', exact: true }).waitFor();

  const page = await screens.as(rep, `/deals/${deal.id}`);
  await page.getByText('Asks for approval: a discount above 10 %.').waitFor();
  await page.getByRole('button', { name: 'Request approval' }).click();
  const dialog = page.getByRole('dialog', { name: 'Request approval of Orion 2027' });
  await dialog.getByLabel('Discount (%)').fill('18');
  await dialog.getByLabel('Why').fill('We match the offer of a competitor.');
  await dialog.getByRole('button', { name: 'Request approval' }).click();
  await page.getByText(/^Deal is locked while approval is pending\. Discount 18 %, with Mara Manager\./).waitFor();
  await page.getByText('Approval pending').first().waitFor();
  await page.getByText('Approval asked for: Discount 18 % on Orion 2027').waitFor();
  await picture(page, 'decision-deal-1440');
  expect(await accessible(page)).toEqual([]);
  const locked = await rep.api.refused(updateDeal, 423, { params: { id: deal.id }, version: 2, body: { name: 'Other' } });
  expect(locked.body.detail).toBe('Deal is locked while approval is pending.');

  const inbox = await screens.as(manager, '/decisions');
  await inbox.getByRole('link', { name: /Discount 18 % Orion 2027/ }).click();
  const pane = inbox.getByRole('article', { name: 'Discount 18 % Orion 2027' });
  await pane.getByText('We match the offer of a competitor.').waitFor();
  expect(await accessible(inbox)).toEqual([]);
  await picture(inbox, 'decision-inbox-1440');
  await pane.getByRole('button', { name: 'Reject' }).click();
  await pane.getByText('Say why, so that whoever asked knows what to change.').first().waitFor();
  await pane.getByLabel('Note').fill('Which competitor?');
  await pane.getByRole('button', { name: 'Request info' }).click();
  await pane.getByText('Clock stopped: information was asked for').waitFor();

  // Told live: the rep's page follows without a reload.
  await page.getByText('The clock stands still: information was asked for.').waitFor();
  await page.getByRole('link', { name: 'Open the decision' }).click();
  await page.getByLabel('What was asked').fill('Nova Ltd');
  await page.getByRole('button', { name: 'Answer' }).click();
  await pane.getByText('Rita Rep answered').waitFor();
  await pane.getByRole('button', { name: 'Approve' }).click();
  await pane.getByText('Done as approved').waitFor();
  expect(await pane.getByRole('button', { name: 'Approve' }).count()).toBe(0);

  await page.getByText('Done as approved').waitFor();
  await page.getByRole('article').getByRole('link', { name: 'Orion 2027' }).click();
  await page.getByRole('button', { name: 'Request approval' }).waitFor();
  await page.getByText('Approved: Discount 18 % on Orion 2027').waitFor();
  expect((await rep.api.ok(readDeal, { params: { id: deal.id } })).body).toMatchObject({ discountPercent: 18, locked: false });

  const small = await screens.as(manager, '/decisions?box=completed', phone);
  await small.getByRole('link', { name: /Discount 18 % Orion 2027/ }).click();
  await small.getByRole('article').waitFor();
  expect(await fits(small)).toEqual([]);
  await picture(small, 'decision-320');
});
