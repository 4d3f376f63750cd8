/** What a deal is offered for: the values approvals are about. */
export interface DealTerms {
  readonly amountMinor: number;
  readonly currency: string;
  /** Percent off the list price; null where nobody said. */
  readonly discountPercent: number | null;
  /** The deal contains a product or unit that somebody has to look at. */
  readonly flagged: boolean;
}

export const termFields = ['amountMinor', 'currency', 'discountPercent', 'flagged'] as const;
export type TermField = (typeof termFields)[number];

/** Any of them is enough. What is left out asks for nothing. */
export interface Thresholds {
  readonly discountAbove?: number;
  /** In the smallest unit of the currency; deals in other currencies are not compared. */
  readonly amountAbove?: { readonly minor: number; readonly currency: string };
  readonly flagged?: true;
}

/** The thresholds that terms exceed. */
export function exceeded(thresholds: Thresholds, terms: DealTerms): readonly (keyof Thresholds)[] {
  const { discountAbove, amountAbove } = thresholds;
  return [
    ...(discountAbove !== undefined && (terms.discountPercent ?? 0) > discountAbove ? (['discountAbove'] as const) : []),
    ...(amountAbove !== undefined && amountAbove.currency === terms.currency && terms.amountMinor > amountAbove.minor
      ? (['amountAbove'] as const)
      : []),
    ...(thresholds.flagged === true && terms.flagged ? (['flagged'] as const) : []),
  ];
}

/** Whether terms need approval by these thresholds. */
export function asks(thresholds: Thresholds, terms: DealTerms): boolean {
  return exceeded(thresholds, terms).length > 0;
}

/**
 * Whether an earlier approval stands for these terms as well: what exceeds a threshold now must not go beyond what was approved.
 * What is not asked about may be anything.
 */
export function covers(thresholds: Thresholds, approved: DealTerms, terms: DealTerms): boolean {
  return exceeded(thresholds, terms).every((threshold) => {
    if (threshold === 'discountAbove') return (terms.discountPercent ?? 0) <= (approved.discountPercent ?? 0);
    if (threshold === 'amountAbove') return terms.currency === approved.currency && terms.amountMinor <= approved.amountMinor;
    return approved.flagged;
  });
}

/** The terms of anything that carries them, such as the row of a deal. */
export function termsOf(deal: DealTerms): DealTerms {
  const { amountMinor, currency, discountPercent, flagged } = deal;
  return { amountMinor, currency, discountPercent, flagged };
}

/** What a new deal stands at until its terms are approved. */
export function noTerms(currency: string): DealTerms {
  return { amountMinor: 0, currency, discountPercent: null, flagged: false };
}
