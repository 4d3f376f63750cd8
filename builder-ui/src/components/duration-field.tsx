import { Checkbox, ControlGroup, FormGroup, HTMLSelect, NumericInput } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Duration, type DurationUnit, durationUnits, type Whose, whoseHours } from '../../../domain/time.ts';

interface DurationFieldProps {
  readonly label: string;
  readonly value: Duration;
  readonly onChange: (value: Duration) => void;
  readonly error?: string | undefined;
  /** Offers to count only working time. */
  readonly business?: boolean;
  readonly hint?: string | undefined;
}

/** A span as a number and a unit, in calendar or working time. */
export function DurationField({ label, value, onChange, error, business = true, hint }: DurationFieldProps) {
  const { t } = useTranslation('components');
  const id = useId();
  const help = error ?? hint;
  return (
    <FormGroup label={label} labelFor={id} intent={error ? 'danger' : 'none'} helperText={help}>
      <ControlGroup>
        <NumericInput
          id={id}
          min={0}
          value={value.amount}
          aria-invalid={error !== undefined || undefined}
          buttonPosition="none"
          style={{ width: 72 }}
          onValueChange={(amount) => Number.isFinite(amount) && onChange({ ...value, amount })}
        />
        <HTMLSelect
          aria-label={t('duration.unit')}
          value={value.unit}
          onChange={(event) => {
            const unit = durationUnits.find((one): one is DurationUnit => one === event.target.value);
            if (unit) onChange({ ...value, unit });
          }}
        >
          {durationUnits.map((unit) => (
            <option key={unit} value={unit}>
              {t(`duration.units.${unit}`)}
            </option>
          ))}
        </HTMLSelect>
      </ControlGroup>
      {business && (
        <>
          <Checkbox
            checked={value.business ?? false}
            label={t('duration.business')}
            onChange={(event) => onChange(onlyTime(value, event.currentTarget.checked))}
          />
          {value.business && (
            <WhoseHours value={value.whose} onChange={(whose) => onChange({ ...onlyTime(value, true), ...(whose && { whose }) })} />
          )}
        </>
      )}
    </FormGroup>
  );
}

function onlyTime({ amount, unit }: Duration, business: boolean): Duration {
  return { amount, unit, business };
}

/** Whose hours count: the workspace's, those of the owner's team, or the owner's. */
export function WhoseHours({ value, onChange }: { value: Whose | undefined; onChange: (whose: Whose | undefined) => void }) {
  const { t } = useTranslation('components');
  return (
    <HTMLSelect
      aria-label={t('duration.whose')}
      value={value ?? 'workspace'}
      onChange={(event) => onChange(whoseHours.find((one) => one === event.target.value))}
    >
      {(['workspace', ...whoseHours] as const).map((one) => (
        <option key={one} value={one}>
          {t(`duration.whoseHours.${one}`)}
        </option>
      ))}
    </HTMLSelect>
  );
}
