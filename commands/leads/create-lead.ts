import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { limitReached } from '../entitlements/take-room.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { LeadRow } from '../records/rows.ts';
import { addTags } from '../tags/add-tag.ts';
import { displayName } from '../../domain/records/text-rules.ts';
import { assignmentNotice } from '../records/write-record.ts';
import type { CreateLead } from './create-leads.ts';
import { createLeads } from './create-leads.ts';

/**
 * Creates one lead. With the e-mail of a living lead it answers as `onDuplicate` says; by default it refuses with 409 and
 * the existing id. A new owner is told in the same transaction.
 */
export async function createLead(
  trx: TenantTrx,
  context: CommandContext,
  input: CreateLead & { readonly tags?: readonly string[] | undefined },
): Promise<{ readonly lead: LeadRow; readonly outcome: 'created' | 'updated' | 'skipped' }> {
  const { tags, ...fields } = input;
  const [result] = await createLeads(trx, context, [fields]);
  if (!result) throw new Error('no answer for the lead');
  if (result.outcome === 'no_room') throw await limitReached(trx, context, 'leads.max');
  if (result.outcome === 'invalid') {
    refuseProblems('lead', result.problems);
    throw new Error('an invalid lead without a problem');
  }
  if (result.outcome === 'duplicate') throw result.hidden === true ? hiddenDuplicate() : duplicateOf(result.lead);
  const { lead, outcome } = result;
  if (outcome === 'created' && lead.ownerUserId !== null) {
    const notice = assignmentNotice(context, 'lead', { id: lead.id, name: displayName(lead) }, lead.ownerUserId);
    if (notice !== null) await trx.raw(notice.sql, notice.bindings);
  }
  if (outcome !== 'skipped' && tags && tags.length > 0) {
    await addTags(trx, context, { record: { type: 'lead', id: lead.id }, names: tags, held: outcome === 'created' });
  }
  return { lead, outcome };
}

function hiddenDuplicate(): UserError {
  const detail = 'A lead with this e-mail address exists already, among records that you do not see.';
  return new UserError('conflict', detail, [{ pointer: '/email', code: 'duplicate_email', detail }]);
}

function duplicateOf(existing: LeadRow): UserError {
  const detail = `A lead with this e-mail address exists already: ${existing.id}.`;
  return new UserError('conflict', detail, [{ pointer: '/email', code: 'duplicate_email', detail }], { existingId: existing.id });
}
