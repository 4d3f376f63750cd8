import { FormGroup, InputGroup, TextArea } from '@blueprintjs/core';
import { type InputHTMLAttributes, type ReactElement, type Ref, useId } from 'react';

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'size' | 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with it, in a sentence. */
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly rightElement?: ReactElement;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** Several lines instead of one. */
  readonly lines?: number;
  readonly wide?: boolean;
}

/** Label above, error or hint below, tied together for screen readers. */
export function TextField({ label, value, onChange, error, hint, rightElement, inputRef, lines, wide, id, ...rest }: TextFieldProps) {
  const made = useId();
  const fieldId = id ?? made;
  const help = error ?? hint;
  const described = help ? `${fieldId}-help` : undefined;
  const shared = {
    id: fieldId,
    'aria-describedby': described,
    'aria-invalid': error !== undefined || undefined,
    intent: error ? ('danger' as const) : undefined,
    fill: true,
  };
  return (
    <FormGroup
      className={wide ? 'cz-wide' : undefined}
      label={label}
      labelFor={fieldId}
      helperText={help && <span id={described}>{help}</span>}
      intent={error ? 'danger' : 'none'}
    >
      {lines ? (
        <TextArea
          {...shared}
          rows={lines}
          value={value}
          placeholder={rest.placeholder}
          disabled={rest.disabled}
          maxLength={rest.maxLength}
          required={rest.required}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <InputGroup
          {...(rest as object)}
          {...shared}
          inputRef={inputRef}
          value={value}
          rightElement={rightElement}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormGroup>
  );
}
