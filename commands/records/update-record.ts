import type { SubjectType } from '../../domain/records/record-types.ts';
import { updateCompany } from '../companies/update-company.ts';
import { updateContact } from '../contacts/update-contact.ts';
import { updateDeal } from '../deals/update-deal.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { updateLead } from '../leads/update-lead.ts';
import type { SubjectRef } from './lock-refs.ts';
import type { Patch } from './read-patch.ts';
import type { SubjectRows } from './rows.ts';

export interface UpdateRecord {
  readonly record: SubjectRef;
  readonly patch: Patch;
  /** The row, if the caller has locked and read it in this transaction; it must be of the record's kind. */
  readonly loaded?: SubjectRows[SubjectType];
}

/** Changes a record of any kind by the rules of its kind; gives the row as it is now. For automation steps and bulk edits. */
export async function updateRecord(trx: TenantTrx, context: CommandContext, input: UpdateRecord): Promise<SubjectRows[SubjectType]> {
  const { record, patch } = input;
  switch (record.type) {
    case 'lead':
      return updateLead(trx, context, { id: record.id, patch, ...loadedAs<'lead'>(input) });
    case 'contact':
      return updateContact(trx, context, { id: record.id, patch, ...loadedAs<'contact'>(input) });
    case 'company':
      return updateCompany(trx, context, { id: record.id, patch, ...loadedAs<'company'>(input) });
    case 'deal':
      return updateDeal(trx, context, { id: record.id, patch, ...loadedAs<'deal'>(input) });
  }
}

/** The reference says of which kind the row is. */
function loadedAs<T extends SubjectType>(input: UpdateRecord): { readonly loaded?: SubjectRows[T] } {
  return input.loaded === undefined ? {} : { loaded: input.loaded as SubjectRows[T] };
}

export interface AssignRecord {
  readonly record: SubjectRef;
  readonly ownerUserId: string | null;
  /** Why this owner; a lead keeps it and shows it. */
  readonly reason?: string | null;
  readonly loaded?: SubjectRows[SubjectType];
}

/** Gives a record to somebody and tells them, in the same transaction. */
export async function assignRecord(trx: TenantTrx, context: CommandContext, input: AssignRecord): Promise<SubjectRows[SubjectType]> {
  const reason = input.record.type === 'lead' && input.reason !== undefined ? { routingReason: input.reason } : {};
  const patch = { ownerUserId: input.ownerUserId, ...reason };
  return updateRecord(trx, context, { record: input.record, patch, ...(input.loaded === undefined ? {} : { loaded: input.loaded }) });
}
