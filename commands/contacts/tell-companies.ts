import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { ContactRow } from '../records/rows.ts';
import { rowsOf } from '../records/sql.ts';

/** The primary company of a contact has changed: both companies' timelines say so. */
export async function tellCompanies(trx: TenantTrx, context: CommandContext, contact: ContactRow, before: string | null): Promise<void> {
  const ids = [before, contact.companyId].filter((id) => id !== null);
  const companies = await rowsOf<{ id: string; name: string }>(
    trx,
    'select id, name from companies where tenant_id = ? and id = any(?::uuid[]) order by id for no key update',
    [context.tenantId, ids],
  );
  for (const company of companies) {
    context.record({
      type: company.id === contact.companyId ? 'contact.company_linked' : 'contact.company_unlinked',
      subject: { type: 'contact', id: contact.id },
      related: [{ type: 'company', id: company.id }],
      data: { company: company.name, relation: 'primary' },
    });
  }
  // What is primary now is no further one beside.
  await trx.raw('delete from contact_companies where tenant_id = ? and contact_id = ? and company_id = ?', [
    context.tenantId,
    contact.id,
    contact.companyId,
  ]);
}
