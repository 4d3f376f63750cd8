import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecords } from '../lib/lock-records.ts';
import { lockRecord } from '../records/lock-record.ts';
import { lockSubjects } from '../records/lock-refs.ts';
import { rowOf } from '../records/sql.ts';
import { updateContact } from './update-contact.ts';

export type CompanyRelation = 'employee' | 'stakeholder' | 'other';

/** Links a contact with a further company (`contact.company_linked`), or says how they belong together. */
export async function linkCompany(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly contactId: string; readonly companyId: string; readonly relation: CompanyRelation },
): Promise<void> {
  const contact = { type: 'contact', id: input.contactId } as const;
  const company = { type: 'company', id: input.companyId } as const;
  const locked = await lockSubjects(trx, context, [contact, company]);
  if (locked.contact[0]?.companyId === input.companyId) {
    const detail = 'This is the primary company of the contact already.';
    throw new UserError('conflict', detail, [{ pointer: '/companyId', code: 'primary_company', detail }]);
  }
  const linked = await rowOf<{ fresh: boolean }>(
    trx,
    `insert into contact_companies (tenant_id, contact_id, company_id, relation, created_at) values (?, ?, ?, ?, ?)
     on conflict (tenant_id, contact_id, company_id) do update set relation = excluded.relation returning xmax = 0 as fresh`,
    [context.tenantId, input.contactId, input.companyId, input.relation, context.now],
  );
  if (linked?.fresh !== true) return;
  const data = { company: locked.company[0]?.name ?? '', relation: input.relation };
  context.record({ type: 'contact.company_linked', subject: contact, related: [company], data });
}

/** Takes a link away: a further company, or the primary one (`contact.company_unlinked`). Again does no harm. */
export async function unlinkCompany(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly contactId: string; readonly companyId: string },
): Promise<void> {
  const company = { type: 'company', id: input.companyId } as const;
  await lockRecords(trx, [{ type: 'contact', id: input.contactId }, company]);
  const contact = await lockRecord(trx, context, 'contact', input.contactId);
  if (contact.companyId === input.companyId) {
    await updateContact(trx, context, { id: contact.id, patch: { companyId: null }, loaded: contact });
    return;
  }
  const gone = await rowOf<{ name: string }>(
    trx,
    `delete from contact_companies using companies c where contact_companies.tenant_id = ? and contact_id = ? and company_id = ?
       and c.tenant_id = contact_companies.tenant_id and c.id = company_id returning c.name`,
    [context.tenantId, input.contactId, input.companyId],
  );
  if (gone === null) return;
  const subject = { type: 'contact', id: input.contactId } as const;
  context.record({ type: 'contact.company_unlinked', subject, related: [company], data: { company: gone.name } });
}
