import { useTranslation } from 'react-i18next';
import type { Duration } from '../../../../../domain/time.ts';
import { useBuilder } from '../model/builder-context.ts';
import { durationWords } from '../sentences/words.ts';

/** How long a run takes, how much it sends and how long its history gets, from the drawing alone. */
export function RunEstimate() {
  const { t } = useTranslation('builder');
  const { estimate, words } = useBuilder();
  if (estimate === null) return null;
  const { minSeconds, maxSeconds, minMessages, maxMessages, minEvents, maxEvents } = estimate;
  const long = (seconds: number) => (seconds === 0 ? t('estimate.atOnce') : durationWords(words, inWholeUnits(seconds)));
  const range = (low: string | number, high: string | number | null): string =>
    high === null ? t('estimate.atLeast', { low }) : low === high ? String(low) : t('estimate.between', { low, high });
  return (
    <dl className="cz-facts-list">
      <dt>{t('estimate.time')}</dt>
      <dd>{range(long(minSeconds), maxSeconds === null ? null : long(maxSeconds))}</dd>
      <dt>{t('estimate.messages')}</dt>
      <dd>{range(minMessages, maxMessages)}</dd>
      <dt>{t('estimate.events')}</dt>
      <dd>{range(minEvents, maxEvents)}</dd>
    </dl>
  );
}

const units = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;

/** In the largest unit of which there are two or more, or that fits exactly. */
function inWholeUnits(seconds: number): Duration {
  for (const [unit, length] of units) {
    if (seconds % length === 0 || seconds >= 2 * length) return { amount: Math.round(seconds / length), unit };
  }
  return { amount: Math.round(seconds), unit: 'seconds' };
}
