import { UserError } from '../../domain/errors/errors.ts';
import { displayName } from '../../domain/records/text-rules.ts';
import { createCompany } from '../companies/create-company.ts';
import { createContact } from '../contacts/create-contact.ts';
import { addressesOf, takenAddresses } from '../contacts/taken-addresses.ts';
import { updateContact } from '../contacts/update-contact.ts';
import { createDeal } from '../deals/create-deal.ts';
import { linkDealContact } from '../deals/links/link-contact.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notificationInsert } from '../notifications/notification.ts';
import type { LockedSubjects, SubjectRef } from '../records/lock-refs.ts';
import { lockSubjects } from '../records/lock-refs.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { userOf } from '../records/made-by.ts';
import type { Patch } from '../records/read-patch.ts';
import type { CompanyRow, ContactRow, DealRow, LeadRow } from '../records/rows.ts';
import { rowsOf } from '../records/sql.ts';
import { writeRecord } from '../records/write-record.ts';
import { exitRunsOf } from '../runs/exit-runs-of.ts';
import type { CarriedOver } from './carry-over.ts';
import { carryOver } from './carry-over.ts';
import { requireConvertible } from './conversion-guard.ts';

/** Make a new record, or use one that is there. */
export type Choice = { readonly create: Patch } | { readonly link: string };

export interface ConvertLead {
  readonly id: string;
  readonly contact: Choice;
  readonly company: Choice | null;
  readonly deal: Choice | null;
  readonly expectedVersion?: number;
}

export interface Converted {
  readonly lead: LeadRow;
  readonly contact: ContactRow;
  readonly company: CompanyRow | null;
  readonly deal: DealRow | null;
  readonly carried: CarriedOver;
  readonly exitedRuns: number;
}

/**
 * Turns a lead into a contact, a company and a deal, new ones or such as exist: all in this one transaction, so that a conversion that is
 * cut off has never begun. The lead stays, as converted; what was done with it goes over; its running automations exit.
 */
export async function convertLead(trx: TenantTrx, context: CommandContext, input: ConvertLead): Promise<Converted> {
  const exitedRuns = await exitRunsOf(trx, context, { type: 'lead', id: input.id }, 'The lead was converted.');
  const locked = await lockSubjects(trx, context, refsOf(input));
  const lead = locked.lead[0];
  if (lead === undefined) throw notFound('lead');
  requireVersion(lead, input.expectedVersion, 'lead');
  await requireConvertible(trx, context, lead);
  const company = await at('/company', takeCompany(trx, context, lead, input.company, locked));
  const contact = await at('/contact', takeContact(trx, context, lead, input.contact, company, locked));
  const deal = await at('/deal', takeDeal(trx, context, lead, input.deal, { company, contact }, locked));
  const others: SubjectRef[] = [
    ...(company === null ? [] : [{ type: 'company', id: company.id } as const]),
    ...(deal === null ? [] : [{ type: 'deal', id: deal.id } as const]),
  ];
  const carried = await carryOver(trx, context, lead.id, { contact: { type: 'contact', id: contact.id }, others });
  const closed = await closeLead(trx, context, lead, input, { contact, company, deal });
  return { lead: closed, contact, company, deal, carried, exitedRuns };
}

function refsOf(input: ConvertLead): readonly SubjectRef[] {
  const linked = (type: SubjectRef['type'], choice: Choice | null): readonly SubjectRef[] =>
    choice !== null && 'link' in choice ? [{ type, id: choice.link }] : [];
  return [
    { type: 'lead', id: input.id },
    ...linked('company', input.company),
    ...linked('contact', input.contact),
    ...linked('deal', input.deal),
  ];
}

/** What is wrong with one of the new records is pointed to where it stands in the request. */
async function at<T>(pointer: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UserError) || error.problems.length === 0) throw error;
    const problems = error.problems.map((one) => ({ ...one, pointer: `${pointer}${one.pointer ?? ''}` }));
    throw new UserError(error.code, error.message, problems, error.extra);
  }
}

async function takeCompany(
  trx: TenantTrx,
  context: CommandContext,
  lead: LeadRow,
  choice: Choice | null,
  locked: LockedSubjects,
): Promise<CompanyRow | null> {
  if (choice === null) return null;
  if ('link' in choice) return locked.company[0] ?? null;
  return createCompany(trx, context, { ownerUserId: lead.ownerUserId, ...choice.create });
}

async function takeContact(
  trx: TenantTrx,
  context: CommandContext,
  lead: LeadRow,
  choice: Choice,
  company: CompanyRow | null,
  locked: LockedSubjects,
): Promise<ContactRow> {
  if ('create' in choice) {
    const made = await createContact(trx, context, { ownerUserId: lead.ownerUserId, companyId: company?.id ?? null, ...choice.create });
    await trx.raw('update contacts set lead_id = ?, source = ?, last_touched_at = ? where tenant_id = ? and id = ?', [
      lead.id,
      lead.source,
      lead.lastTouchedAt,
      context.tenantId,
      made.id,
    ]);
    return made;
  }
  const known = locked.contact[0];
  if (known === undefined) throw notFound('contact');
  // What the contact does not have yet the lead may bring; what it has stays.
  const missing = Object.entries({ email: lead.email, phone: lead.phone, jobTitle: lead.jobTitle, companyId: company?.id ?? null }).filter(
    ([field, value]) => value !== null && known[field as 'email' | 'phone' | 'jobTitle' | 'companyId'] === null,
  );
  // An address that a third contact has stays with it.
  const taken = await takenAddresses(trx, context, addressesOf(Object.fromEntries(missing), null), known.id);
  const free = missing.filter(([field]) => !taken.some((one) => one.kind === field));
  if (free.length === 0) return known;
  return updateContact(trx, context, { id: known.id, patch: Object.fromEntries(free), loaded: known });
}

async function takeDeal(
  trx: TenantTrx,
  context: CommandContext,
  lead: LeadRow,
  choice: Choice | null,
  with_: { readonly company: CompanyRow | null; readonly contact: ContactRow },
  locked: LockedSubjects,
): Promise<DealRow | null> {
  if (choice === null) return null;
  if ('link' in choice) return joinDeal(trx, context, locked, with_.contact);
  const linked = { companyId: with_.company?.id ?? with_.contact.companyId, contactId: with_.contact.id };
  const made = await createDeal(trx, context, { ownerUserId: lead.ownerUserId, ...linked, ...choice.create });
  await trx.raw('update deals set lead_id = ?, source = ? where tenant_id = ? and id = ?', [
    lead.id,
    lead.source,
    context.tenantId,
    made.id,
  ]);
  return made;
}

/** A deal that is there already keeps its main contact; the new person stands beside. */
async function joinDeal(trx: TenantTrx, context: CommandContext, locked: LockedSubjects, contact: ContactRow): Promise<DealRow | null> {
  const deal = locked.deal[0] ?? null;
  if (deal === null || deal.locked) return deal;
  await linkDealContact(trx, context, { dealId: deal.id, contactId: contact.id, role: 'other' });
  return deal;
}

interface Became {
  readonly contact: ContactRow;
  readonly company: CompanyRow | null;
  readonly deal: DealRow | null;
}

async function closeLead(trx: TenantTrx, context: CommandContext, lead: LeadRow, input: ConvertLead, became: Became): Promise<LeadRow> {
  const { contact, company, deal } = became;
  const isNew = (choice: Choice | null) => choice !== null && 'create' in choice;
  const created = [
    ...(isNew(input.contact) ? ['contact'] : []),
    ...(isNew(input.company) ? ['company'] : []),
    ...(isNew(input.deal) ? ['deal'] : []),
  ];
  await trx('lead_conversions').insert({
    tenant_id: context.tenantId,
    lead_id: lead.id,
    contact_id: contact.id,
    company_id: company?.id ?? null,
    deal_id: deal?.id ?? null,
    created,
    converted_at: context.now,
    converted_by_user_id: userOf(context.actor),
  });
  const { row } = await writeRecord(trx, context, 'lead', lead, { status: 'converted', convertedAt: context.now });
  const related = [
    { type: 'contact', id: contact.id } as const,
    ...(company === null ? [] : [{ type: 'company', id: company.id } as const]),
    ...(deal === null ? [] : [{ type: 'deal', id: deal.id } as const]),
  ];
  context.record({
    type: 'lead.converted',
    subject: { type: 'lead', id: lead.id },
    related,
    data: { contactId: contact.id, companyId: company?.id ?? null, dealId: deal?.id ?? null, created, name: displayName(lead) },
  });
  await tellOf(trx, context, lead);
  return row;
}

/** The owner and everybody who watches the lead. */
async function tellOf(trx: TenantTrx, context: CommandContext, lead: LeadRow): Promise<void> {
  const watchers = await rowsOf<{ userId: string }>(trx, 'select user_id from record_watchers where tenant_id = ? and record_id = ?', [
    context.tenantId,
    lead.id,
  ]);
  const users = new Set([...(lead.ownerUserId === null ? [] : [lead.ownerUserId]), ...watchers.map((one) => one.userId)]);
  for (const userId of users) {
    const { sql, bindings } = notificationInsert(context, {
      userId,
      kind: 'lead.converted',
      title: `Lead converted: ${displayName(lead)}`,
      severity: 'success',
      record: { type: 'lead', id: lead.id },
      data: { name: displayName(lead) },
    });
    await trx.raw(sql, bindings);
  }
}
