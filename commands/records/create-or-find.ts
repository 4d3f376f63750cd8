import { UserError } from '../../domain/errors/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import { createCompany } from '../companies/create-company.ts';
import { createContact } from '../contacts/create-contact.ts';
import { addressesOf, takenAddresses } from '../contacts/taken-addresses.ts';
import { createDeal } from '../deals/create-deal.ts';
import { createLead } from '../leads/create-lead.ts';
import { lockName } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { readPatch } from './read-patch.ts';
import { refuseProblems } from './refuse.ts';
import { recordKinds } from './record-kinds.ts';
import { sameness } from './sameness.ts';
import { rowOf } from './sql.ts';
import { updateRecord } from './update-record.ts';

export interface CreateOrFind {
  readonly type: SubjectType;
  readonly patch: Readonly<Record<string, Json>>;
  readonly onDuplicate: 'use' | 'update' | 'create' | 'fail';
  /** Of a deal: where it begins. */
  readonly stageId: string | null;
}

export interface CreatedOrFound {
  readonly id: string;
  readonly outcome: 'created' | 'existing';
}

/**
 * Creates a record, unless there is one already. The same is: a lead or contact with the e-mail (or else the phone), a company
 * with the domain (or, without one, the name), an open deal of the same name with the same contact and company. Two at the same moment
 * do not both create: they decide one after the other.
 */
export async function createOrFind(trx: TenantTrx, context: CommandContext, input: CreateOrFind): Promise<CreatedOrFound> {
  if (input.type === 'lead') return leadOf(trx, context, input);
  const existing = input.onDuplicate === 'create' ? null : await findSame(trx, context, input);
  if (existing === null) return { id: await create(trx, context, input), outcome: 'created' };
  if (input.onDuplicate === 'fail') {
    const detail = `There is such a ${recordKinds[input.type].noun} already: ${existing.id}.`;
    throw new UserError('conflict', detail, [{ pointer: '', code: 'duplicate', detail }], { existingId: existing.id });
  }
  if (input.onDuplicate === 'update') await update(trx, context, input, existing);
  return { id: existing.id, outcome: 'existing' };
}

const leadPolicy = { use: 'skip', update: 'update', create: 'allow', fail: 'refuse' } as const;

async function leadOf(trx: TenantTrx, context: CommandContext, { patch, onDuplicate }: CreateOrFind): Promise<CreatedOrFound> {
  const { lead, outcome } = await createLead(trx, context, { ...patch, onDuplicate: leadPolicy[onDuplicate] });
  return { id: lead.id, outcome: outcome === 'created' ? 'created' : 'existing' };
}

async function create(trx: TenantTrx, context: CommandContext, { type, patch, stageId, onDuplicate }: CreateOrFind): Promise<string> {
  if (type === 'contact')
    return (await createContact(trx, context, { ...patch, ...(onDuplicate === 'create' && { onDuplicate: 'allow' }) })).id;
  if (type === 'company') return (await createCompany(trx, context, patch)).id;
  return (await createDeal(trx, context, { ...patch, ...(stageId === null ? {} : { stageId }) })).id;
}

interface Found {
  readonly id: string;
  /** Fields that an update leaves as they are when they say something. */
  readonly kept: readonly string[];
}

/** What is left empty says nothing about the record that is there. */
async function update(trx: TenantTrx, context: CommandContext, { type, patch }: CreateOrFind, { id, kept }: Found): Promise<void> {
  const given = Object.fromEntries(
    Object.entries(patch).filter(([field, value]) => value !== null && value !== '' && !kept.includes(field)),
  );
  await updateRecord(trx, context, { record: { type, id }, patch: given });
}

async function findSame(trx: TenantTrx, context: CommandContext, { type, patch }: CreateOrFind): Promise<Found | null> {
  if (type === 'lead') return null;
  const { values, problems } = await readPatch(trx, context, type, patch, null);
  refuseProblems(recordKinds[type].noun, problems);
  if (type === 'contact') return contactOf(trx, context, values);
  const same = sameness(type, values);
  if (same === null) return null;
  await lockName(trx, same.name);
  // A statement of its own after the lock: it sees what whoever had it has committed.
  const row = await rowOf<{ id: string }>(
    trx,
    `select id from ${recordKinds[type].table} where tenant_id = ? and archived_at is null and ${same.sql} order by created_at, id limit 1`,
    [context.tenantId, ...same.bindings],
  );
  return row === null ? null : { id: row.id, kept: [] };
}

/** Whoever has the e-mail, or else the phone. Known by the phone alone, a contact keeps its own e-mail. */
async function contactOf(trx: TenantTrx, context: CommandContext, values: Readonly<Record<string, unknown>>): Promise<Found | null> {
  const taken = await takenAddresses(trx, context, addressesOf(values, null), null);
  const byEmail = taken.find((one) => one.kind === 'email');
  const found = byEmail ?? taken[0];
  if (found === undefined) return null;
  const phoneOfAnother = taken.some((one) => one.kind === 'phone' && one.contactId !== found.contactId);
  return { id: found.contactId, kept: [...(byEmail === undefined ? ['email'] : []), ...(phoneOfAnother ? ['phone'] : [])] };
}
