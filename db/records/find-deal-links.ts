import type { Transaction } from 'objection';
import type { DealCompanyRole, DealContactRole } from '../../domain/records/deal-links.ts';
import type { NamedRecord } from './find-tasks.ts';
import { rowsOf } from './sql.ts';
import { ofTenant, recordJson } from './views.ts';

export interface DealContact {
  readonly contact: NamedRecord;
  readonly jobTitle: string | null;
  readonly email: string | null;
  readonly role: DealContactRole;
  readonly isMain: boolean;
}
export interface DealCompany {
  readonly company: NamedRecord;
  readonly role: DealCompanyRole;
}
export interface LinkedDeal {
  readonly deal: NamedRecord;
  readonly status: 'open' | 'won' | 'lost' | 'abandoned';
  readonly stageName: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly role: DealContactRole | DealCompanyRole;
  readonly isMain: boolean;
}

const most = 200;

/** Who is in a deal: the main contact first, then who decides, then by name. Archived ones and those out of sight are left out. */
export function findDealContacts(trx: Transaction, dealId: string): Promise<DealContact[]> {
  return rowsOf<DealContact>(
    trx,
    `select ${recordJson('contact', 'k.contact_id', 'k')} as contact, c.job_title, c.email, k.role, c.id is not distinct from d.contact_id as is_main
     from deal_contacts k join contacts c on c.tenant_id = k.tenant_id and c.id = k.contact_id and c.archived_at is null
       join deals d on d.tenant_id = k.tenant_id and d.id = k.deal_id
     where ${ofTenant('k')} and k.deal_id = ?
     order by is_main desc, k.role = 'decision_maker' desc, k.role = 'influencer' desc, lower(c.last_name || ' ' || c.first_name), c.id limit ${most}`,
    [dealId],
  );
}

/** The companies of a deal, the primary one first. */
export function findDealCompanies(trx: Transaction, dealId: string): Promise<DealCompany[]> {
  return rowsOf<DealCompany>(
    trx,
    `select ${recordJson('company', 'k.company_id', 'k')} as company, k.role
     from deal_companies k join companies c on c.tenant_id = k.tenant_id and c.id = k.company_id and c.archived_at is null
     where ${ofTenant('k')} and k.deal_id = ? order by k.role = 'primary' desc, lower(c.name), c.id limit ${most}`,
    [dealId],
  );
}

/** The deals a contact or company is in, open ones first, the newest first. */
export function findLinkedDeals(
  trx: Transaction,
  of: { readonly type: 'contact' | 'company'; readonly id: string },
): Promise<LinkedDeal[]> {
  const [links, column] = of.type === 'contact' ? ['deal_contacts', 'contact_id'] : ['deal_companies', 'company_id'];
  return rowsOf<LinkedDeal>(
    trx,
    `select json_build_object('type', 'deal', 'id', d.id, 'name', d.name) as deal, d.status, s.name as stage_name,
       d.amount_minor, d.currency, k.role, d.${column} is not distinct from k.${column} as is_main
     from ${links} k join deals d on d.tenant_id = k.tenant_id and d.id = k.deal_id and d.archived_at is null
       join stages s on s.tenant_id = d.tenant_id and s.id = d.stage_id
     where ${ofTenant('k')} and k.${column} = ? order by d.status = 'open' desc, d.created_at desc, d.id desc limit ${most}`,
    [of.id],
  );
}
