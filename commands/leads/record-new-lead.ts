import { leadFields } from '../../domain/records/record-fields.ts';
import type { CommandContext } from '../lib/context.ts';
import { createdFields } from '../records/created-fields.ts';
import type { LeadRow } from '../records/rows.ts';

/** Records what a new lead means: it exists, it has an owner, it may be a duplicate. */
export function recordNewLead(context: CommandContext, lead: LeadRow): LeadRow {
  const subject = { type: 'lead', id: lead.id } as const;
  context.record({ type: 'lead.created', subject, after: createdFields(lead, Object.keys(leadFields)) });
  if (lead.ownerUserId !== null) {
    context.record({
      type: 'lead.assigned',
      subject,
      before: { ownerUserId: null },
      after: { ownerUserId: lead.ownerUserId, routingReason: lead.routingReason },
    });
  }
  if (lead.duplicateOf !== null) {
    context.record({
      type: 'lead.duplicate_flagged',
      subject,
      data: { duplicateOf: lead.duplicateOf, score: lead.duplicateScore, reason: lead.duplicateScore === 100 ? 'email' : 'phone' },
    });
  }
  return lead;
}
