import { Checkbox, ControlGroup, FormGroup, HTMLSelect, NumericInput } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Duration, type DurationUnit, durationUnits } from '../../../domain/time.ts';

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
        <Checkbox
          checked={value.business ?? false}
          label={t('duration.business')}
          onChange={(event) => onChange({ ...value, business: event.currentTarget.checked })}
        />
      )}
    </FormGroup>
  );
}
