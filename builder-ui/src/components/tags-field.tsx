import { FormGroup, TagInput } from '@blueprintjs/core';
import { useId } from 'react';

interface TagsFieldProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
  readonly placeholder?: string;
  readonly error?: string | undefined;
}

/** Names typed one after the other; Enter or a comma ends one. */
export function TagsField({ label, values, onChange, placeholder, error }: TagsFieldProps) {
  const id = useId();
  return (
    <FormGroup label={label} labelFor={id} intent={error ? 'danger' : 'none'} helperText={error}>
      <TagInput
        fill
        addOnBlur
        values={[...values]}
        inputProps={{ id, 'aria-invalid': error !== undefined || undefined }}
        placeholder={values.length === 0 ? placeholder : undefined}
        tagProps={{ minimal: true }}
        onChange={(next) =>
          onChange([
            ...new Set(
              next
                .map(String)
                .map((name) => name.trim())
                .filter(Boolean),
            ),
          ])
        }
      />
    </FormGroup>
  );
}
