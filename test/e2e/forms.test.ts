import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { listRuns } from '../../api/contracts/runs.ts';
import { listForms } from '../../api/contracts/form-design.ts';
import { listWebhooks, updateWebhook } from '../../api/contracts/webhooks.ts';
import { definition, step } from '../factories/definitions.ts';
import { eventually } from '../helpers/until.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

/** A person takes longer than the form's fastest answer; asked to look again, they send again. */
async function send(stranger: Page): Promise<void> {
  await eventually('the thanks of the form', async () => {
    await stranger.getByRole('button', { name: 'Send' }).click();
    return (await stranger.getByRole('heading', { name: 'Thank you' }).count()) > 0;
  });
}

/** The hosted page follows the system's theme by style alone; the mark is only for those who look. */
async function looksOf(stranger: Page, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await stranger.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    found.push(...(await accessible(stranger, [theme])), ...(await picture(stranger, name, [theme])));
  }
  return found;
}

describe('a form', () => {
  test('is drawn and published by an admin, filled in by a stranger, and starts an automation', async () => {
    const acme = await aWorkspace(app);
    const page = await screens.as(acme.admin, '/forms');
    await page.getByText('No form yet').waitFor();
    await page.getByRole('button', { name: 'New form' }).click();
    await page.getByLabel('Add a field').selectOption({ label: 'Company' });
    await page.getByRole('button', { name: 'Move Company up' }).click();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Name of the form').fill('Ask for a demo');
    await page.getByLabel('Ask for consent').check({ force: true });
    await page.getByLabel('Text of the consent').fill('You may write to me about the demo.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Ask for a demo' }).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByLabel('Code for your website').waitFor();
    const found = [...(await accessible(page)), ...(await fits(page)), ...(await picture(page, 'form-share-1440'))];
    expect(found).toEqual([]);

    const [form] = (await acme.admin.api.ok(listForms)).body.items;
    const automation = await acme.publish(
      definition([step('tag', 'record.add_tag')], {
        name: 'Form reply',
        trigger: { id: 'start', type: 'trigger.form', config: { formId: form?.id ?? '' } },
      }),
    );

    const stranger = await screens.fresh(phone);
    await stranger.goto(`/f/${form?.key}`);
    await stranger.getByRole('heading', { name: 'Contact us' }).waitFor();
    expect([...(await looksOf(stranger, 'hosted-form-320')), ...(await fits(stranger))]).toEqual([]);
    await stranger.getByLabel('First name').fill('Dana');
    await stranger.getByLabel('E-mail').fill('dana.levi@example.test');
    await stranger.getByLabel('Your message').fill('Show me everything.');
    await stranger.getByLabel('You may write to me about the demo.').check();

    // The admin sees it come in without doing anything.
    await page.goto(`/forms/${form?.id}?tab=submissions`);
    await page.getByText('Nothing was sent yet').waitFor();
    await send(stranger);
    await page.getByText('Created', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Dana' }).waitFor();
    expect([...(await accessible(page)), ...(await fits(page))]).toEqual([]);

    await eventually('a run of the automation that succeeded', async () => {
      const { body } = await acme.admin.api.ok(listRuns, { query: { automationId: automation.id } });
      return body.items.some((run) => run.status === 'succeeded');
    });
    await page.getByRole('link', { name: 'Dana' }).click();
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('Sent the form Ask for a demo').waitFor();
    await history.getByRole('link', { name: 'Ask for a demo' }).first().waitFor();
  });

  test('makes a deal with its contact where its designer says so', async () => {
    const acme = await aWorkspace(app);
    const page = await screens.as(acme.admin, '/forms');
    await page.getByRole('button', { name: 'New form' }).click();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('What an answer becomes').selectOption({ label: 'A new deal, with its contact' });
    expect([...(await accessible(page)), ...(await fits(page)), ...(await picture(page, 'form-makes-1440'))]).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByLabel('Code for your website').waitFor();
    const [form] = (await acme.admin.api.ok(listForms)).body.items;

    const stranger = await screens.fresh(phone);
    await stranger.goto(`/f/${form?.key}`);
    await stranger.getByLabel('First name').fill('Noor');
    await stranger.getByLabel('E-mail').fill('noor@example.test');
    await send(stranger);
    await page.goto(`/forms/${form?.id}?tab=submissions`);
    await page.getByRole('link', { name: 'Contact us: Noor' }).click();
    await page.getByRole('heading', { level: 1, name: 'Contact us: Noor' }).waitFor();
  });

  test('and webhooks have pages that everybody can use', async () => {
    const acme = await aWorkspace(app);
    const page = await screens.as(acme.admin, '/webhooks');
    await page.getByText('Nobody is told yet').waitFor();
    await page.getByRole('button', { name: 'New webhook' }).click();
    const out = page.getByRole('dialog', { name: 'New webhook' });
    await out.getByLabel('Name').fill('ERP');
    await out.getByLabel('Address').fill('https://erp.example.com/in');
    await out.getByLabel('All events').check({ force: true });
    await out.getByRole('button', { name: 'Create' }).click();
    await out.getByText('The secret, shown this once:').waitFor();
    await out.getByRole('link', { name: 'Open ERP' }).click();
    await page.getByText('Nothing was sent yet').waitFor();
    expect([...(await accessible(page)), ...(await fits(page))]).toEqual([]);
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    const settings = page.getByRole('dialog', { name: 'Change ERP' });
    await settings.getByLabel('Address').fill('https://erp.example.com/events');
    expect([...(await accessible(page)), ...(await picture(page, 'webhook-change-1440'))]).toEqual([]);
    // Meanwhile a colleague gives it another name: both are seen before anything is written.
    const [hook] = (await acme.admin.api.ok(listWebhooks)).body.items;
    await acme.admin.api.ok(updateWebhook, {
      params: { id: hook?.id ?? '' },
      version: hook?.version ?? 0,
      body: { name: 'ERP of the shop' },
    });
    await settings.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else saved this while you had it open.').waitFor();
    const changing = page.getByRole('dialog', { name: 'Change ERP of the shop' });
    await changing.getByRole('button', { name: 'Keep mine' }).click();
    await page.getByText('https://erp.example.com/events').waitFor();
    await page.getByRole('heading', { level: 1, name: 'ERP' }).waitFor();

    await page.goto('/webhooks?tab=in&new=1');
    const inbound = page.getByRole('dialog', { name: 'New inbound webhook' });
    await inbound.getByLabel('Name').fill('Shop');
    await inbound.getByRole('button', { name: 'Create' }).click();
    await inbound.getByRole('link', { name: 'Open Shop' }).click();
    await page.getByLabel('What the request is about').selectOption({ label: 'A lead, found or made by its e-mail' });
    await page.getByRole('button', { name: 'Add a field' }).click();
    await page.getByLabel('Path in the request').fill('$.customer.email');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await page.getByLabel('A sample').fill('{"customer":{"email":"sami@example.test"}}');
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByText('"email": "sami@example.test"').waitFor();
    await page.getByRole('button', { name: 'Take it in for real' }).click();
    await page.getByText('Accepted').waitFor();
    expect([...(await accessible(page)), ...(await fits(page)), ...(await picture(page, 'inbound-1440'))]).toEqual([]);
  });
});
