import { Button } from '@blueprintjs/core';
import { People, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Team } from '../../../../../api/contracts/teams.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { Gate } from '../../../components/gate.tsx';
import { PersonLink } from '../../../components/record-link.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useUserName } from '../../records/users.ts';
import { PeopleTabs } from '../components/people-tabs.tsx';
import { TeamForm } from '../components/team-form.tsx';
import { useTeams } from '../people.ts';

export function TeamsPage() {
  return (
    <Gate permission="teams.read" otherwise="explain">
      <TeamsList />
    </Gate>
  );
}

function TeamsList() {
  const { t } = useTranslation('settings');
  usePageTitle(t('teams.title'));
  const { can } = useSession();
  const [url, setUrl] = useUrlState();
  const teams = useTeams();
  const userName = useUserName();
  const rows = teams.data?.items ?? [];
  const shown = rows.find((team) => team.id === url.team);
  const columns: Column<Team>[] = [
    {
      id: 'name',
      label: t('teams.name'),
      phone: 'title',
      cell: (team) => (
        <Link className="cz-table-title" to={`?team=${team.id}`} data-row-link>
          {team.name}
        </Link>
      ),
    },
    {
      id: 'manager',
      label: t('teams.manager'),
      width: '24%',
      cell: (team) => {
        const name = userName(team.managerUserId);
        return <PersonLink person={team.managerUserId && name ? { id: team.managerUserId, name } : null} />;
      },
    },
    { id: 'members', label: t('teams.members'), width: '40%', cell: (team) => team.memberIds.map((id) => userName(id) ?? '?').join(', ') },
  ];
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('people')}</h1>
        <PeopleTabs active="teams" />
        <span className="cz-spacer" />
        {can('teams.write') && <Button intent="primary" icon={<Plus />} text={t('teams.new')} onClick={() => setUrl({ new: '1' })} />}
      </header>
      {teams.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={4} />
        </div>
      ) : teams.error && rows.length === 0 ? (
        <ErrorState error={teams.error} onRetry={() => void teams.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={People} title={t('teams.none')}>
            {t('teams.noneText')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('teams.title')}
          columns={columns}
          rows={rows}
          rowLabel={(team) => team.name}
          onOpen={(team) => setUrl({ team: team.id })}
        />
      )}
      <SidePanel isOpen={url.new === '1' && can('teams.write')} onClose={() => setUrl({ new: undefined })} title={t('teams.new')}>
        <TeamForm onDone={() => setUrl({ new: undefined })} />
      </SidePanel>
      <SidePanel isOpen={shown !== undefined} onClose={() => setUrl({ team: undefined })} title={shown?.name ?? ''}>
        {shown && <TeamForm key={shown.id} team={shown} onDone={() => setUrl({ team: undefined })} />}
      </SidePanel>
    </div>
  );
}
