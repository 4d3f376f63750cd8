import { FormGroup, InputGroup } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useTimeZone } from '../lib/use-formats.ts';
import { fromZonedInput, toZonedInput } from './zoned-input.ts';

interface DateTimeFieldProps {
  readonly label: string;
  /** An instant, or null for none. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly id?: string;
  readonly autoFocus?: boolean;
}

/** A date and time in the reader's zone, which is named when it is not the browser's. The platform's own picker opens. */
export function DateTimeField({ label, value, onChange, error, required, id, autoFocus }: DateTimeFieldProps) {
  const { t } = useTranslation('components');
  const made = useId();
  const fieldId = id ?? made;
  const timeZone = useTimeZone();
  const elsewhere = timeZone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  const help = error ?? (elsewhere ? t('inZone', { zone: timeZone }) : undefined);
  return (
    <FormGroup
      label={label}
      labelFor={fieldId}
      intent={error ? 'danger' : 'none'}
      helperText={help && <span id={`${fieldId}-help`}>{help}</span>}
    >
      <InputGroup
        id={fieldId}
        type="datetime-local"
        fill
        required={required}
        autoFocus={autoFocus}
        aria-describedby={help ? `${fieldId}-help` : undefined}
        aria-invalid={error !== undefined || undefined}
        value={value === null ? '' : toZonedInput(value, timeZone)}
        onChange={(event) => onChange(fromZonedInput(event.target.value, timeZone))}
      />
    </FormGroup>
  );
}
