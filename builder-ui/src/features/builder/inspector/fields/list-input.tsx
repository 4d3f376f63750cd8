import { TagInput } from '@blueprintjs/core';
import type { ValueType } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { useConditionWorld } from '../../model/condition-world.ts';
import type { FieldInfo } from '../../model/fields.ts';
import { textsOf } from '../../sentences/words.ts';

interface ListInputProps {
  readonly label: string;
  readonly field: FieldInfo | undefined;
  readonly type: ValueType;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
}

/** Several values: boxes to tick where they are known, else words typed one after the other. */
export function ListInput({ label, field, type, value, onChange }: ListInputProps) {
  const { lookups } = useConditionWorld();
  const chosen = textsOf(value ?? []);
  const options = type === 'user' ? lookups.users.map((user) => ({ value: user.id, label: user.name })) : field?.options;
  if (options !== undefined) {
    return (
      <fieldset className="cz-checks" aria-label={label}>
        {options.map((option) => (
          <label key={option.value} className="cz-check">
            <input
              type="checkbox"
              checked={chosen.includes(option.value)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value))
              }
            />
            {option.label}
          </label>
        ))}
      </fieldset>
    );
  }
  return (
    <TagInput
      fill
      addOnBlur
      values={chosen}
      inputProps={{ 'aria-label': label }}
      tagProps={{ minimal: true }}
      onChange={(next) => onChange(next.map(String))}
    />
  );
}
