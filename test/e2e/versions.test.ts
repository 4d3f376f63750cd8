import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { updateAutomation, type Automation } from '../../api/contracts/automations.ts';
import { changePublishPolicy, getPublishPolicy } from '../../api/contracts/publish-requests.ts';
import { listRuns } from '../../api/contracts/runs.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import { definition, step } from '../factories/definitions.ts';
import { eventually } from '../helpers/until.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace, type Workspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

const rest = (days: number) =>
  definition([step('rest', 'wait.duration', { duration: { amount: days, unit: 'days' } })], { name: 'Rest a while' });

const runsOf = async (acme: Workspace, automation: Automation) =>
  (await acme.admin.api.ok(listRuns, { query: { automationId: automation.id } })).body.items;

async function drawNext(acme: Workspace, automation: Automation, next: AutomationDefinition): Promise<void> {
  const call = { params: { id: automation.id }, version: automation.version, body: { definition: { ...next } } };
  await acme.admin.api.ok(updateAutomation, call);
}

describe('a version that is tried first', () => {
  test('takes so many runs, is compared with the one in force, and is called back', async () => {
    const acme = await aWorkspace(app);
    const automation = await acme.publish(rest(3));
    await drawNext(acme, automation, rest(2));
    const page = await screens.as(acme.admin, `/automations/${automation.id}/edit`);
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const publishing = page.getByRole('dialog', { name: /as version 2\?/ });
    await publishing.getByText('The first runs try it').click();
    await publishing.getByLabel('How many runs try it').fill('1');
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'canary-publish');
    await publishing.getByRole('button', { name: 'Try it on 1 run' }).click();
    await publishing.waitFor({ state: 'hidden' });

    for (const lastName of ['Levi', 'Haddad']) await acme.lead({ firstName: 'Dana', lastName });
    await eventually('one run tries it', async () => {
      const runs = await runsOf(acme, automation);
      const on = (version: number) => runs.filter((run) => run.status === 'waiting' && run.version === version).length;
      return on(1) === 1 && on(2) === 1;
    });
    await page.goto(`/automations/${automation.id}`);
    const panel = page.getByRole('region', { name: 'Version 2 is being tried' });
    await panel.getByText('1 of 1 taken: it is full. New runs go to version 1 until it is confirmed.').waitFor();
    await panel.getByRole('row', { name: /^Under way 1 1$/ }).waitFor();
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'canary');
    await page.setViewportSize(phone);
    expect(await fits(page)).toEqual([]);
    await picture(page, 'canary-phone');
    await page.setViewportSize({ width: 1440, height: 900 });

    await panel.getByRole('button', { name: 'Call back…' }).click();
    const back = page.getByRole('dialog', { name: 'Call version 2 back?' });
    await back.getByText('0 stay, 1 move, 0 leave.').waitFor();
    expect(await accessible(page)).toEqual([]);
    await back.getByRole('button', { name: 'Call it back' }).click();
    await eventually('its run goes on with version 1', async () => (await runsOf(acme, automation)).every((run) => run.version === 1));
    await panel.waitFor({ state: 'hidden' });

    await page.getByRole('link', { name: 'Live figures' }).click();
    await page.getByText('2 waiting').waitFor();
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'overlay');
  });
});

describe('publishing with four eyes', () => {
  test('is requested by one and approved by another', async () => {
    const acme = await aWorkspace(app);
    const second = await acme.person('admin', 'Sara Second');
    const automation = await acme.publish(rest(3));
    const policy = (await acme.admin.api.ok(getPublishPolicy, {})).body;
    await acme.admin.api.ok(changePublishPolicy, { version: policy.version, body: { needsApproval: true } });
    await drawNext(acme, automation, rest(2));
    const page = await screens.as(acme.admin, `/automations/${automation.id}/edit`);
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const publishing = page.getByRole('dialog', { name: /as version 2\?/ });
    await publishing.getByLabel('Note for whoever approves').fill('Shorter, as agreed');
    expect(await accessible(page)).toEqual([]);
    await publishing.getByRole('button', { name: 'Request publishing' }).click();
    await publishing.waitFor({ state: 'hidden' });

    const other = await screens.as(second, '/decisions');
    await other.getByText('1 automation waits to be published').waitFor();
    expect(await accessible(other)).toEqual([]);
    await picture(other, 'publish-inbox');
    await other.getByRole('link', { name: 'Rest a while' }).click();
    const panel = other.getByRole('region', { name: 'Version 2 waits for approval' });
    await panel.getByText(/Shorter, as agreed/).waitFor();
    expect(await accessible(other)).toEqual([]);
    await picture(other, 'publish-request');
    await other.setViewportSize(phone);
    expect(await fits(other)).toEqual([]);
    await other.setViewportSize({ width: 1440, height: 900 });
    await panel.getByRole('button', { name: 'Approve…' }).click();
    await other.getByRole('dialog').getByRole('button', { name: 'Approve and publish' }).click();
    await panel.waitFor({ state: 'hidden' });
    await other.getByText('Version 2', { exact: false }).first().waitFor();
  });
});

describe('many runs', () => {
  test('are chosen by their automation and cancelled, counted first', async () => {
    const acme = await aWorkspace(app);
    const automation = await acme.publish(rest(3));
    for (const lastName of ['Levi', 'Haddad']) await acme.lead({ firstName: 'Dana', lastName });
    await eventually('both wait', async () => (await runsOf(acme, automation)).filter((run) => run.status === 'waiting').length === 2);
    const page = await screens.as(acme.admin, `/runs?automationId=${automation.id}`);
    await page.getByRole('checkbox', { name: 'Select Dana Levi' }).check({ force: true });
    const bar = page.getByRole('toolbar', { name: 'Actions for the chosen runs' });
    await bar.getByText('1 run chosen').waitFor();
    await bar.getByRole('button', { name: 'Choose all that match' }).click();
    expect(await accessible(page)).toEqual([]);
    await picture(page, 'runs-bulk');
    await bar.getByRole('button', { name: 'Cancel…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel runs?' });
    await dialog.getByText('2 under way, 0 of them held; 0 failed.').waitFor();
    expect(await accessible(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel 2 runs' }).click();
    await eventually('both are cancelled', async () => (await runsOf(acme, automation)).every((run) => run.status === 'cancelled'));
  });
});
