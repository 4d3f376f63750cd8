import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import type { DealRow } from '../records/rows.ts';
import { createDeal } from './create-deal.ts';
import { updateDealItem } from './items/write-item.ts';

export interface ExpandDeal {
  readonly id: string;
  readonly fields: Patch;
  /** The signal that led to it: it is settled with the new deal. */
  readonly itemId?: string | undefined;
}

/**
 * Opens a deal of type expansion for the same people and companies, owner and currency as the one it comes from, and tells on both:
 * `deal.expanded`.
 */
export async function expandDeal(trx: TenantTrx, context: CommandContext, input: ExpandDeal): Promise<DealRow> {
  const origin = await lockRecord(trx, context, 'deal', input.id);
  const { companyId, contactId, ownerUserId, currency } = origin;
  const made = await createDeal(trx, context, { companyId, contactId, ownerUserId, currency, source: 'expansion', ...input.fields });
  const pair = [made.id, context.now, context.tenantId, origin.id];
  await trx.raw(`update deals set type = 'expansion', origin_deal_id = ? where tenant_id = ? and id = ?`, [
    origin.id,
    context.tenantId,
    made.id,
  ]);
  await trx.raw(
    `insert into deal_contacts (tenant_id, deal_id, contact_id, role, is_explicit, created_at)
     select tenant_id, ?, contact_id, role, is_explicit, ? from deal_contacts where tenant_id = ? and deal_id = ?
     on conflict (tenant_id, deal_id, contact_id) do update set role = excluded.role, is_explicit = excluded.is_explicit`,
    pair,
  );
  await trx.raw(
    `insert into deal_companies (tenant_id, deal_id, company_id, created_at)
     select tenant_id, ?, company_id, ? from deal_companies where tenant_id = ? and deal_id = ? and role = 'secondary' on conflict do nothing`,
    pair,
  );
  if (input.itemId !== undefined) {
    const update = `It became the deal "${made.name}".`;
    await updateDealItem(trx, context, { dealId: origin.id, id: input.itemId, fields: { status: 'done' }, update });
  }
  context.record({
    type: 'deal.expanded',
    subject: { type: 'deal', id: origin.id },
    related: [{ type: 'deal', id: made.id }],
    data: { dealId: made.id, name: made.name },
  });
  return made;
}
