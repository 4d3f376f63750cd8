import type { useTranslation } from 'react-i18next';
import type { ExpectationInput, ScenarioRunAnswer } from '../../../../../api/contracts/scenarios.ts';

type T = ReturnType<typeof useTranslation<'simulations'>>['t'];
type Bounds = { readonly atLeast: number | null; readonly atMost: number | null };
type Checked = ScenarioRunAnswer['expectations'][number];

/** Step id -> how the draft calls it. */
export type StepTitles = ReadonlyMap<string, string>;

/** What is expected, as a sentence. */
export function expectationWords(t: T, expectation: ExpectationInput, steps: StepTitles): string {
  const of = 'record' in expectation && expectation.record !== null ? t('expect.oneRecord') : t('expect.everyRecord');
  const step = 'step' in expectation ? (steps.get(expectation.step) ?? expectation.step) : '';
  switch (expectation.kind) {
    case 'ended':
      return t('expect.ended', { of, status: t(`statuses.${expectation.status}`) });
    case 'step':
      return t(expectation.passed ? 'expect.passed' : 'expect.neverPassed', { of, step });
    case 'messages':
    case 'tasks':
      return t(`expect.${expectation.kind}`, { of, bounds: boundWords(t, expectation) });
    case 'field':
      return t('expect.field', { of, field: expectation.field, value: valueWords(t, expectation.value) });
    case 'total_ended':
      return t('expect.total_ended', { bounds: boundWords(t, expectation), status: t(`statuses.${expectation.status}`) });
    case 'total_outcome': {
      const outcome = t(`outcomes.${expectation.outcome}`, { defaultValue: expectation.outcome });
      return t('expect.total_outcome', { bounds: boundWords(t, expectation), step, outcome });
    }
  }
}

/** Why it was not met: for whom, and what came instead. */
export function missWords(t: T, { expectation, missed, misses }: Checked): string {
  const parts = misses.slice(0, 3).map(({ code, record, actual }) => {
    if (code !== 'otherwise') return t(`miss.${code}`);
    const came =
      'step' in expectation && expectation.kind === 'step'
        ? t(actual === true ? 'miss.passed' : 'miss.notPassed')
        : cameWords(t, expectation, actual);
    return record === null ? came : t('miss.of', { name: record.name, came });
  });
  const more = missed - parts.length;
  return [...parts, ...(more > 0 ? [t('miss.more', { count: more })] : [])].join('; ');
}

function cameWords(t: T, expectation: ExpectationInput, actual: Checked['misses'][number]['actual']): string {
  return expectation.kind === 'ended' ? t(`statuses.${String(actual)}`, { defaultValue: String(actual) }) : valueWords(t, actual);
}

function boundWords(t: T, { atLeast, atMost }: Bounds): string {
  if (atLeast !== null && atMost !== null)
    return atLeast === atMost ? t('bounds.exactly', { n: atLeast }) : t('bounds.between', { atLeast, atMost });
  if (atLeast !== null) return t('bounds.atLeast', { n: atLeast });
  return atMost === null ? t('bounds.any') : t('bounds.atMost', { n: atMost });
}

export function valueWords(t: T, value: unknown): string {
  if (value === null || value === '' || value === undefined) return t('emptyValue');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
