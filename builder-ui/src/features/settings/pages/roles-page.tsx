import { Button } from '@blueprintjs/core';
import { Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { PeopleTabs } from '../components/people-tabs.tsx';
import { RoleForm } from '../components/role-form.tsx';
import { type Role, useRoles } from '../people.ts';

export function RolesPage() {
  return (
    <Gate permission="roles.read" otherwise="explain">
      <RolesList />
    </Gate>
  );
}

function RolesList() {
  const { t } = useTranslation(['settings', 'app']);
  usePageTitle(t('settings:roles.title'));
  const { can } = useSession();
  const [url, setUrl] = useUrlState();
  const roles = useRoles();
  const nameOf = (role: Role) => t(`app:role.${role.code}`, { defaultValue: role.name });
  const shown = roles.find((role) => role.id === url.role);
  const columns: Column<Role>[] = [
    {
      id: 'name',
      label: t('settings:roles.name'),
      phone: 'title',
      cell: (role) => (
        <Link className="cz-table-title" to={`?role=${role.id}`} data-row-link>
          {nameOf(role)}
        </Link>
      ),
    },
    { id: 'users', label: t('settings:users.title'), width: 90, align: 'end', cell: (role) => role.users },
    { id: 'visibility', label: t('settings:roles.visibility'), width: '22%', cell: (role) => t(`settings:roles.sees.${role.visibility}`) },
    {
      id: 'rights',
      label: t('settings:roles.rights'),
      width: '20%',
      cell: (role) => (role.fixed ? t('settings:roles.everything') : t('settings:roles.count', { count: role.permissions.length })),
    },
    {
      id: 'parent',
      label: t('settings:roles.parent'),
      width: '18%',
      phone: 'hide',
      cell: (role) => {
        const parent = roles.find((one) => one.id === role.parentId);
        return parent ? nameOf(parent) : '';
      },
    },
  ];
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('settings:people')}</h1>
        <PeopleTabs active="roles" />
        <span className="cz-spacer" />
        {can('roles.write') && (
          <Button intent="primary" icon={<Plus />} text={t('settings:roles.new')} onClick={() => setUrl({ new: '1' })} />
        )}
      </header>
      <DataTable
        label={t('settings:roles.title')}
        columns={columns}
        rows={roles}
        rowLabel={nameOf}
        onOpen={(role) => setUrl({ role: role.id })}
      />
      <SidePanel
        isOpen={url.new === '1' && can('roles.write')}
        onClose={() => setUrl({ new: undefined })}
        title={t('settings:roles.new')}
        width={640}
      >
        <RoleForm onDone={() => setUrl({ new: undefined })} />
      </SidePanel>
      <SidePanel isOpen={shown !== undefined} onClose={() => setUrl({ role: undefined })} title={shown ? nameOf(shown) : ''} width={640}>
        {shown && <RoleForm key={shown.id} role={shown} onDone={() => setUrl({ role: undefined })} />}
      </SidePanel>
    </div>
  );
}
