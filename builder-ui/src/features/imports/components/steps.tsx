import { Tick } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';

const steps = ['file', 'map', 'check', 'run'] as const;
export type ImportStep = (typeof steps)[number];

/** Where in the import one is: file, columns, check, import. */
export function Steps({ at }: { at: ImportStep }) {
  const { t } = useTranslation('imports');
  const index = steps.indexOf(at);
  return (
    <ol className="cz-steps" aria-label={t('steps')}>
      {steps.map((step, position) => (
        <li
          key={step}
          data-state={position < index ? 'done' : position === index ? 'now' : 'later'}
          aria-current={position === index ? 'step' : undefined}
        >
          <span className="cz-step-number">{position < index ? <Tick size={12} title={t('stepDone')} /> : position + 1}</span>
          <span className="cz-step-name">{t(`step.${step}`)}</span>
        </li>
      ))}
    </ol>
  );
}
