import { Readable } from 'node:stream';
import { continueBulk } from '../../../activities/bulk/continue-bulk.ts';
import { continueImport } from '../../../activities/imports/continue-import.ts';
import * as bulk from '../../../api/contracts/bulk.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as duplicates from '../../../api/contracts/duplicates.ts';
import { createForm, publishForm } from '../../../api/contracts/form-design.ts';
import { createInboundWebhook } from '../../../api/contracts/inbound-webhooks.ts';
import * as leads from '../../../api/contracts/leads.ts';
import { createSegment } from '../../../api/contracts/lists.ts';
import { saveScoring } from '../../../api/contracts/scoring.ts';
import { createWebhook } from '../../../api/contracts/webhooks.ts';
import { validateImport } from '../../../commands/imports/change-import.ts';
import { createImport, lookAtFile } from '../../../commands/imports/create-import.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import type { TestApi } from '../../helpers/api.ts';
import type { Workspace } from '../../helpers/api-people.ts';
import { content, field, fill } from '../forms/fill.ts';
import { command, publish, relayAll, runsOf, segment } from '../rules/world.ts';

/** What a hidden field holds, wherever it does; the word stands nowhere else. */
export const word = 'Quillfeather';
const changed = 'Quillfeather again';

export const secret = (path: string) => ({
  kind: 'compare' as const,
  operator: 'contains' as const,
  left: { kind: 'field' as const, path },
  // What a condition compares with is no record's value.
  right: { kind: 'literal' as const, value: word.slice(0, 8) },
});

export type Made = Readonly<Record<'lead' | 'contact' | 'company' | 'deal', readonly string[]>>;

/** Records of every kind with the word in a field, changed, merged, in bulk. */
export async function records(api: TestApi, { admin, tenantId }: Workspace): Promise<Made> {
  const custom = { secret: word };
  const twice = async (make: (n: number) => Promise<{ body: { id: string } }>) => [(await make(1)).body.id, (await make(2)).body.id];
  const lead = await twice((n) =>
    admin.ok(leads.createLead, { body: { firstName: 'Dana', lastName: 'Levi', phone: `+1212555010${n}`, custom } }),
  );
  const contact = await twice(() =>
    admin.ok(contacts.createContact, { body: { firstName: 'Dana', email: 'dana@acme.test', onDuplicate: 'allow', custom } }),
  );
  const company = await twice(() => admin.ok(companies.createCompany, { body: { name: 'Kestrel', custom } }));
  const deal = await twice(() => admin.ok(deals.createDeal, { body: { name: 'Renewal', custom } }));
  const [leadId = ''] = lead;
  const change = (id: string | undefined, version: number) => ({
    params: { id: id ?? '' },
    version,
    body: { custom: { secret: changed } },
  });
  const versionOf = async (path: string) => ((await (await admin.raw('GET', path)).json()) as { version: number }).version;
  await admin.ok(leads.updateLead, change(leadId, await versionOf(`/v1/leads/${leadId}`)));
  await admin.ok(contacts.updateContact, change(contact[1], 1));
  await admin.ok(companies.updateCompany, change(company[0], 1));
  await admin.ok(deals.updateDeal, change(deal[0], 1));
  const [winnerId = '', loserId = ''] = company;
  await admin.ok(duplicates.mergeRecords, { body: { type: 'company', winnerId, loserId, take: ['custom.secret'] } });
  const selection = { kind: 'ids' as const, ids: deal };
  const action = { kind: 'update' as const, patch: { custom: { secret: `${word} in bulk` } } };
  const { body: job } = await admin.ok(bulk.createBulkChange, { body: { entity: 'deal', selection, action } });
  await continueBulk({ db: api.db }, { tenantId, bulkId: job.id, incarnation: 1 }, Date.now() + 30_000);
  return { lead, contact, company, deal };
}

/** Segments, scores and a run that look at the field, and a run that writes it. */
export async function rules(world: World, { admin }: Workspace): Promise<void> {
  const condition = secret('lead.custom.secret');
  await admin.ok(createSegment, { body: { entity: 'lead', name: 'Known', condition } });
  const rule = { name: 'Known', group: 'companyFit' as const, points: 5, enabled: true, condition, event: null };
  await admin.ok(saveScoring, { version: 0, body: { notifyAt: null, rules: [rule] } });
  const write = [
    { field: 'lead.custom.open', value: { kind: 'field', path: 'lead.jobTitle' } },
    { field: 'lead.custom.secret', value: { kind: 'literal', value: `${word} by a step` } },
  ];
  const steps = [
    step('look', 'flow.if', { condition }),
    step('set', 'record.update', { changes: write }),
    step('wait', 'wait.duration', { duration: { amount: 2, unit: 'days', business: false } }),
  ];
  const enrollment = { filter: condition, key: 'record', reenroll: 'never', whileActive: 'ignore' } as const;
  await publish(world, definition(steps, { enrollment, exit: [] }));
  const { body } = await admin.ok(leads.createLead, { body: { firstName: 'Omar', custom: { secret: word } } });
  await relayAll(world);
  for (const run of await runsOf(world, body.id)) await segment(world, run.id);
}

/** The field in what comes in and goes out: a form, a webhook in, one out, an import. */
export async function intake(api: TestApi, world: World, { admin }: Workspace): Promise<void> {
  const asked = content({ makes: 'contact', fields: [field('mail', 'email', { required: true }), field('about', 'custom.secret')] });
  const { body: form } = await admin.ok(createForm, { body: { name: 'Ask', content: asked } });
  const { body: live } = await admin.ok(publishForm, { params: { id: form.id }, version: form.version });
  await fill(api.url, live.key, { mail: 'form@acme.test', about: `${word} by a form` });
  const mapping = {
    target: 'lead' as const,
    fields: [
      { path: '$.mail', field: 'email' },
      { path: '$.about', field: 'custom.secret' },
    ],
    data: [],
  };
  const { body: hook } = await admin.ok(createInboundWebhook, { body: { name: 'Shop', auth: { kind: 'path' }, mapping } });
  await fetch(`${api.url}/hooks/${hook.key}/${hook.secret ?? ''}`, {
    method: 'POST',
    body: JSON.stringify({ mail: 'hook@acme.test', about: `${word} by a hook` }),
    headers: { 'content-type': 'application/json' },
  });
  const { body: out } = await admin.ok(createWebhook, {
    body: { name: 'ERP', url: 'https://erp.example/in', eventTypes: ['*'], filter: null },
  });
  await command(api.db, world, async (trx) => {
    const [delivery, attempt] = [newId(), newId()];
    await trx.raw(
      `insert into webhook_deliveries (tenant_id, id, subscription_id, event_id, event_type) select ?, ?, ?, id, type from events where tenant_id = ? limit 1`,
      [world.tenantId, delivery, out.id, world.tenantId],
    );
    const sent = JSON.stringify({ data: { after: { custom: { secret: word } } } });
    await trx.raw(
      'insert into webhook_attempts (tenant_id, id, delivery_id, number, duration_ms, request_body) values (?, ?, ?, 1, 1, ?)',
      [world.tenantId, attempt, delivery, sent],
    );
  });
  await anImport(api, world);
}

async function anImport(api: TestApi, world: World): Promise<void> {
  const bytes = Buffer.from(`First Name,Email,Secret\nIvy,ivy@acme.test,${word} in a file\nNo,not-an-address,${word} refused`);
  const look = await lookAtFile(Readable.from([bytes]));
  if ('problem' in look) throw new Error(look.problem.message);
  const fileId = newId();
  const job = await command(api.db, world, async (trx, context) => {
    await trx.raw(
      `insert into files (tenant_id, id, name, content_type, size_bytes, storage_key, purpose) values (?, ?, 'a.csv', 'text/csv', 1, ?, 'import')`,
      [world.tenantId, fileId, fileId],
    );
    return createImport(trx, context, { ...look, entity: 'contact', fileId, fileName: 'a.csv', userId: world.adminUserId });
  });
  await command(api.db, world, (trx, context) => validateImport(trx, context, job.id));
  const deps = { db: api.db, openFile: () => Promise.resolve(Readable.from([bytes])) };
  const at = { tenantId: world.tenantId, importId: job.id, incarnation: 1 };
  while (!(await continueImport(deps, at, Date.now() + 30_000)).done);
}
