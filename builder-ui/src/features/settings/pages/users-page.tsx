import { Button } from '@blueprintjs/core';
import { People, Plus } from '@blueprintjs/icons';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { User } from '../../../../../api/contracts/users.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { Gate } from '../../../components/gate.tsx';
import { Avatar } from '../../../components/person.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip, useStatusWord } from '../../../components/status-chip.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { InvitationsList } from '../components/invitations-list.tsx';
import { NewUserForm } from '../components/new-user-form.tsx';
import { PeopleTabs } from '../components/people-tabs.tsx';
import { UserDetails } from '../components/user-details.tsx';
import { useRoles, useUsers } from '../people.ts';

export function UsersPage() {
  return (
    <Gate permission="users.read" otherwise="explain">
      <UsersList />
    </Gate>
  );
}

function UsersList() {
  const { t } = useTranslation(['settings', 'app']);
  usePageTitle(t('settings:users.title'));
  const { can } = useSession();
  const word = useStatusWord();
  const [url, setUrl] = useUrlState();
  const roles = useRoles();
  const pages = useUsers({ search: url.q, status: url.status, role: url.role });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const columns = useUserColumns();
  const shown = rows.find((user) => user.id === url.user);
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('settings:people')}</h1>
        <PeopleTabs active="users" />
        <FilterBar
          searchLabel={t('settings:users.search')}
          values={url}
          onChange={(id, value) => setUrl({ [id]: value })}
          filters={[
            {
              id: 'status',
              label: t('settings:users.status'),
              single: true,
              options: (['active', 'invited', 'deactivated'] as const).map((value) => ({ value, label: word('user', value) })),
            },
            {
              id: 'role',
              label: t('settings:users.role'),
              single: true,
              options: roles.map((role) => ({ value: role.code, label: t(`app:role.${role.code}`, { defaultValue: role.name }) })),
            },
          ]}
        />
        <span className="cz-spacer" />
        {can('users.write') && (
          <Button intent="primary" icon={<Plus />} text={t('settings:users.new')} onClick={() => setUrl({ new: '1' })} />
        )}
      </header>
      <InvitationsList />
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={8} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={People} title={t('settings:users.none')}>
            {t('settings:users.noneText')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('settings:users.title')}
          columns={columns}
          rows={rows}
          rowLabel={(user) => user.name}
          onOpen={(user) => setUrl({ user: user.id })}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
        />
      )}
      <SidePanel isOpen={url.new === '1' && can('users.write')} onClose={() => setUrl({ new: undefined })} title={t('settings:users.new')}>
        <NewUserForm onClose={() => setUrl({ new: undefined })} />
      </SidePanel>
      <SidePanel isOpen={shown !== undefined} onClose={() => setUrl({ user: undefined })} title={shown?.name ?? ''}>
        {shown && <UserDetails key={shown.id} user={shown} />}
      </SidePanel>
    </div>
  );
}

function useUserColumns(): Column<User>[] {
  const { t } = useTranslation(['settings', 'app']);
  const formats = useFormats();
  return useMemo(
    () => [
      {
        id: 'name',
        label: t('settings:users.name'),
        phone: 'title',
        cell: (user) => (
          <Link className="cz-table-title" to={`?user=${user.id}`} data-row-link>
            <Avatar name={user.name} />
            <span className="cz-truncate">{user.name}</span>
          </Link>
        ),
      },
      {
        id: 'status',
        label: t('settings:users.status'),
        width: 120,
        phone: 'end',
        cell: (user) => <StatusChip of="user" value={user.status} />,
      },
      { id: 'email', label: t('settings:users.email'), width: '26%', cell: (user) => user.email },
      {
        id: 'roles',
        label: t('settings:users.role'),
        width: 130,
        cell: (user) => user.roles.map((code) => t(`app:role.${code}`, { defaultValue: code })).join(', '),
      },
      {
        id: 'teams',
        label: t('settings:users.teams'),
        width: '16%',
        wide: true,
        cell: (user) => user.teams.map((team) => team.name).join(', '),
      },
      {
        id: 'seen',
        label: t('settings:users.lastSignIn'),
        width: 130,
        wide: true,
        phone: 'hide',
        cell: (user) =>
          user.lastSignInAt ? formats.relative(user.lastSignInAt) : <span className="cz-muted">{t('settings:users.never')}</span>,
      },
    ],
    [t, formats],
  );
}
