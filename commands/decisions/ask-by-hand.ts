import { asks, type DealTerms, termFields, termsOf } from '../../domain/decisions/terms.ts';
import type { TermsPatch } from '../../domain/decisions/title.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireUnlocked } from '../deals/update-deal.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { lockRecord } from '../records/lock-record.ts';
import type { DealRow } from '../records/rows.ts';
import { activePolicies } from './gate.ts';
import { requestDecision } from './request-decision.ts';

export interface AskByHand {
  readonly dealId: string;
  readonly note: string | null;
  /** Terms that approval is to bring; without any, those of the deal are looked at as they are. */
  readonly terms: TermsPatch;
}

/** A person asks for a decision, whether or not a policy wants one: those policies are followed whose thresholds are exceeded. */
export async function askByHand(trx: TenantTrx, context: CommandContext, input: AskByHand): Promise<DealRow> {
  const deal = await lockRecord(trx, context, 'deal', input.dealId);
  requireUnlocked(deal);
  if (deal.status !== 'open') throw new UserError('conflict', 'Only an open deal waits for a decision.');
  const { values, problems } = await readPatch(trx, context, 'deal', input.terms, deal);
  refuseProblems('deal', problems);
  const changed = termFields.filter((field) => values[field] !== undefined && values[field] !== deal[field]);
  // The values were read by the rules of these very fields.
  const patch = Object.fromEntries(changed.map((field) => [field, values[field]])) as TermsPatch;
  const terms: DealTerms = { ...termsOf(deal), ...patch };
  const policies = (await activePolicies(trx, context, null)).filter((policy) => asks(policy.conditions, terms));
  const review = changed.length === 0;
  return requestDecision(trx, context, {
    deal,
    action: review ? 'deal.review' : 'deal.terms',
    policies,
    terms,
    effect: review ? { kind: 'none' } : { kind: 'terms', patch },
    note: input.note,
  });
}
