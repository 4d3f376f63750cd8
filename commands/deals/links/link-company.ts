import { UserError } from '../../../domain/errors/errors.ts';
import type { DealCompanyRole } from '../../../domain/records/deal-links.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import type { LockedSubjects } from '../../records/lock-refs.ts';
import { lockSubjects } from '../../records/lock-refs.ts';
import { notFound } from '../../records/lock-record.ts';
import type { CompanyRow, DealRow } from '../../records/rows.ts';
import { rowOf } from '../../records/sql.ts';
import { requireUnlocked, updateDeal } from '../update-deal.ts';

interface Pair {
  readonly dealId: string;
  readonly companyId: string;
}

/**
 * Links a deal with a company (`deal.company_linked`). As the primary one it takes the place of the one before, which stays as a
 * secondary one; the primary company cannot become secondary by itself, another one has to take its place.
 */
export async function linkDealCompany(
  trx: TenantTrx,
  context: CommandContext,
  input: Pair & { readonly role: DealCompanyRole },
): Promise<void> {
  const { deal, company } = await lockPair(trx, context, input);
  const before = deal.companyId;
  if (before === company.id) return refuseDemotion(input.role);
  const was = await rowOf<{ role: DealCompanyRole }>(
    trx,
    'select role from deal_companies where tenant_id = ? and deal_id = ? and company_id = ?',
    [context.tenantId, deal.id, company.id],
  );
  if (was?.role === input.role) return;
  await trx.raw('insert into deal_companies (tenant_id, deal_id, company_id, created_at) values (?, ?, ?, ?) on conflict do nothing', [
    context.tenantId,
    deal.id,
    company.id,
    context.now,
  ]);
  if (input.role === 'primary') {
    // What was the primary one was it by somebody's word: it stays beside.
    await trx.raw(`update deal_companies set is_explicit = true where tenant_id = ? and deal_id = ? and company_id = ?`, [
      context.tenantId,
      deal.id,
      before,
    ]);
    await updateDeal(trx, context, { id: deal.id, patch: { companyId: company.id }, loaded: deal });
  }
  context.record({
    type: 'deal.company_linked',
    subject: { type: 'deal', id: deal.id },
    related: [{ type: 'company', id: company.id }],
    data: { company: company.name, role: input.role },
  });
}

function refuseDemotion(role: DealCompanyRole): void {
  if (role === 'primary') return;
  const detail = 'This is the primary company of the deal: make another one primary, and it becomes secondary.';
  throw new UserError('conflict', detail, [{ pointer: '/role', code: 'primary_company', detail }]);
}

/** Takes the link between a deal and a company away, the primary one's too: `deal.company_unlinked`. Again does no harm. */
export async function unlinkDealCompany(trx: TenantTrx, context: CommandContext, input: Pair): Promise<void> {
  const { deal, company } = await lockPair(trx, context, input);
  const gone = await rowOf<{ role: DealCompanyRole }>(
    trx,
    'delete from deal_companies where tenant_id = ? and deal_id = ? and company_id = ? returning role',
    [context.tenantId, deal.id, company.id],
  );
  if (gone === null) return;
  if (deal.companyId === company.id) await updateDeal(trx, context, { id: deal.id, patch: { companyId: null }, loaded: deal });
  context.record({
    type: 'deal.company_unlinked',
    subject: { type: 'deal', id: deal.id },
    related: [{ type: 'company', id: company.id }],
    data: { company: company.name, role: gone.role },
  });
}

async function lockPair(
  trx: TenantTrx,
  context: CommandContext,
  { dealId, companyId }: Pair,
): Promise<{ readonly deal: DealRow; readonly company: CompanyRow }> {
  const locked: LockedSubjects = await lockSubjects(trx, context, [
    { type: 'company', id: companyId },
    { type: 'deal', id: dealId },
  ]);
  const [deal] = locked.deal;
  const [company] = locked.company;
  if (deal === undefined || company === undefined) throw notFound('deal');
  requireUnlocked(deal);
  return { deal, company };
}
