import { type DealTerms, termFields, termsOf } from '../../domain/decisions/terms.ts';
import type { TermsPatch } from '../../domain/decisions/title.ts';
import { policiesAsking } from '../decisions/gate.ts';
import type { RequestDecision } from '../decisions/request-decision.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';

export interface TermsToDecide {
  /** What may be written now. */
  readonly beside: Record<string, unknown>;
  readonly request: Omit<RequestDecision, 'deal'>;
}

/**
 * Splits a change of a deal where a policy wants to be asked about its new terms: they are held back until it is decided, the rest is
 * written. Null where nobody has to be asked. No statement where no term changes.
 */
export async function termsToDecide(
  trx: TenantTrx,
  context: CommandContext,
  deal: DealTerms & { readonly id: string | null },
  values: Readonly<Record<string, unknown>>,
): Promise<TermsToDecide | null> {
  const changed = termFields.filter((field) => values[field] !== undefined && values[field] !== deal[field]);
  if (changed.length === 0) return null;
  // The values were read by the rules of these very fields.
  const patch = Object.fromEntries(changed.map((field) => [field, values[field]])) as TermsPatch;
  const terms = { ...termsOf(deal), ...patch };
  const policies = await policiesAsking(trx, context, 'deal.terms', terms, deal.id);
  if (policies.length === 0) return null;
  const beside = Object.fromEntries(Object.entries(values).filter(([field]) => !termFields.some((term) => term === field)));
  return { beside, request: { action: 'deal.terms', policies, terms, effect: { kind: 'terms', patch } } };
}
