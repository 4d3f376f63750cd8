import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { logActivity } from '../../api/contracts/activities.ts';
import { readConversion } from '../../api/contracts/conversion.ts';
import { createDeal } from '../../api/contracts/deals.ts';
import { readLead, updateLead } from '../../api/contracts/leads.ts';
import { readScoring } from '../../api/contracts/scoring.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { desktop, phone, Screens } from './lib/screen.ts';
import type { Person } from './lib/workspace.ts';
import { aWorkspace } from './lib/workspace.ts';

const screens = new Screens(inject('instance').urls.app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** A busy machine draws late. */
const patience = { timeout: 15_000 };

const touch = (rep: Person, id: string) =>
  rep.api.ok(logActivity, {
    body: {
      type: 'call',
      outcome: 'connected',
      nextStep: 'Call again',
      nextStepDueAt: new Date(Date.now() + 86_400_000).toISOString(),
      records: [{ type: 'lead', id }],
    },
  });

test('an admin gives points for calls and sees beforehand whom it means; a rep reads why a lead has its score', async () => {
  const acme = await aWorkspace(screens.base);
  const rep = await acme.person('rep', 'Rita Rep');
  const lead = await acme.lead({ firstName: 'Dana', lastName: 'Levi', city: 'Dubai', ownerUserId: rep.id });
  const page = await screens.as(acme.admin, '/settings/scoring');
  await page.getByRole('heading', { level: 1, name: 'Lead scoring' }).waitFor();
  await page.getByRole('button', { name: 'Add rule' }).first().click();
  const panel = page.getByRole('dialog', { name: 'Add rule' });
  await panel.getByLabel('Name').fill('Talked to us');
  await panel.getByLabel('Points').fill('15');
  await panel.getByLabel('Part of the score').selectOption('engagement');
  await panel.getByLabel('Something that happens').selectOption('activity.logged');
  await panel.getByLabel('Counts at most so many times').fill('3');
  expect(await accessible(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Take over' }).click();
  await page.getByText('fits 0 leads').waitFor();
  await page.getByRole('button', { name: 'Save rules' }).click();
  await page.getByText(/All leads were counted/).waitFor();
  expect((await acme.admin.api.ok(readScoring)).body.recount).toMatchObject({ status: 'completed', done: 1 });
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'scoring-1440');
  await page.setViewportSize(phone);
  expect(await fits(page)).toEqual([]);
  await picture(page, 'scoring-320');
  await page.setViewportSize(desktop);

  const hers = await screens.as(rep, `/leads/${lead.id}`);
  await touch(rep, lead.id);
  const why = hers.getByRole('region', { name: 'Why this score' });
  await why.getByText('+15').waitFor();
  await why.getByText('an activity is logged, 1 time').waitFor();
  await why.getByRole('button', { name: 'Adjust' }).click();
  const adjust = hers.getByRole('dialog', { name: /^Adjust the score/ });
  await adjust.getByLabel('Points').fill('5');
  await adjust.getByLabel('Reason').fill('Met at the fair');
  await adjust.getByRole('button', { name: 'Change score' }).click();
  await why.getByText('Score 20').waitFor();
  await hers.getByText('Score changed from 15 to 20 · Met at the fair').waitFor();
  expect(await accessible(hers)).toEqual([]);
  await picture(hers, 'lead-score-1440');
});

test('a lead is qualified by evidence, the gate says what is missing, and it is converted into a deal that is there', async () => {
  const acme = await aWorkspace(screens.base);
  const rep = await acme.person('rep', 'Rita Rep');
  const lead = await acme.lead({ firstName: 'Omar', lastName: 'Haddad', companyName: 'Nova', ownerUserId: rep.id });
  const { body: deal } = await acme.admin.api.ok(createDeal, { body: { name: 'Nova rollout', ownerUserId: rep.id } });

  // The admin asks for less evidence.
  const settings = await screens.as(acme.admin, '/settings/qualification');
  await settings.getByLabel('Evidence covers at least (%)').fill('30');
  await settings.getByRole('button', { name: 'Save policy' }).click();
  await settings.getByText('Saved. The coverage of all leads follows.').waitFor();
  expect(await accessible(settings)).toEqual([]);
  await picture(settings, 'qualification-policy-1440');

  const page = await screens.as(rep, `/leads/${lead.id}`);
  const card = page.getByRole('region', { name: 'Qualification' });
  const needed = card.getByRole('list', { name: 'Needed to qualify' }).getByRole('listitem');
  await expect.poll(() => needed.filter({ hasText: '(missing)' }).count(), patience).toBe(4);
  // What the page does not offer the API refuses, by the codes that integrations know.
  const refused = await rep.api.refused(updateLead, 422, { params: { id: lead.id }, body: { status: 'qualified' }, version: lead.version });
  expect(refused.body.errors.map((one) => one.code)).toEqual([
    'LEAD_STATUS_REQUIRES_ACTIVITY',
    'LEAD_STATUS_REQUIRES_FACTORS',
    'LEAD_STATUS_REQUIRES_NOTES',
    'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE',
  ]);
  await touch(rep, lead.id);
  await expect.poll(() => needed.filter({ hasText: '(missing)' }).count(), patience).toBe(3);

  await card.getByRole('button', { name: 'Qualify' }).click();
  const panel = page.getByRole('dialog', { name: 'Qualify Omar Haddad' });
  const factor = (name: string) => panel.getByRole('group', { name, exact: true });
  for (const name of ['Budget', 'Problem', 'Timeline']) await factor(name).getByLabel('What is known').selectOption('yes');
  await factor('Budget')
    .getByLabel(/^Evidence/)
    .selectOption('call');
  await panel.getByLabel('Qualification notes').fill('Wants to move in spring');
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.waitFor({ state: 'detached' });
  await card.getByText('Evidence covers 16 %').waitFor();
  await expect
    .poll(() => needed.filter({ hasText: '(missing)' }).allInnerTexts(), patience)
    .toEqual([expect.stringContaining('Evidence covers enough')]);

  await card.getByRole('button', { name: 'Qualify' }).click();
  await factor('Problem')
    .getByLabel(/^Evidence/)
    .selectOption('email');
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.waitFor({ state: 'detached' });
  expect(await accessible(page)).toEqual([]);
  await page.getByRole('button', { name: /^Status: .* Change$/ }).click();
  await page.getByRole('menuitem', { name: 'Qualified', exact: true }).click();
  await page.getByRole('button', { name: 'Status: Qualified. Change' }).waitFor();

  await card.getByRole('link', { name: 'Convert lead…' }).click();
  await page.getByRole('heading', { level: 1, name: 'Convert Omar Haddad' }).waitFor();
  await page.getByLabel(/^Amount/).fill('12 apples');
  await page.getByText('This is no amount; write it like 1,234.50.').waitFor();
  await page.getByText('A deal that is there').click();
  await page.getByRole('combobox', { name: 'Which deal' }).fill('Nova roll');
  await page.getByRole('option', { name: /Nova rollout/ }).click();
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'convert-link-1440');
  await page.getByRole('button', { name: 'Convert lead' }).click();
  await page.getByRole('region', { name: 'What the lead became' }).getByRole('link', { name: 'Nova rollout' }).waitFor();
  const { body } = await rep.api.ok(readConversion, { params: { id: lead.id } });
  expect(body.conversion).toMatchObject({ deal: { id: deal.id }, created: ['contact', 'company'] });
  expect((await rep.api.ok(readLead, { params: { id: lead.id } })).body).toMatchObject({ status: 'converted' });
});
