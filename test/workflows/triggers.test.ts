import { expect, test } from 'vitest';
import { createAutomation, publishAutomation } from '../../api/contracts/automations.ts';
import * as companies from '../../api/contracts/companies.ts';
import * as contacts from '../../api/contracts/contacts.ts';
import * as deals from '../../api/contracts/deals.ts';
import * as forms from '../../api/contracts/form-design.ts';
import * as inbound from '../../api/contracts/inbound-webhooks.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import { asTenantId } from '../../domain/ids.ts';
import { definition, step } from '../factories/definitions.ts';
import type { World } from '../factories/index.ts';
import { aWorkspace, type Workspace } from '../helpers/api-people.ts';
import { content, field, fill } from '../integration/forms/fill.ts';
import { enrolByHand, newLead, publish, rows, stepsOf } from '../integration/rules/world.ts';
import { house, inputsOf, runReaches, shellOf } from './house.ts';

// Everything that begins a run, from the request of a person or a stranger to the end of the workflow.

const here = house();

function worldOf(workspace: Workspace): World {
  return { db: here.db(), tenantId: asTenantId(workspace.tenantId), slug: workspace.slug, adminUserId: workspace.userId };
}

async function publishes(workspace: Workspace, drawn: AutomationDefinition): Promise<void> {
  const { admin } = workspace;
  const { body } = await admin.ok(createAutomation, { body: { definition: { ...drawn } } });
  await admin.ok(publishAutomation, { params: { id: body.id }, version: body.version });
}

const on = (subject: AutomationDefinition['subject'], events: readonly string[]) =>
  ({ subject, exit: [], trigger: { id: 'start', type: 'trigger.event', config: { events: [...events], changes: [] } } }) as const;

async function ends(world: World, id: string, steps: readonly string[]): Promise<string> {
  const run = await runReaches(world, id, 'succeeded');
  expect(await shellOf(here, world, run)).toBe('succeeded');
  expect(await stepsOf(world, run.id)).toEqual(steps);
  return run.id;
}

test('a contact, a company and a deal that people make and change through the API', async () => {
  const acme = await aWorkspace(here.api());
  const world = worldOf(acme);
  const tag = [step('tag', 'record.add_tag', { tags: ['seen'] })];
  await publishes(acme, definition(tag, { name: 'New contact', ...on('contact', ['contact.created']) }));
  await publishes(acme, definition(tag, { name: 'Changed company', ...on('company', ['company.updated']) }));
  const says = step('say', 'record.log_activity', { type: 'note', subject: 'to {{event.data.to}}' });
  await publishes(acme, definition([says], { name: 'Moved deal', ...on('deal', ['deal.stage_changed']) }));

  const contact = await acme.admin.ok(contacts.createContact, { body: { lastName: 'Levi', email: 'levi@example.com' } });
  const company = await acme.admin.ok(companies.createCompany, { body: { name: 'Nova' } });
  await acme.admin.ok(companies.updateCompany, {
    params: { id: company.body.id },
    version: company.body.version,
    body: { industry: 'Shipping' },
  });
  const deal = await acme.admin.ok(deals.createDeal, { body: { name: 'Orion' } });
  const [second] = await rows<{ id: string; name: string }>(
    world,
    "select id, name from stages where kind = 'open' order by position offset 1 limit 1",
  );
  await acme.admin.ok(deals.moveDeal, { params: { id: deal.body.id }, version: deal.body.version, body: { stageId: second?.id ?? '' } });

  await ends(world, contact.body.id, ['tag done next']);
  await ends(world, company.body.id, ['tag done next']);
  const moved = await ends(world, deal.body.id, ['say done next']);
  expect(await inputsOf(world, moved, 'say')).toMatchObject({ title: `to ${second?.name}` });
});

test('a stranger’s form', async () => {
  const acme = await aWorkspace(here.api());
  const world = worldOf(acme);
  const { body: made } = await acme.admin.ok(forms.createForm, {
    body: { name: 'Contact us', content: content({ fields: [field('email', 'email', { required: true })] }) },
  });
  const { body: form } = await acme.admin.ok(forms.publishForm, { params: { id: made.id }, version: made.version });
  const says = step('say', 'record.log_activity', { type: 'note', subject: 'by {{event.data.form}}' });
  await publishes(acme, definition([says], { trigger: { id: 'start', type: 'trigger.form', config: { formId: form.id } } }));
  const answer = await fill(here.api().url, form.key, { email: 'omar@nova.example' });
  expect(answer.status).toBe(200);
  const [lead] = await rows<{ id: string }>(world, "select id from leads where email = 'omar@nova.example'");
  const run = await ends(world, lead?.id ?? '', ['say done next']);
  expect(await inputsOf(world, run, 'say')).toMatchObject({ title: 'by Contact us' });
});

test('another system’s request, with what it says', async () => {
  const acme = await aWorkspace(here.api());
  const world = worldOf(acme);
  const { body: hook } = await acme.admin.ok(inbound.createInboundWebhook, {
    body: {
      name: 'Shop',
      auth: { kind: 'path' },
      mapping: { target: 'lead', fields: [{ path: '$.mail', field: 'email' }], data: [{ path: '$.plan', name: 'plan' }] },
    },
  });
  const says = step('say', 'record.log_activity', { type: 'note', subject: 'wants {{event.data.plan}}' });
  await publishes(acme, definition([says], { trigger: { id: 'start', type: 'trigger.webhook', config: { webhookId: hook.id } } }));
  const answer = await fetch(`${here.api().url}/hooks/${hook.key}/${hook.secret ?? ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mail: 'sami@kite.example', plan: 'gold' }),
  });
  expect(answer.status).toBe(202);
  const [lead] = await rows<{ id: string }>(world, "select id from leads where email = 'sami@kite.example'");
  const run = await ends(world, lead?.id ?? '', ['say done next']);
  expect(await inputsOf(world, run, 'say')).toMatchObject({ title: 'wants gold' });
});

test('somebody, by hand', async () => {
  const world = await here.tenant();
  const drawn = definition([step('tag', 'record.add_tag', { tags: ['seen'] })], {
    trigger: { id: 'start', type: 'trigger.manual', config: {} },
  });
  const { automationId } = await publish(world, drawn);
  const lead = await newLead(world);
  expect((await enrolByHand(world, automationId, lead)).rejected).toEqual([]);
  await ends(world, lead, ['tag done next']);
});
