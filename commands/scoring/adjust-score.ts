import { UserError } from '../../domain/errors/errors.ts';
import { scoreRange } from '../../domain/records/lead-rules.ts';
import { storableText } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord } from '../records/lock-record.ts';
import type { LeadRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';

/** Gives a lead points beside the rules, or takes some; the reason stands on its timeline. */
export async function adjustScore(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly add: number; readonly reason?: string | undefined },
): Promise<LeadRow> {
  const lead = await lockRecord(trx, context, 'lead', input.id);
  const score = lead.score + input.add;
  if (score < scoreRange.min || score > scoreRange.max) {
    const detail = `The score is ${lead.score}; it cannot go below ${scoreRange.min} or above ${scoreRange.max}.`;
    throw new UserError('validation_failed', detail, [{ pointer: '/add', code: 'score_out_of_range', detail }]);
  }
  const data = input.reason === undefined ? {} : { data: { reason: storableText(input.reason) } };
  return (await writeRecord(trx, context, 'lead', lead, { score }, data)).row;
}
