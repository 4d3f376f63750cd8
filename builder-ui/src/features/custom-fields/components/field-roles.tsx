import { Checkbox } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { mayEditField } from '../../../../../domain/records/custom-field-rules.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { useRoles } from '../../settings/people.ts';

interface FieldRolesProps {
  /** What the roles may: read the field at all, or change it. */
  readonly right: 'viewableBy' | 'editableBy';
  readonly value: readonly string[] | null;
  readonly onChange: (value: string[] | null) => void;
}

/** Who sees a field, or may change it: everybody who does so with the record, or only some roles. */
export function FieldRoles({ right, value, onChange }: FieldRolesProps) {
  const { t } = useTranslation('custom-fields');
  const roles = useRoles();
  // Admins always may: there is nothing to tick.
  const offered = roles.filter((role) => !mayEditField([], [role.code]));
  return (
    <>
      <SelectField
        label={t(`form.${right}`)}
        hint={t(`form.${right}Hint`)}
        value={value === null ? 'all' : 'some'}
        onChange={(next) => onChange(next === 'all' ? null : [])}
        choices={[
          { value: 'all', label: t(`form.${right}All`) },
          { value: 'some', label: t(`form.${right}Some`) },
        ]}
      />
      {value !== null && (
        <fieldset className="cz-field-roles">
          <legend className="cz-label">{t(`form.${right}Roles`)}</legend>
          {offered.map((role) => (
            <Checkbox
              key={role.id}
              label={role.name}
              checked={value.includes(role.code)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...value, role.code] : value.filter((code) => code !== role.code))
              }
            />
          ))}
        </fieldset>
      )}
    </>
  );
}
