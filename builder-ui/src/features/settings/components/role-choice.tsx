import { Checkbox } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { useRoles } from '../people.ts';

interface RoleChoiceProps {
  readonly value: readonly string[];
  readonly onChange: (codes: string[]) => void;
  readonly error?: string | undefined;
  readonly readOnly?: boolean;
}

/** The roles of a user; nobody can give a role that holds more than they have. */
export function RoleChoice({ value, onChange, error, readOnly = false }: RoleChoiceProps) {
  const { t } = useTranslation(['settings', 'app']);
  const roles = useRoles();
  return (
    <fieldset className="cz-fieldset">
      <legend>{t('settings:users.roles')}</legend>
      {roles.map((role) => (
        <Checkbox
          key={role.code}
          checked={value.includes(role.code)}
          disabled={readOnly || !role.grantable}
          onChange={(event) => onChange(event.currentTarget.checked ? [...value, role.code] : value.filter((code) => code !== role.code))}
        >
          {t(`app:role.${role.code}`, { defaultValue: role.name })}{' '}
          <span className="cz-meta">{t(`settings:roleHint.${role.code}`, { defaultValue: '' })}</span>
        </Checkbox>
      ))}
      {error && <p className="cz-field-error">{error}</p>}
    </fieldset>
  );
}
