import type { Transaction } from 'objection';
import type { NamedTag, NamedUser } from './find-leads.ts';
import type { NamedRecord } from './find-tasks.ts';
import type { CompanyRow, ContactRow, DealRow, NoteRow } from './rows.ts';
import { keptRowsOf, rowOf, rowsOf } from './sql.ts';
import { ofTenant, recordJson, tagsJson, userJson } from './views.ts';

interface Shown {
  readonly owner: NamedUser | null;
  readonly tags: readonly NamedTag[];
}

export interface ContactView extends ContactRow, Shown {
  readonly company: NamedRecord | null;
  readonly channels: readonly {
    readonly id: string;
    readonly kind: string;
    readonly value: string;
    readonly label: string | null;
    readonly isPrimary: boolean;
    readonly consent: 'unknown' | 'opted_in' | 'opted_out';
    readonly consentSource: string | null;
    readonly consentAt: string | null;
    readonly verifiedAt: string | null;
  }[];
  readonly companies: readonly { readonly company: NamedRecord; readonly relation: 'employee' | 'stakeholder' | 'other' }[];
}
export interface CompanyView extends CompanyRow, Shown {
  readonly parent: NamedRecord | null;
}
export interface DealView extends DealRow, Shown {
  readonly stageName: string;
  readonly contact: NamedRecord | null;
  readonly company: NamedRecord | null;
  readonly origin: NamedRecord | null;
}
export interface NoteView extends NoteRow {
  readonly author: NamedUser | null;
}

const contactView = `r0.*, ${userJson('r0.owner_user_id', 'r0')} as owner, ${tagsJson('r0')} as tags, ${recordJson('company', 'r0.company_id', 'r0')} as company,
  (select coalesce(json_agg(json_build_object('id', ch.id, 'kind', ch.kind, 'value', ch.value, 'label', ch.label, 'isPrimary', ch.is_primary,
      'consent', ch.consent, 'consentSource', ch.consent_source, 'consentAt', ch.consent_at, 'verifiedAt', ch.verified_at)
      order by ch.is_primary desc, ch.kind, ch.value), '[]')
   from contact_channels ch where ch.tenant_id = r0.tenant_id and ch.contact_id = r0.id) as channels,
  (select coalesce(json_agg(json_build_object('relation', cc.relation, 'company', json_build_object('type', 'company', 'id', co.id, 'name', co.name)) order by co.name), '[]')
   from contact_companies cc join companies co on co.tenant_id = cc.tenant_id and co.id = cc.company_id
   where cc.tenant_id = r0.tenant_id and cc.contact_id = r0.id and co.archived_at is null) as companies`;
const companyView = `r0.*, ${recordJson('company', 'r0.parent_company_id', 'r0')} as parent, ${userJson('r0.owner_user_id', 'r0')} as owner, ${tagsJson('r0')} as tags`;
const dealView = `r0.*, ${userJson('r0.owner_user_id', 'r0')} as owner, ${tagsJson('r0')} as tags,
  ${recordJson('contact', 'r0.contact_id', 'r0')} as contact, ${recordJson('company', 'r0.company_id', 'r0')} as company,
  ${recordJson('deal', 'r0.origin_deal_id', 'r0')} as origin,
  (select s.name from stages s where s.tenant_id = r0.tenant_id and s.id = r0.stage_id) as stage_name`;

function many<View>(trx: Transaction, view: string, table: string, ids: readonly string[]): Promise<View[]> {
  return keptRowsOf<View>(trx, `select ${view} from ${table} r0 where ${ofTenant('r0')} and r0.id = any(?::uuid[])`, [[...ids]]);
}

async function one<View>(trx: Transaction, view: string, table: string, id: string): Promise<View | null> {
  return (await many<View>(trx, view, table, [id]))[0] ?? null;
}

export const findContacts = (trx: Transaction, ids: readonly string[]) => many<ContactView>(trx, contactView, 'contacts', ids);
export const findContact = (trx: Transaction, id: string) => one<ContactView>(trx, contactView, 'contacts', id);
export const findCompanies = (trx: Transaction, ids: readonly string[]) => many<CompanyView>(trx, companyView, 'companies', ids);
export const findCompany = (trx: Transaction, id: string) => one<CompanyView>(trx, companyView, 'companies', id);
export const findDeals = (trx: Transaction, ids: readonly string[]) => many<DealView>(trx, dealView, 'deals', ids);
export const findDeal = (trx: Transaction, id: string) => one<DealView>(trx, dealView, 'deals', id);

const noteView = `n.*, ${userJson('n.author_user_id', 'n')} as author`;

export async function findNote(trx: Transaction, id: string): Promise<NoteView | null> {
  return rowOf<NoteView>(trx, `select ${noteView} from notes n where ${ofTenant('n')} and n.id = ? and n.archived_at is null`, [id]);
}

/** Notes of a record, the latest first, below an id (ids ascend in time). */
export async function listNotes(
  trx: Transaction,
  query: { readonly recordId: string; readonly below: string | null; readonly limit: number },
): Promise<NoteView[]> {
  return rowsOf<NoteView>(
    trx,
    `select ${noteView} from notes n where ${ofTenant('n')} and n.record_id = ? and n.archived_at is null and (?::uuid is null or n.id < ?::uuid)
     order by n.id desc limit ?`,
    [query.recordId, query.below, query.below, query.limit + 1],
  );
}
