import { Tag } from '@blueprintjs/core';
import { Cross, Tick } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { ScenarioRunAnswer } from '../../../../../api/contracts/scenarios.ts';
import { expectationWords, missWords, type StepTitles } from './expectation-words.ts';

/** Passed or failed, in a word and a glyph. */
export function Verdict({ passed }: { passed: boolean }) {
  const { t } = useTranslation('simulations');
  return (
    <Tag minimal intent={passed ? 'success' : 'danger'} icon={passed ? <Tick size={12} /> : <Cross size={12} />}>
      {t(passed ? 'passed' : 'failedTest')}
    </Tag>
  );
}

/** Every expectation of a scenario with whether it was met, and why not. */
export function ScenarioResult({ run, steps }: { run: ScenarioRunAnswer; steps: StepTitles }) {
  const { t } = useTranslation('simulations');
  return (
    <div className="cz-scenario-result">
      {run.problem !== null && <p className="cz-field-error">{t(`problems.${run.problem}`)}</p>}
      {run.gone.length > 0 && <p className="cz-muted">{t('gone', { count: run.gone.length })}</p>}
      {run.problem === null && run.expectations.length === 0 && <p className="cz-muted">{t('nothingExpected')}</p>}
      <ul className="cz-expectations">
        {run.expectations.map((checked, index) => (
          <li key={index}>
            {checked.met ? <Tick size={14} title={t('met')} /> : <Cross size={14} title={t('notMet')} />}
            <span>
              {expectationWords(t, checked.expectation, steps)}
              {!checked.met && <span className="cz-field-error"> {missWords(t, checked)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
