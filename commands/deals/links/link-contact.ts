import type { DealContactRole } from '../../../domain/records/deal-links.ts';
import { displayName } from '../../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { lockSubjects } from '../../records/lock-refs.ts';
import { notFound } from '../../records/lock-record.ts';
import { rowOf } from '../../records/sql.ts';
import { requireUnlocked, updateDeal } from '../update-deal.ts';

/** Links a deal with a contact, or says what the contact decides in it: `deal.contact_linked`. The same again changes nothing. */
export async function linkDealContact(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly dealId: string; readonly contactId: string; readonly role: DealContactRole },
): Promise<void> {
  const contact = { type: 'contact', id: input.contactId } as const;
  const subject = { type: 'deal', id: input.dealId } as const;
  const locked = await lockSubjects(trx, context, [contact, subject]);
  const [deal] = locked.deal;
  const [person] = locked.contact;
  if (deal === undefined || person === undefined) throw notFound('deal');
  requireUnlocked(deal);
  const was = await rowOf<{ role: DealContactRole; isExplicit: boolean }>(
    trx,
    'select role, is_explicit from deal_contacts where tenant_id = ? and deal_id = ? and contact_id = ?',
    [context.tenantId, deal.id, person.id],
  );
  if (was?.isExplicit === true && was.role === input.role) return;
  await trx.raw(
    `insert into deal_contacts (tenant_id, deal_id, contact_id, role, is_explicit, created_at) values (?, ?, ?, ?, true, ?)
     on conflict (tenant_id, deal_id, contact_id) do update set role = excluded.role, is_explicit = true`,
    [context.tenantId, deal.id, person.id, input.role, context.now],
  );
  const data = { contact: displayName(person), role: input.role, ...(was === null ? {} : { roleBefore: was.role }) };
  context.record({ type: 'deal.contact_linked', subject, related: [contact], data });
}

/** Takes the link between a deal and a contact away, the main contact's too: `deal.contact_unlinked`. Again does no harm. */
export async function unlinkDealContact(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly dealId: string; readonly contactId: string },
): Promise<void> {
  const contact = { type: 'contact', id: input.contactId } as const;
  const subject = { type: 'deal', id: input.dealId } as const;
  const locked = await lockSubjects(trx, context, [contact, subject]);
  const [deal] = locked.deal;
  const [person] = locked.contact;
  if (deal === undefined || person === undefined) throw notFound('deal');
  requireUnlocked(deal);
  const gone = await rowOf<{ role: DealContactRole }>(
    trx,
    'delete from deal_contacts where tenant_id = ? and deal_id = ? and contact_id = ? returning role',
    [context.tenantId, deal.id, person.id],
  );
  if (gone === null) return;
  if (deal.contactId === person.id) await updateDeal(trx, context, { id: deal.id, patch: { contactId: null }, loaded: deal });
  const data = { contact: displayName(person), role: gone.role };
  context.record({ type: 'deal.contact_unlinked', subject, related: [contact], data });
}
