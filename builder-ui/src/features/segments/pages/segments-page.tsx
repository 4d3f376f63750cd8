import { Button } from '@blueprintjs/core';
import { Filter, Plus } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Segment } from '../../../../../api/contracts/lists.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { MatchCount } from '../../views/components/condition-filter.tsx';
import { useSegments } from '../../views/components/use-list-world.ts';
import { type SegmentDraft, SegmentForm } from '../segment-form.tsx';

const blank: SegmentDraft = { entity: 'contact', name: '', description: null, condition: { kind: 'all', of: [] } };

/** All segments with the number of their members at this moment. */
export function SegmentsPage() {
  const { t } = useTranslation('segments');
  usePageTitle(t('title'));
  const navigate = useNavigate();
  const client = useQueryClient();
  const [url, setUrl] = useUrlState();
  const list = useSegments();
  const columns = useColumns();
  const create = useMutation({
    mutationFn: (draft: SegmentDraft) => api.post<Segment>('/v1/segments', draft),
    onSuccess: (segment) => {
      void client.invalidateQueries({ queryKey: ['segments'] });
      void navigate(`/segments/${segment.id}`);
    },
  });
  const rows = list.data?.items ?? [];
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <span className="cz-spacer" />
        <Button intent="primary" icon={<Plus />} text={t('new')} onClick={() => setUrl({ new: '1' })} />
      </header>
      {list.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={6} height={24} />
        </div>
      ) : list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Filter} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowLabel={(segment) => segment.name}
          onOpen={(segment) => void navigate(`/segments/${segment.id}`)}
        />
      )}
      <SidePanel isOpen={url['new'] === '1'} onClose={() => setUrl({ new: undefined })} title={t('new')}>
        <SegmentForm
          start={blank}
          verb={t('create')}
          busy={create.isPending}
          error={create.error}
          onSave={(draft) => create.mutate(draft)}
          onCancel={() => setUrl({ new: undefined })}
        />
      </SidePanel>
    </div>
  );
}

function useColumns(): readonly Column<Segment>[] {
  const { t } = useTranslation('segments');
  return useMemo(
    () => [
      {
        id: 'name',
        label: t('name'),
        phone: 'title',
        cell: (segment) => (
          <Link className="cz-table-title" to={`/segments/${segment.id}`} data-row-link>
            <span className="cz-truncate">{segment.name}</span>
          </Link>
        ),
      },
      { id: 'entity', label: t('entity'), width: 120, cell: (segment) => t(`entities.${segment.entity}`) },
      { id: 'description', label: t('description'), phone: 'hide', cell: (segment) => segment.description },
      {
        id: 'members',
        label: t('members'),
        width: 160,
        cell: (segment) => <MatchCount entity={segment.entity} condition={segment.condition} />,
      },
    ],
    [t],
  );
}
