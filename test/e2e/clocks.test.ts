import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createAutomation } from '../../api/contracts/automations.ts';
import { listRuns } from '../../api/contracts/runs.ts';
import { createSegment } from '../../api/contracts/lists.ts';
import { updateLead } from '../../api/contracts/leads.ts';
import { definition, step } from '../factories/definitions.ts';
import { eventually } from '../helpers/until.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace, type Workspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** A draft whose trigger is still to be chosen, opened at its first card. */
async function openDraft(acme: Workspace, name: string): Promise<{ page: Page; id: string }> {
  const drawn = definition([step('tag', 'record.add_tag')], {
    name,
    exit: [],
    trigger: { id: 'start', type: 'trigger.manual', config: {} },
  });
  const { body } = await acme.admin.api.ok(createAutomation, { body: { definition: { ...drawn } } });
  const page = await screens.as(acme.admin, `/automations/${body.id}/edit?step=start&tab=start`);
  await page.getByLabel('Started by').waitFor();
  return { page, id: body.id };
}

async function publish(page: Page): Promise<void> {
  await page.getByText(/^Saved /).waitFor();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const publishing = page.getByRole('dialog', { name: /^Publish / });
  await publishing.getByRole('button', { name: 'Publish', disabled: false }).click();
  await publishing.waitFor({ state: 'hidden' });
}

describe('an automation that begins by time', () => {
  test('is drawn with a date, and begins when the date comes', async () => {
    const acme = await aWorkspace(app);
    const { page, id } = await openDraft(acme, 'On the follow-up date');
    await page.getByLabel('Started by').selectOption({ label: 'A date of the record' });
    await page.getByText('Choose the date that starts the automation.').first().waitFor();
    await page.getByLabel('Date', { exact: true }).selectOption({ label: 'Follow-up date' });
    await page.getByLabel('Distance 1', { exact: true }).fill('7');
    await page.getByRole('button', { name: 'Add another time' }).click();
    await page.getByLabel('Before or after, distance 2').selectOption({ label: 'on the date' });
    await page.getByLabel('At the time the field says').check({ force: true });
    await page
      .getByText(/7 days before or on Follow-up date/)
      .first()
      .waitFor();
    expect([...(await accessible(page)), ...(await fits(page)), ...(await picture(page, 'builder-trigger-date'))]).toEqual([]);
    await page.setViewportSize(phone);
    expect(await fits(page)).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
    await publish(page);
    const lead = await acme.lead({ firstName: 'Dana', lastName: 'Due' });
    await acme.admin.api.ok(updateLead, {
      params: { id: lead.id },
      version: lead.version,
      body: { followUpAt: new Date(Date.now() + 2_000).toISOString() },
    });
    // The sweep comes round once a minute.
    await eventually(
      'the run of the date',
      async () => (await acme.admin.api.ok(listRuns, { query: { automationId: id } })).body.items.some((run) => run.status === 'succeeded'),
      { within: 150_000, every: 500 },
    );
  }, 240_000);

  test('is drawn with a schedule over the records that fit', async () => {
    const acme = await aWorkspace(app);
    const { page } = await openDraft(acme, 'Every Monday');
    await page.getByLabel('Started by').selectOption({ label: 'A schedule' });
    await page.getByLabel('How often').selectOption({ label: 'Mondays at 9:00' });
    await page.getByText(/^Next: /).waitFor();
    await page.getByLabel('Schedule', { exact: true }).fill('0 9 31 2 *');
    await page
      .getByText(/never start anything/)
      .first()
      .waitFor();
    await page.getByLabel('Schedule', { exact: true }).fill('30 8 * * 1-5');
    await page.getByText(/^Next: /).waitFor();
    expect([...(await accessible(page)), ...(await fits(page)), ...(await picture(page, 'builder-trigger-schedule'))]).toEqual([]);
    await publish(page);
    await page
      .getByText(/at the times 30 8 \* \* 1-5, for every record/)
      .first()
      .waitFor();
  });

  test('is drawn with a segment, and begins when a record comes into it', async () => {
    const acme = await aWorkspace(app);
    const condition = {
      kind: 'compare' as const,
      left: { kind: 'field' as const, path: 'lead.score' },
      operator: 'greater_than' as const,
      right: { kind: 'literal' as const, value: 50 },
    };
    await acme.admin.api.ok(createSegment, { body: { entity: 'lead', name: 'Hot leads', condition } });
    const { page, id } = await openDraft(acme, 'Hot at last');
    await page.getByLabel('Started by').selectOption({ label: 'Entering or leaving a segment' });
    await page.getByText('Choose the segment that records enter or leave.').first().waitFor();
    await page.getByLabel('Segment', { exact: true }).selectOption({ label: 'Hot leads' });
    await page
      .getByText(/a record enters the segment Hot leads/)
      .first()
      .waitFor();
    expect([...(await accessible(page)), ...(await fits(page)), ...(await picture(page, 'builder-trigger-segment'))]).toEqual([]);
    await publish(page);
    const lead = await acme.lead({ firstName: 'Omar', lastName: 'Warm' });
    await acme.admin.api.ok(updateLead, { params: { id: lead.id }, version: lead.version, body: { score: 80 } });
    await eventually('the run of the segment', async () =>
      (await acme.admin.api.ok(listRuns, { query: { automationId: id } })).body.items.some((run) => run.status === 'succeeded'),
    );
    await page.goto(`/leads/${lead.id}`);
    await page.getByText('Entered the segment Hot leads').first().waitFor();
  });
});
