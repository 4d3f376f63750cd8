import { Button } from '@blueprintjs/core';
import { Intersection, Plus } from '@blueprintjs/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExclusivityGroup } from '../../../../../api/contracts/exclusivity.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { groupKeys, groupsApi } from '../api/exclusivity-api.ts';
import { GroupForm } from '../components/group-form.tsx';
import { GroupMembers } from '../components/group-members.tsx';
import { GroupRemoval } from '../components/group-removal.tsx';

export function GroupsPage() {
  return (
    <Gate permission="automations.read" otherwise="explain">
      <Groups />
    </Gate>
  );
}

/** Groups of automations of which a record is in one at a time. */
function Groups() {
  const { t } = useTranslation('exclusivity');
  usePageTitle(t('title'));
  const [url, setUrl] = useUrlState();
  const [removing, setRemoving] = useState<ExclusivityGroup | undefined>();
  const list = useQuery({ queryKey: groupKeys.list, queryFn: ({ signal }) => groupsApi.list(signal) });
  const rows = list.data?.items ?? [];
  const open = rows.find((one) => one.id === url.group);
  const close = () => setUrl({ new: undefined, group: undefined });
  const columns: Column<ExclusivityGroup>[] = [
    { id: 'name', label: t('name'), phone: 'title', cell: (one) => one.name },
    { id: 'description', label: t('description'), phone: 'hide', cell: (one) => one.description },
    { id: 'members', label: t('members'), width: 180, cell: (one) => t('automations', { count: one.members }) },
  ];
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <span className="cz-spacer" />
        <Gate permission="automations.write">
          <Button intent="primary" icon={<Plus />} text={t('new')} onClick={() => setUrl({ new: '1' })} />
        </Gate>
      </header>
      <p className="cz-muted">{t('intro')}</p>
      {list.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={4} height={24} />
        </div>
      ) : list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Intersection} title={t('none')}>
            {t('noneText')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowLabel={(one) => one.name}
          onOpen={(one) => setUrl({ group: one.id })}
        />
      )}
      <SidePanel isOpen={url.new === '1'} onClose={close} title={t('new')}>
        <GroupForm group={null} onDone={(id) => setUrl({ new: undefined, group: id })} />
      </SidePanel>
      <SidePanel isOpen={open !== undefined} onClose={close} title={open?.name ?? ''} width={560}>
        {open !== undefined && (
          <div className="cz-stack">
            <Gate permission="automations.write">
              <GroupForm key={`${open.id}/${open.version}`} group={open} onDone={() => undefined} />
            </Gate>
            <GroupMembers group={open} />
            <Gate permission="automations.publish">
              <span>
                <Button variant="minimal" intent="danger" text={t('delete')} onClick={() => setRemoving(open)} />
              </span>
            </Gate>
          </div>
        )}
      </SidePanel>
      {removing !== undefined && (
        <GroupRemoval
          group={removing}
          onGone={() => {
            setRemoving(undefined);
            close();
          }}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </div>
  );
}
