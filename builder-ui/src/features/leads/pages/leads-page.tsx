import { Button } from '@blueprintjs/core';
import { Filter, Plus, Target, Upload } from '@blueprintjs/icons';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Tag } from '../../../../../api/contracts/tags.ts';
import { leadSources, leadStatuses } from '../../../../../domain/records/lead-rules.ts';
import { DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FilterBar, type FilterDefinition } from '../../../components/filter-bar.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useStatusWord } from '../../../components/status-chip.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useColleagues } from '../../records/users.ts';
import { BulkBar } from '../../bulk/bulk-bar.tsx';
import { useEverything } from '../../bulk/use-everything.ts';
import { ExportButton } from '../../exports/export-button.tsx';
import { exportedFrom } from '../../exports/exports.ts';
import { ListTools } from '../../views/components/list-tools.tsx';
import { savedViewOf, useListLayout } from '../../views/use-list-layout.ts';
import { useLeadColumns } from '../components/lead-columns.tsx';
import { NewLeadForm } from '../components/new-lead-form.tsx';
import { leadFilterIds, useLeads } from '../leads.ts';

export function LeadsPage() {
  const { t } = useTranslation('leads');
  usePageTitle(t('title'));
  const { can } = useSession();
  const formats = useFormats();
  const navigate = useNavigate();
  const [url, setUrl] = useUrlState();
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const filters = Object.fromEntries(leadFilterIds.map((id) => [id, url[id]]));
  const definitions = useLeadFilters();
  const { settings, save } = useListLayout('lead', savedViewOf(url));
  const everything = useEverything('lead', url, leadFilterIds);
  const columns = useLeadColumns();
  const pages = useLeads(filters, url.sort);
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const narrowed = leadFilterIds.some((id) => url[id]);
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <FilterBar filters={definitions} values={url} onChange={(id, value) => setUrl({ [id]: value })} searchLabel={t('search')} />
        <ListTools entity="lead" ids={leadFilterIds} url={url} setUrl={setUrl} />
        <span className="cz-spacer" />
        <ExportButton entity="lead" selection={exportedFrom(everything)} columns={columns} chosen={settings.columns} sort={url.sort} />
        {can('imports.write') && <Button icon={<Upload />} text={t('import')} onClick={() => void navigate('/imports/new')} />}
        {can('leads.write') && <Button intent="primary" icon={<Plus />} text={t('newLead')} onClick={() => setUrl({ new: '1' })} />}
      </header>
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={12} height={24} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 && selection.size === 0 ? (
        <div className="cz-panel">
          <NoLeads narrowed={narrowed} onClear={() => setUrl(Object.fromEntries(leadFilterIds.map((id) => [id, undefined])))} />
        </div>
      ) : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowLabel={(lead) => lead.name}
          onOpen={(lead) => void navigate(`/leads/${lead.id}`)}
          sort={url.sort ?? '-createdAt'}
          onSort={(sort) => setUrl({ sort: sort === '-createdAt' ? undefined : sort })}
          layout={{ ...settings, onChange: save }}
          {...(can('leads.write') && { selection, onSelect: setSelection })}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
          toolbar={
            selection.size > 0 ? (
              <BulkBar entity="lead" ids={[...selection]} everything={everything} onClear={() => setSelection(new Set())} />
            ) : (
              <span className="cz-meta">
                {t(pages.hasNextPage ? 'countMore' : 'count', { count: rows.length, shown: formats.number(rows.length) })}
              </span>
            )
          }
        />
      )}
      <SidePanel isOpen={url.new === '1' && can('leads.write')} onClose={() => setUrl({ new: undefined })} title={t('newLead')}>
        <NewLeadForm onDone={(lead) => void navigate(`/leads/${lead.id}`)} onCancel={() => setUrl({ new: undefined })} />
      </SidePanel>
    </div>
  );
}

function useLeadFilters(): FilterDefinition[] {
  const { t } = useTranslation(['leads', 'records']);
  const word = useStatusWord();
  const { me } = useSession();
  const colleagues = useColleagues();
  const tags = useQuery({
    queryKey: ['tags'],
    queryFn: ({ signal }) => api.get<Page<Tag>>('/v1/tags', { limit: 200 }, signal),
    staleTime: 60_000,
  });
  return [
    { id: 'status', label: t('leads:filter.status'), options: leadStatuses.map((value) => ({ value, label: word('lead', value) })) },
    {
      id: 'source',
      label: t('leads:filter.source'),
      options: leadSources.map((value) => ({ value, label: t(`records:source.${value}`) })),
    },
    {
      id: 'owner',
      label: t('leads:filter.owner'),
      single: true,
      options: [
        { value: 'me', label: t('leads:filter.me') },
        { value: 'none', label: t('records:nobody') },
        ...colleagues.filter((user) => user.id !== me.user.id).map((user) => ({ value: user.id, label: user.name })),
      ],
    },
    {
      id: 'tag',
      label: t('leads:filter.tag'),
      single: true,
      options: (tags.data?.items ?? []).map((tag) => ({ value: tag.id, label: tag.name })),
    },
    {
      id: 'archived',
      label: t('leads:filter.archived'),
      single: true,
      options: [{ value: 'true', label: t('leads:filter.onlyArchived') }],
    },
  ];
}

function NoLeads({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  const { t } = useTranslation('leads');
  const { can } = useSession();
  const navigate = useNavigate();
  if (narrowed) {
    return (
      <EmptyState icon={Filter} title={t('empty.filtered')} action={<Button text={t('empty.clear')} onClick={onClear} />}>
        {t('empty.filteredText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Target}
      title={t('empty.title')}
      action={can('imports.write') && <Button icon={<Upload />} text={t('import')} onClick={() => void navigate('/imports/new')} />}
    >
      {t('empty.text')}
    </EmptyState>
  );
}
