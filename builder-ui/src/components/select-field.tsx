import { FormGroup, HTMLSelect } from '@blueprintjs/core';
import { useId } from 'react';

export interface Choice<T extends string = string> {
  readonly value: T;
  readonly label: string;
}

interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly id?: string;
  readonly disabled?: boolean;
  readonly wide?: boolean;
}

export function SelectField<T extends string>({ label, value, choices, onChange, error, hint, id, disabled, wide }: SelectFieldProps<T>) {
  const made = useId();
  const fieldId = id ?? made;
  const help = error ?? hint;
  const choose = (text: string) => {
    const found = choices.find((choice) => choice.value === text);
    if (found) onChange(found.value);
  };
  return (
    <FormGroup
      className={wide ? 'cz-wide' : undefined}
      label={label}
      labelFor={fieldId}
      intent={error ? 'danger' : 'none'}
      helperText={help && <span id={`${fieldId}-help`}>{help}</span>}
    >
      <HTMLSelect
        id={fieldId}
        fill
        disabled={disabled}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={help ? `${fieldId}-help` : undefined}
        value={value}
        onChange={(event) => choose(event.target.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </HTMLSelect>
    </FormGroup>
  );
}
