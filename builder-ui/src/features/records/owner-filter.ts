import { useTranslation } from 'react-i18next';
import type { FilterDefinition } from '../../components/filter-bar.tsx';
import { useSession } from '../../lib/session/session.tsx';
import { useColleagues } from './users.ts';

/** "Owner is me", "is nobody", or a colleague. */
export function useOwnerFilter(): FilterDefinition {
  const { t } = useTranslation('records');
  const { me } = useSession();
  const colleagues = useColleagues().filter((user) => user.id !== me.user.id);
  return {
    id: 'owner',
    label: t('list.owner'),
    single: true,
    options: [
      { value: 'me', label: t('list.ownerMe') },
      { value: 'none', label: t('nobody') },
      ...colleagues.map((user) => ({ value: user.id, label: user.name })),
    ],
  };
}
