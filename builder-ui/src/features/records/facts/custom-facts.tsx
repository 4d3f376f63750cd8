import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import { mayEditField } from '../../../../../domain/records/custom-field-rules.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useColleagues, useUserName } from '../users.ts';
import { CustomOptions, OptionWords } from './custom-options.tsx';
import { useCustomFields } from './custom-fields.ts';
import { EditableField, type FieldKind } from './editable-field.tsx';
import type { SaveResult } from './use-record-editor.ts';
import './custom-facts.css';

const kinds: Readonly<Record<Exclude<CustomField['type'], 'multiselect'>, FieldKind>> = {
  text: 'text',
  number: 'number',
  currency: 'number',
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

/** The tenant's own fields in their groups, edited in place like built-in ones. */
export function CustomFacts({ entity, values, readOnly, save }: CustomFactsProps) {
  const { me } = useSession();
  const fields = useCustomFields(entity);
  const groups = [...new Set(fields.map((field) => field.groupName))];
  return groups.map((group) => (
    <div key={group ?? ''} role={group === null ? undefined : 'group'} aria-label={group ?? undefined}>
      {group !== null && <h3 className="cz-custom-group">{group}</h3>}
      {fields
        .filter((field) => field.groupName === group)
        .map((field) => (
          <CustomFact
            key={field.key}
            field={field}
            value={values[field.key] ?? null}
            readOnly={readOnly || !mayEditField(field.editableBy, me.user.roles)}
            save={save}
          />
        ))}
    </div>
  ));
}

interface CustomFactProps extends Pick<CustomFactsProps, 'readOnly' | 'save'> {
  readonly field: CustomField;
  readonly value: unknown;
}

function CustomFact({ field, value, readOnly, save }: CustomFactProps) {
  const formats = useFormats();
  const { me } = useSession();
  const colleagues = useColleagues();
  const userName = useUserName();
  if (field.type === 'multiselect') return <CustomOptions field={field} value={value} readOnly={readOnly} save={save} />;
  const offered =
    field.type === 'user'
      ? colleagues.map((user) => ({ value: user.id, label: user.name }))
      : field.options.filter((option) => option.archived !== true || option.value === value);
  const shown = () => {
    if (value === null) return undefined;
    if (field.type === 'select') return <OptionWords field={field} values={[value]} />;
    if (field.type === 'user') return userName(String(value));
    if (field.type === 'currency' && typeof value === 'number')
      return formats.money(Math.round(value * 100), field.rules.currency ?? me.tenant.currency);
    if (field.type === 'date') return formats.date(`${String(value)}T12:00:00Z`);
    return undefined;
  };
  const words = shown();
  return (
    <div title={field.description ?? undefined}>
      <EditableField
        field={`custom.${field.key}`}
        label={field.label}
        kind={kinds[field.type]}
        value={value}
        choices={[{ value: '', label: '' }, ...offered]}
        readOnly={readOnly}
        {...(words !== undefined && { shown: words })}
        save={save}
      />
      {field.description !== null && <p className="cz-custom-help">{field.description}</p>}
    </div>
  );
}
