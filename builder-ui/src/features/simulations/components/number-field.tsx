import { FormGroup, NumericInput } from '@blueprintjs/core';
import { useId } from 'react';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  readonly hint?: string;
  readonly onChange: (value: number) => void;
}

/** A whole number within bounds. */
export function NumberField({ label, value, min = 1, max, hint, onChange }: NumberFieldProps) {
  const id = useId();
  return (
    <FormGroup label={label} labelFor={id} helperText={hint}>
      <NumericInput
        id={id}
        fill
        min={min}
        max={max}
        buttonPosition="none"
        clampValueOnBlur
        stepSize={1}
        minorStepSize={null}
        value={value}
        onValueChange={(next) => Number.isInteger(next) && next >= min && next <= max && onChange(next)}
      />
    </FormGroup>
  );
}
