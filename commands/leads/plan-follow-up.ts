import { displayName } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { userOf } from '../records/made-by.ts';
import type { LeadRow } from '../records/rows.ts';
import { createTask } from '../tasks/create-task.ts';

/** A lead put aside comes back by itself: a task for its owner falls due on the day it was put aside for. */
export async function planFollowUp(trx: TenantTrx, context: CommandContext, lead: LeadRow): Promise<void> {
  // A file tells of the past; its owners are told at its end.
  if (context.actor.kind === 'import' || lead.followUpAt === null) return;
  await createTask(trx, context, {
    title: `Follow up: ${displayName(lead)}`,
    kind: 'follow_up',
    dueAt: lead.followUpAt,
    ownerUserId: lead.ownerUserId ?? userOf(context.actor),
    records: [{ type: 'lead', id: lead.id }],
    held: true,
    quiet: true,
  });
}
