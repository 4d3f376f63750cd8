import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { archiveRecord } from '../records/archive-record.ts';
import { lockRecord } from '../records/lock-record.ts';
import { rowsOf } from '../records/sql.ts';

/** More contacts than this keep their link: the archived company is then named by them until somebody takes it away. */
const mostContacts = 1_000;

/** Archives a company: it leaves lists, its history stays, and so do its contacts, without the link (`contact.company_unlinked`). */
export async function archiveCompany(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const company = await lockRecord(trx, context, 'company', input.id, { archived: true });
  if (company.archivedAt !== null) return;
  const contacts = await rowsOf<{ id: string }>(
    trx,
    `update contacts set company_id = null, version = version + 1, updated_at = ? where tenant_id = ? and id in (
       select id from contacts where tenant_id = ? and company_id = ? order by id limit ? for no key update) returning id`,
    [context.now, context.tenantId, context.tenantId, company.id, mostContacts],
  );
  for (const { id } of contacts) {
    context.record({
      type: 'contact.company_unlinked',
      subject: { type: 'contact', id },
      related: [{ type: 'company', id: company.id }],
      before: { companyId: company.id },
      after: { companyId: null },
      data: { company: company.name, relation: 'primary' },
    });
  }
  await archiveRecord(trx, context, 'company', company.id);
}
