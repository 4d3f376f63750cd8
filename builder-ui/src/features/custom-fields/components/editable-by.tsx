import { Checkbox } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { mayEditField } from '../../../../../domain/records/custom-field-rules.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { useRoles } from '../../settings/people.ts';

interface EditableByProps {
  readonly value: readonly string[] | null;
  readonly onChange: (value: string[] | null) => void;
}

/** Who may change a field: everybody who may change the record, or only some roles. */
export function EditableBy({ value, onChange }: EditableByProps) {
  const { t } = useTranslation('custom-fields');
  const roles = useRoles();
  // Admins always may: there is nothing to tick.
  const offered = roles.filter((role) => !mayEditField([], [role.code]));
  return (
    <>
      <SelectField
        label={t('form.editableBy')}
        hint={t('form.editableByHint')}
        value={value === null ? 'all' : 'some'}
        onChange={(next) => onChange(next === 'all' ? null : [])}
        choices={[
          { value: 'all', label: t('form.editableByAll') },
          { value: 'some', label: t('form.editableBySome') },
        ]}
      />
      {value !== null && (
        <fieldset className="cz-field-roles">
          <legend className="cz-label">{t('form.editableByRoles')}</legend>
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
