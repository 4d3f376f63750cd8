import type { DecisionAction } from './policy.ts';
import type { DealTerms } from './terms.ts';

export type TermsPatch = { readonly [K in keyof DealTerms]?: DealTerms[K] };

/** What approval does, besides saying yes. */
export type DecisionEffect =
  | { readonly kind: 'terms'; readonly patch: TermsPatch }
  | { readonly kind: 'win'; readonly stageId: string | null; readonly reason: string | null }
  | { readonly kind: 'none' };

/** The question in a line, for mails and wherever no interface puts it into words of its own. */
export function titleOf(action: DecisionAction, dealName: string, before: DealTerms, after: DealTerms): string {
  if (action === 'deal.win') return `Win ${dealName}`;
  const discount = after.discountPercent ?? 0;
  if (action === 'deal.review') return discount > 0 ? `Review ${dealName}, discount ${discount} %` : `Review ${dealName}`;
  if (discount !== (before.discountPercent ?? 0) && discount > 0) return `Discount ${discount} % on ${dealName}`;
  if (after.flagged && !before.flagged) return `Flagged product in ${dealName}`;
  return `New amount of ${dealName}`;
}
