import { Button, Checkbox } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { ExpectationInput } from '../../../../../api/contracts/scenarios.ts';
import { simulatedStatuses } from '../../../../../domain/automation/simulate/scenario.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { expectationKinds, freshExpectation, type ScenarioStep, valueOfText } from '../scenarios-api.ts';

export interface NamedRecord {
  readonly id: string;
  readonly name: string;
}

interface ExpectationFieldsProps {
  readonly number: number;
  readonly expectation: ExpectationInput;
  readonly steps: readonly ScenarioStep[];
  /** Those that can be meant one by one. */
  readonly records: readonly NamedRecord[];
  readonly onChange: (expectation: ExpectationInput | null) => void;
}

/** One expectation: what kind it is, and what that kind asks for. */
export function ExpectationFields({ number, expectation, steps, records, onChange }: ExpectationFieldsProps) {
  const { t } = useTranslation('simulations');
  const kinds = expectationKinds.filter((kind) => steps.length > 0 || (kind !== 'step' && kind !== 'total_outcome'));
  return (
    <fieldset className="cz-reaction">
      <legend>{t('expectation', { number })}</legend>
      <Button
        className="cz-reaction-remove"
        variant="minimal"
        size="small"
        icon={<Cross />}
        aria-label={t('removeExpectation', { number })}
        onClick={() => onChange(null)}
      />
      <SelectField
        label={t('expectWhat')}
        value={expectation.kind}
        choices={kinds.map((value) => ({ value, label: t(`expectationKinds.${value}`) }))}
        onChange={(kind) => onChange(freshExpectation(kind, steps))}
      />
      {'record' in expectation && records.length > 1 && (
        <SelectField
          label={t('ofWhom')}
          value={expectation.record ?? ''}
          choices={[{ value: '', label: t('expect.everyRecord') }, ...records.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(record) => onChange({ ...expectation, record: record === '' ? null : record })}
        />
      )}
      <Parts expectation={expectation} steps={steps} onChange={onChange} />
      {'atLeast' in expectation && (
        <div className="cz-bounds">
          <BoundField label={t('atLeast')} value={expectation.atLeast} onChange={(atLeast) => onChange({ ...expectation, atLeast })} />
          <BoundField label={t('atMost')} value={expectation.atMost} onChange={(atMost) => onChange({ ...expectation, atMost })} />
        </div>
      )}
    </fieldset>
  );
}

function Parts({ expectation, steps, onChange }: Omit<ExpectationFieldsProps, 'number' | 'records'>) {
  const { t } = useTranslation('simulations');
  const stepChoices = steps.map((step) => ({ value: step.id, label: step.title }));
  switch (expectation.kind) {
    case 'ended':
    case 'total_ended':
      return (
        <SelectField
          label={t('status')}
          value={expectation.status}
          choices={simulatedStatuses.map((value) => ({ value, label: t(`statuses.${value}`) }))}
          onChange={(status) => onChange({ ...expectation, status })}
        />
      );
    case 'step':
      return (
        <>
          <SelectField
            label={t('step')}
            value={expectation.step}
            choices={stepChoices}
            onChange={(step) => onChange({ ...expectation, step })}
          />
          <Checkbox
            checked={!expectation.passed}
            label={t('never')}
            onChange={(event) => onChange({ ...expectation, passed: !event.currentTarget.checked })}
          />
        </>
      );
    case 'field':
      return (
        <>
          <TextField
            label={t('field')}
            hint={t('fieldHint')}
            value={expectation.field}
            maxLength={200}
            onChange={(field) => onChange({ ...expectation, field })}
          />
          <TextField
            label={t('value')}
            value={expectation.value === null ? '' : String(expectation.value)}
            maxLength={500}
            onChange={(text) => onChange({ ...expectation, value: text })}
            onBlur={(event) => onChange({ ...expectation, value: valueOfText(event.target.value) })}
          />
        </>
      );
    case 'total_outcome': {
      const outcomes = steps.find((step) => step.id === expectation.step)?.outcomes ?? [];
      return (
        <>
          <SelectField
            label={t('step')}
            value={expectation.step}
            choices={stepChoices}
            onChange={(step) =>
              onChange({ ...expectation, step, outcome: steps.find((one) => one.id === step)?.outcomes[0] ?? expectation.outcome })
            }
          />
          <SelectField
            label={t('outcome')}
            value={expectation.outcome}
            choices={outcomes.map((value) => ({ value, label: t(`outcomes.${value}`, { defaultValue: value }) }))}
            onChange={(outcome) => onChange({ ...expectation, outcome })}
          />
        </>
      );
    }
    default:
      return null;
  }
}

function BoundField({ label, value, onChange }: { label: string; value: number | null; onChange: (value: number | null) => void }) {
  return (
    <TextField
      label={label}
      inputMode="numeric"
      maxLength={6}
      value={value === null ? '' : String(value)}
      onChange={(text) => onChange(/^\d+$/.test(text) ? Number(text) : null)}
    />
  );
}
