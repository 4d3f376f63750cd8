import type { Json, JsonObject } from '../../domain/json.ts';
import { foldName } from '../../domain/imports/row-keys.ts';
import { createCompany } from '../companies/create-company.ts';
import { updateCompany } from '../companies/update-company.ts';
import { createContact } from '../contacts/create-contact.ts';
import type { Channel } from '../contacts/channels.ts';
import { updateContact } from '../contacts/update-contact.ts';
import { createDeal } from '../deals/create-deal.ts';
import { moveDeal } from '../deals/move-deal.ts';
import { updateDeal } from '../deals/update-deal.ts';
import { createLead } from '../leads/create-lead.ts';
import { updateLead } from '../leads/update-lead.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import type { CustomFieldEntity } from '../../domain/records/custom-field-rules.ts';
import type { ImportJobRow } from './import-job.ts';
import type { RelatedRecords } from './related-records.ts';
import type { UnderstoodRow } from './row-reader.ts';

/** Records that rows name, by folded name or e-mail; grows as missing companies are made. */
export interface Named {
  readonly companies: Map<string, string>;
  readonly contacts: ReadonlyMap<string, string>;
}

export interface RowWriter {
  readonly trx: TenantTrx;
  readonly context: CommandContext;
  readonly job: ImportJobRow;
  readonly named: Named;
  /** For tasks, notes and activities: what their rows hang on. */
  readonly related: RelatedRecords | null;
}

/** What the columns of a row say, as the commands of records take it. */
export function patchOf(row: UnderstoodRow, job: ImportJobRow): Record<string, unknown> & { custom?: JsonObject } {
  const {
    owner,
    tags: _tags,
    externalId: _id,
    company: _company,
    contact: _contact,
    pipeline: _pipeline,
    stage: _stage,
    ...fields
  } = row.values;
  const { otherEmails: _emails, otherPhones: _phones, ...plain } = fields;
  const reason = job.entity === 'lead' ? { routingReason: `Named in the file ${job.fileName}`.slice(0, 200) } : {};
  return {
    ...plain,
    ...(owner === undefined ? {} : { ownerUserId: owner, ...reason }),
    ...(Object.keys(row.custom).length === 0 ? {} : { custom: row.custom }),
  };
}

function list(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function channelsOf(row: UnderstoodRow): readonly Channel[] {
  const of = (kind: 'email' | 'phone', field: string): Channel[] => list(row.values[field]).map((value) => ({ kind, value }));
  return [...of('email', 'otherEmails'), ...of('phone', 'otherPhones')];
}

/** The company a row names: known, made when the import may, or none. */
async function companyOf(writer: RowWriter, row: UnderstoodRow): Promise<{ readonly companyId?: string }> {
  const name = row.values['company'];
  if (typeof name !== 'string') return {};
  const known = writer.named.companies.get(foldName(name));
  if (known !== undefined) return { companyId: known };
  if (!writer.job.createMissing) return {};
  const made = await createCompany(writer.trx, writer.context, { name });
  writer.named.companies.set(foldName(name), made.id);
  return { companyId: made.id };
}

function contactOf(writer: RowWriter, row: UnderstoodRow): { readonly contactId?: string } {
  const name = row.values['contact'];
  const id = typeof name === 'string' ? writer.named.contacts.get(foldName(name)) : undefined;
  return id === undefined ? {} : { contactId: id };
}

function placeOf(row: UnderstoodRow): { readonly pipelineId?: string; readonly stageId?: string } {
  const { pipeline, stage } = row.values;
  return {
    ...(typeof pipeline === 'string' ? { pipelineId: pipeline } : {}),
    ...(typeof stage === 'string' ? { stageId: stage } : {}),
  };
}

/** Makes the record of a row; gives its id. */
export async function createFromRow(writer: RowWriter, entity: CustomFieldEntity, row: UnderstoodRow): Promise<string> {
  const { trx, context, job } = writer;
  const patch = patchOf(row, job);
  switch (entity) {
    case 'lead': {
      const result = await createLead(trx, context, { ...patch, onDuplicate: 'refuse' });
      return result.lead.id;
    }
    case 'contact':
      return (await createContact(trx, context, { ...patch, ...(await companyOf(writer, row)), channels: channelsOf(row) })).id;
    case 'company':
      return (await createCompany(trx, context, patch)).id;
    case 'deal': {
      const relations = { ...(await companyOf(writer, row)), ...contactOf(writer, row) };
      return (await createDeal(trx, context, { amountMinor: 0, ...patch, ...relations, ...placeOf(row) })).id;
    }
  }
}

/** Brings an existing record up to the row; what the row leaves empty stays. */
export async function updateFromRow(writer: RowWriter, entity: CustomFieldEntity, row: UnderstoodRow, id: string): Promise<void> {
  const { trx, context, job } = writer;
  const patch = patchOf(row, job);
  switch (entity) {
    case 'lead': {
      const { source: _source, ...lead } = patch;
      await updateLead(trx, context, { id, patch: lead });
      return;
    }
    case 'contact': {
      const channels = channelsOf(row);
      const further = channels.length === 0 ? {} : { channels: [...(await channelsNow(writer, id)), ...channels] };
      await updateContact(trx, context, { id, patch: { ...patch, ...(await companyOf(writer, row)), ...further } });
      return;
    }
    case 'company':
      await updateCompany(trx, context, { id, patch });
      return;
    case 'deal': {
      const deal = await updateDeal(trx, context, {
        id,
        patch: { ...patch, ...(await companyOf(writer, row)), ...contactOf(writer, row) },
      });
      const { stageId } = placeOf(row);
      if (stageId !== undefined && stageId !== deal.stageId) await moveDeal(trx, context, { id, stageId, loaded: deal });
    }
  }
}

/** The further addresses a contact has already: an import adds to them. */
async function channelsNow(writer: RowWriter, contactId: string): Promise<readonly Channel[]> {
  const row = await rowOf<{ readonly channels: readonly Channel[] }>(
    writer.trx,
    `select coalesce(json_agg(json_build_object('kind', kind, 'value', value, 'label', label)), '[]') as channels
     from contact_channels where tenant_id = ? and contact_id = ? and not is_primary`,
    [writer.context.tenantId, contactId],
  );
  return row?.channels ?? [];
}
