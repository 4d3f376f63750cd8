import type { FormRecord } from '../../domain/forms/form-records.ts';
import { madeBy } from '../../domain/forms/form-records.ts';
import type { FormContent } from '../../domain/forms/form-content.ts';
import type { FieldsToWrite, ReadSubmission } from '../../domain/forms/read-submission.ts';
import { companyDomain } from '../../domain/leads/matching.ts';
import { createCompany } from '../companies/create-company.ts';
import { updateCompany } from '../companies/update-company.ts';
import { createContact } from '../contacts/create-contact.ts';
import { updateContact } from '../contacts/update-contact.ts';
import { createDeal } from '../deals/create-deal.ts';
import { createLead } from '../leads/create-lead.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { recordKinds } from '../records/record-kinds.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { rowOf } from '../records/sql.ts';

/** The record a submission is about, and those beside it. */
export interface WrittenRecords {
  readonly record: SubjectRef;
  readonly created: boolean;
  readonly related: readonly SubjectRef[];
}

export interface FormToWrite {
  readonly form: { readonly name: string };
  readonly content: FormContent;
  readonly read: ReadSubmission;
}

interface Known {
  readonly id: string;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

type Rule = FormContent['existing'];

/** Makes what the form makes, or writes into what is there already, with the company and the contact that were asked for beside it. */
export async function writeRecords(trx: TenantTrx, context: CommandContext, input: FormToWrite): Promise<WrittenRecords> {
  const { content, read } = input;
  const rule = content.existing;
  switch (madeBy(content)) {
    case 'lead':
      return writeLead(trx, context, input);
    case 'contact': {
      const company = await writeCompany(trx, context, read.company, 'fill_empty');
      const contact = await writeContact(trx, context, read.own, rule, company?.id ?? null);
      return { ...contact, related: refs(company) };
    }
    case 'company': {
      const company = await writeCompany(trx, context, read.own, rule);
      if (company === null) throw new Error('a form that makes companies asks for their name');
      const contact = asksFor(read.contact) ? await writeContact(trx, context, read.contact, 'fill_empty', company.id) : null;
      return { ...company, related: refs(contact) };
    }
    case 'deal': {
      const company = await writeCompany(trx, context, read.company, 'fill_empty');
      const contact = await writeContact(trx, context, read.contact, 'fill_empty', company?.id ?? null);
      const { fields, custom } = read.own;
      const { firstName, lastName, email } = read.contact.fields;
      const who = [firstName, lastName].filter((part) => part !== undefined).join(' ') || email || '';
      const deal = await createDeal(trx, context, {
        amountMinor: 0,
        ...fields,
        name: fields['name'] ?? `${input.form.name}: ${who}`.slice(0, 200),
        contactId: contact.record.id,
        ...(company === null ? {} : { companyId: company.record.id }),
        ...(Object.keys(custom).length === 0 ? {} : { custom }),
      });
      return { record: { type: 'deal', id: deal.id }, created: true, related: refs(contact, company) };
    }
  }
}

function refs(...written: readonly (Written | null)[]): readonly SubjectRef[] {
  return written.flatMap((one) => (one === null ? [] : [one.record]));
}

function asksFor({ fields, custom }: FieldsToWrite): boolean {
  return Object.keys(fields).length + Object.keys(custom).length > 0;
}

type Written = Pick<WrittenRecords, 'record' | 'created'> & { readonly id: string };

async function writeLead(trx: TenantTrx, context: CommandContext, { form, content, read }: FormToWrite): Promise<WrittenRecords> {
  const email = read.own.fields['email'] ?? null;
  const known = content.existing === 'fill_empty' ? await knownBy(trx, context, 'lead', 'email', email) : null;
  const { fields, custom } = known === null ? read.own : onlyEmpty(read.own, known);
  const { lead, outcome } = await createLead(trx, context, {
    ...fields,
    ...(Object.keys(custom).length === 0 ? {} : { custom }),
    sourceDetail: fields['sourceDetail'] ?? (known === null || known['sourceDetail'] === null ? form.name : undefined),
    email,
    source: 'web',
    onDuplicate: 'update',
  });
  return { record: { type: 'lead', id: lead.id }, created: outcome === 'created', related: [] };
}

async function writeContact(
  trx: TenantTrx,
  context: CommandContext,
  given: FieldsToWrite,
  rule: Rule,
  companyId: string | null,
): Promise<Written & WrittenRecords> {
  const known = await knownBy(trx, context, 'contact', 'email', given.fields['email'] ?? null);
  const { fields, custom } = known === null ? given : wanted(given, known, rule);
  // Whoever is with a company already stays there: a stranger's word moves nobody.
  const company = companyId === null || (known !== null && known['companyId'] !== null) ? {} : { companyId };
  const patch = { ...fields, ...company, ...(Object.keys(custom).length === 0 ? {} : { custom }) };
  // What somebody sends is never lost for a number that others have too: the two stand on the list of duplicates.
  const said = { ...patch, onDuplicate: 'allow' } as const;
  const contact =
    known === null ? await createContact(trx, context, said) : await updateContact(trx, context, { id: known.id, patch: said });
  return { id: contact.id, record: { type: 'contact', id: contact.id }, created: known === null, related: [] };
}

/** The company by the domain of its website, or by its name; null when none was named. */
async function writeCompany(trx: TenantTrx, context: CommandContext, given: FieldsToWrite, rule: Rule): Promise<Written | null> {
  const name = given.fields['name'];
  if (name === undefined) return null;
  const domain = companyDomain({ website: given.fields['website'] ?? null });
  const known = (await knownBy(trx, context, 'company', 'domain', domain)) ?? (await knownBy(trx, context, 'company', 'name', name));
  const { fields, custom } = known === null ? given : wanted(given, known, rule);
  const ownDomain = domain === null || (known !== null && known['domain'] !== null) ? {} : { domain };
  const patch = { ...fields, ...ownDomain, ...(Object.keys(custom).length === 0 ? {} : { custom }) };
  const company =
    known === null ? await createCompany(trx, context, { ...patch, name }) : await updateCompany(trx, context, { id: known.id, patch });
  return { id: company.id, record: { type: 'company', id: company.id }, created: known === null };
}

function wanted(given: FieldsToWrite, known: Known, rule: Rule): FieldsToWrite {
  return rule === 'fill_empty' ? onlyEmpty(given, known) : given;
}

/** The oldest living record with this value. */
async function knownBy(
  trx: TenantTrx,
  context: CommandContext,
  kind: Exclude<FormRecord, 'deal'>,
  column: 'email' | 'domain' | 'name',
  value: string | null,
): Promise<Known | null> {
  if (value === null || value.trim() === '') return null;
  return rowOf<Known>(
    trx,
    `select * from ${recordKinds[kind].table} where tenant_id = ? and archived_at is null and lower(${column}) = lower(?) order by created_at, id limit 1`,
    [context.tenantId, value.trim()],
  );
}

function onlyEmpty(given: FieldsToWrite, known: Known): FieldsToWrite {
  return {
    fields: Object.fromEntries(Object.entries(given.fields).filter(([field]) => (known[field] ?? '') === '')),
    custom: Object.fromEntries(Object.entries(given.custom).filter(([key]) => (known.custom[key] ?? null) === null)),
  };
}
