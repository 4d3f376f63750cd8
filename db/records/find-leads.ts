import type { Transaction } from 'objection';
import { ofTenant, tagsJson, userJson } from './views.ts';
import type { LeadRow } from './rows.ts';
import { keptRowsOf, rowOf, rowsOf } from './sql.ts';

export interface NamedUser {
  readonly id: string;
  readonly name: string;
}
export interface NamedTag {
  readonly id: string;
  readonly name: string;
  readonly color: string | null;
}

/** A lead with what is shown beside it. */
export interface LeadView extends LeadRow {
  readonly owner: NamedUser | null;
  readonly tags: readonly NamedTag[];
}

const view = `l.*, ${userJson('l.owner_user_id', 'l')} as owner, ${tagsJson('l')} as tags`;

/** Leads by id, in no particular order. */
export async function findLeads(trx: Transaction, ids: readonly string[]): Promise<LeadView[]> {
  return keptRowsOf<LeadView>(trx, `select ${view} from leads l where ${ofTenant('l')} and l.id = any(?::uuid[])`, [[...ids]]);
}

/** One lead, archived or not; null when there is none in this tenant. */
export async function findLead(trx: Transaction, id: string): Promise<LeadView | null> {
  return rowOf<LeadView>(trx, `select ${view} from leads l where ${ofTenant('l')} and l.id = ?`, [id]);
}

/** Living leads that share the e-mail or phone, or that this one was flagged as a duplicate of. */
export async function findPossibleDuplicates(trx: Transaction, lead: LeadRow): Promise<LeadView[]> {
  return rowsOf<LeadView>(
    trx,
    `select ${view} from leads l where ${ofTenant('l')} and l.archived_at is null and l.id <> ?
       and (l.email = ? or l.phone_e164 = ? or l.id = ? or l.duplicate_of = ?)
     order by l.created_at limit 50`,
    [lead.id, lead.email, lead.phone, lead.duplicateOf, lead.id],
  );
}
