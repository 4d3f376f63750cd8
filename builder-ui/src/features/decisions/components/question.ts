import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../../../api/contracts/decisions.ts';

/** The question of a decision in a few words; the deal is named beside it. */
export function useQuestion(): (decision: Decision) => string {
  const { t } = useTranslation('decisions');
  return ({ action, termsBefore, termsAfter }) => {
    if (action === 'deal.win') return t('question.win');
    if (action === 'deal.review') return t('question.review');
    const { discountPercent } = termsAfter;
    return discountPercent !== null && discountPercent !== termsBefore.discountPercent
      ? t('question.discount', { percent: discountPercent })
      : t('question.terms');
  };
}
