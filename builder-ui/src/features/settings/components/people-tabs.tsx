import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { useSession } from '../../../lib/session/session.tsx';

const tabs = [
  { id: 'users', permission: 'users.read' },
  { id: 'teams', permission: 'teams.read' },
  { id: 'calendars', permission: 'calendars.read' },
  { id: 'roles', permission: 'roles.read' },
  { id: 'api-keys', permission: 'api_keys.write' },
  { id: 'security', permission: 'tenant.write' },
  { id: 'single-sign-on', permission: 'tenant.write' },
  { id: 'audit', permission: 'audit.read' },
] as const;
type Tab = (typeof tabs)[number]['id'];

/** Everything about people and access, side by side. */
export function PeopleTabs({ active }: { active: Tab }) {
  const { t } = useTranslation(['settings', 'calendars']);
  const { can } = useSession();
  const navigate = useNavigate();
  const names: Readonly<Record<Tab, string>> = {
    users: t('users.title'),
    teams: t('teams.title'),
    calendars: t('calendars:title'),
    roles: t('roles.title'),
    'api-keys': t('keys.title'),
    security: t('workspaceSecurity.title'),
    'single-sign-on': t('sso.title'),
    audit: t('audit.title'),
  };
  const shown = tabs.filter((tab) => can(tab.permission));
  if (shown.length < 2) return null;
  return (
    <ViewTabs
      label={t('people')}
      active={active}
      tabs={shown.map(({ id }) => ({ id, label: names[id] }))}
      onChange={(id) => void navigate(`/settings/${id}`)}
    />
  );
}
