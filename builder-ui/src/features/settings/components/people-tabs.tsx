import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { useSession } from '../../../lib/session/session.tsx';

/** Users and teams side by side. */
export function PeopleTabs({ active }: { active: 'users' | 'teams' }) {
  const { t } = useTranslation('settings');
  const { can } = useSession();
  const navigate = useNavigate();
  if (!can('teams.read')) return null;
  return (
    <ViewTabs
      label={t('people')}
      active={active}
      tabs={[
        { id: 'users', label: t('users.title') },
        { id: 'teams', label: t('teams.title') },
      ]}
      onChange={(id) => void navigate(`/settings/${id}`)}
    />
  );
}
