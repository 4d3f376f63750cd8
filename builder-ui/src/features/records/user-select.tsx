import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/select-field.tsx';
import { useSession } from '../../lib/session/session.tsx';
import { useColleagues } from './users.ts';

interface UserSelectProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  readonly error?: string | undefined;
  readonly id?: string;
}

/** Picks a colleague, or nobody. */
export function UserSelect({ label, value, onChange, error, id }: UserSelectProps) {
  const { t } = useTranslation('records');
  const { me } = useSession();
  const colleagues = useColleagues();
  const choices = [
    { value: '', label: t('nobody') },
    ...colleagues.map((user) => ({ value: user.id, label: user.id === me.user.id ? t('me', { name: user.name }) : user.name })),
  ];
  return (
    <SelectField
      id={id}
      label={label}
      value={value ?? ''}
      choices={choices}
      error={error}
      onChange={(chosen) => onChange(chosen === '' ? null : chosen)}
    />
  );
}
