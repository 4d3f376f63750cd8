import type { CommandContext, TenantTrx } from '../../lib/context.ts';

interface Mains {
  readonly contactId: string | null;
  readonly companyId: string | null;
}

/**
 * The main contact and the primary company of a deal stand among its links. One that is no longer it goes, unless somebody linked it
 * by itself. Nothing is asked where neither changed.
 */
export async function keepMainLinks(
  trx: TenantTrx,
  context: CommandContext,
  deal: Mains & { readonly id: string },
  before: Mains = { contactId: null, companyId: null },
): Promise<void> {
  if (deal.contactId !== before.contactId) await keepContact(trx, context, deal, before.contactId);
  if (deal.companyId !== before.companyId) await keepCompany(trx, context, deal, before.companyId);
}

async function keepContact(
  trx: TenantTrx,
  context: CommandContext,
  deal: Mains & { readonly id: string },
  before: string | null,
): Promise<void> {
  if (before !== null)
    await trx.raw('delete from deal_contacts where tenant_id = ? and deal_id = ? and contact_id = ? and not is_explicit', [
      context.tenantId,
      deal.id,
      before,
    ]);
  if (deal.contactId === null) return;
  await trx.raw(
    'insert into deal_contacts (tenant_id, deal_id, contact_id, is_explicit, created_at) values (?, ?, ?, false, ?) on conflict do nothing',
    [context.tenantId, deal.id, deal.contactId, context.now],
  );
}

async function keepCompany(
  trx: TenantTrx,
  context: CommandContext,
  deal: Mains & { readonly id: string },
  before: string | null,
): Promise<void> {
  if (before !== null) {
    const former = [context.tenantId, deal.id];
    await trx.raw(`delete from deal_companies where tenant_id = ? and deal_id = ? and role = 'primary' and not is_explicit`, former);
    await trx.raw(`update deal_companies set role = 'secondary' where tenant_id = ? and deal_id = ? and role = 'primary'`, former);
  }
  if (deal.companyId === null) return;
  await trx.raw(
    `insert into deal_companies (tenant_id, deal_id, company_id, role, is_explicit, created_at) values (?, ?, ?, 'primary', false, ?)
     on conflict (tenant_id, deal_id, company_id) do update set role = 'primary'`,
    [context.tenantId, deal.id, deal.companyId, context.now],
  );
}
