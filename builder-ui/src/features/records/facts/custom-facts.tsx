import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import { useColleagues } from '../users.ts';
import { EditableField, type FieldKind } from './editable-field.tsx';
import type { SaveResult } from './use-record-editor.ts';
import { useCustomFields } from './custom-fields.ts';

const kinds: Readonly<Partial<Record<CustomField['type'], FieldKind>>> = {
  text: 'text',
  number: 'number',
  date: 'date',
  boolean: 'boolean',
  select: 'select',
  url: 'url',
  user: 'select',
};

interface CustomFactsProps {
  readonly entity: CustomField['entity'];
  readonly values: Readonly<Record<string, unknown>>;
  readonly readOnly: boolean;
  readonly save: (field: string, value: unknown, force?: boolean) => Promise<SaveResult>;
}

/** The tenant's own fields, edited like built-in ones. */
export function CustomFacts({ entity, values, readOnly, save }: CustomFactsProps) {
  const fields = useCustomFields(entity);
  const colleagues = useColleagues();
  return fields.map((field) => {
    const kind = kinds[field.type];
    const options = field.type === 'user' ? colleagues.map((user) => ({ value: user.id, label: user.name })) : field.options;
    const value = values[field.key] ?? null;
    const label = options.find((option) => option.value === value)?.label;
    return (
      <EditableField
        key={field.key}
        field={`custom.${field.key}`}
        label={field.label}
        kind={kind ?? 'text'}
        value={value}
        choices={[{ value: '', label: '' }, ...options]}
        readOnly={readOnly || kind === undefined}
        {...(label !== undefined && { shown: label })}
        save={save}
      />
    );
  });
}
