import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../../components/error-state.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { useUsers } from '../../settings/people.ts';
import { useExplanation } from '../plan.ts';

/** Why something is granted or refused, to one person or to the workspace. */
export function Why() {
  const { t } = useTranslation('plan');
  const [userId, setUserId] = useState('');
  const users = useUsers({ status: 'active' });
  const people = users.data?.pages.flatMap((page) => page.items) ?? [];
  const why = useExplanation(userId);
  return (
    <section className="cz-panel" aria-label={t('why.title')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('why.title')}</h2>
      </div>
      <div className="cz-panel-body cz-stack">
        <SelectField
          label={t('why.person')}
          value={userId}
          choices={[{ value: '', label: t('why.everybody') }, ...people.map((one) => ({ value: one.id, label: one.name }))]}
          onChange={setUserId}
        />
        {why.error && <ErrorState error={why.error} onRetry={() => void why.refetch()} />}
        <ul className="cz-stack">
          {why.data?.items.map((one) => (
            <li key={one.entitlement}>{one.sentence}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}
