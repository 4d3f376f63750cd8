import { Checkbox, FormGroup } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import type { Json } from '../../../../../domain/json.ts';
import { mayEditField } from '../../../../../domain/records/custom-field-rules.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { useColleagues } from '../users.ts';
import { useCustomFields } from './custom-fields.ts';

export type CustomValues = Readonly<Record<string, Json>>;

interface DemandedFieldsProps {
  readonly entity: CustomField['entity'];
  readonly values: CustomValues;
  readonly onChange: (values: CustomValues) => void;
  /** What is wrong with the value at a pointer such as `/custom/budget`. */
  readonly error: (pointer: string) => string | undefined;
}

/** The tenant's own fields without which a new record is refused and that nothing fills by itself. */
export function DemandedFields({ entity, values, onChange, error }: DemandedFieldsProps) {
  const { me } = useSession();
  const demanded = useCustomFields(entity).filter(
    (field) => field.required && field.defaultValue === null && mayEditField(field.editableBy, me.user.roles),
  );
  return demanded.map((field) => (
    <DemandedField
      key={field.key}
      field={field}
      value={values[field.key] ?? null}
      error={error(`/custom/${field.key}`)}
      onChange={(value) => onChange({ ...values, [field.key]: value })}
    />
  ));
}

const inputTypes: Readonly<Partial<Record<CustomField['type'], string>>> = {
  number: 'number',
  currency: 'number',
  date: 'date',
  url: 'url',
};

interface DemandedFieldProps {
  readonly field: CustomField;
  readonly value: Json;
  readonly error: string | undefined;
  readonly onChange: (value: Json) => void;
}

function DemandedField({ field, value, error, onChange }: DemandedFieldProps) {
  const { t } = useTranslation('records');
  const colleagues = useColleagues();
  const common = { label: field.label, error, hint: field.description ?? undefined };
  const offered = field.options.filter((option) => option.archived !== true);
  const chosen = (choices: readonly { readonly value: string; readonly label: string }[], read: (text: string) => Json) => (
    <SelectField
      {...common}
      value={value === null ? '' : String(value)}
      choices={[{ value: '', label: '' }, ...choices]}
      onChange={(text) => onChange(text === '' ? null : read(text))}
    />
  );
  switch (field.type) {
    case 'boolean':
      return chosen(
        [
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ],
        (text) => text === 'true',
      );
    case 'select':
      return chosen(offered, (text) => text);
    case 'user':
      return chosen(
        colleagues.map((user) => ({ value: user.id, label: user.name })),
        (text) => text,
      );
    case 'multiselect':
      return <Several field={field} offered={offered} value={Array.isArray(value) ? value : []} error={error} onChange={onChange} />;
    default: {
      const isNumber = inputTypes[field.type] === 'number';
      return (
        <TextField
          {...common}
          type={inputTypes[field.type] ?? 'text'}
          step={isNumber ? 'any' : undefined}
          required
          autoComplete="off"
          value={value === null ? '' : String(value)}
          onChange={(text) => onChange(text.trim() === '' ? null : isNumber ? Number(text) : text)}
        />
      );
    }
  }
}

interface SeveralProps extends Omit<DemandedFieldProps, 'value'> {
  readonly offered: readonly { readonly value: string; readonly label: string }[];
  readonly value: readonly Json[];
}

function Several({ field, offered, value, error, onChange }: SeveralProps) {
  const id = useId();
  return (
    <FormGroup label={field.label} labelFor={id} intent={error ? 'danger' : 'none'} helperText={error ?? field.description}>
      <div id={id} role="group" aria-label={field.label}>
        {offered.map((option) => (
          <Checkbox
            key={option.value}
            label={option.label}
            checked={value.includes(option.value)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...value, option.value] : value.filter((one) => one !== option.value))
            }
          />
        ))}
      </div>
    </FormGroup>
  );
}
