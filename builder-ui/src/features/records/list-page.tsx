import { Button } from '@blueprintjs/core';
import { Filter, Plus } from '@blueprintjs/icons';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { FilterBar, type FilterDefinition } from '../../components/filter-bar.tsx';
import { Gate } from '../../components/gate.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { api, type Page } from '../../lib/api/fetch-json.ts';
import type { IconComponent } from '../../lib/feature.ts';
import { useSession } from '../../lib/session/session.tsx';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useUrlState } from '../../lib/use-url-state.ts';
import { BulkBar } from '../bulk/bulk-bar.tsx';
import { useEverything } from '../bulk/use-everything.ts';
import { ExportButton } from '../exports/export-button.tsx';
import { exportedFrom } from '../exports/exports.ts';
import { ListTools } from '../views/components/list-tools.tsx';
import { savedViewOf, useListLayout } from '../views/use-list-layout.ts';

const entities = { contacts: 'contact', companies: 'company', deals: 'deal' } as const;

interface RecordListPageProps<T extends { readonly id: string; readonly name: string }> {
  readonly path: 'contacts' | 'companies' | 'deals';
  readonly title: string;
  readonly newLabel: string;
  readonly searchLabel: string;
  readonly icon: IconComponent;
  readonly empty: { readonly title: string; readonly text: string };
  readonly columns: readonly Column<T>[];
  readonly filters: readonly FilterDefinition[];
  /** Other ways to look at the same records. */
  readonly tabs?: ReactNode;
  readonly form: (onDone: (record: T) => void, onCancel: () => void) => ReactNode;
}

/** The list of one kind of record: filters in the address, a table, and the form of a new one beside it. */
export function RecordListPage<T extends { readonly id: string; readonly name: string }>(props: RecordListPageProps<T>) {
  return (
    <Gate permission={`${props.path}.read`} otherwise="explain">
      <RecordList {...props} />
    </Gate>
  );
}

function RecordList<T extends { readonly id: string; readonly name: string }>(props: RecordListPageProps<T>) {
  const { path, title, filters } = props;
  const { t } = useTranslation('records');
  usePageTitle(title);
  const { can } = useSession();
  const navigate = useNavigate();
  const [url, setUrl] = useUrlState();
  const ids = ['q', 'filter', ...filters.map((filter) => filter.id)];
  const entity = entities[path];
  const { settings, save } = useListLayout(entity, savedViewOf(url));
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const everything = useEverything(entity, url, ids);
  const query = Object.fromEntries(ids.map((id) => [id, url[id]]));
  const pages = useInfiniteQuery({
    queryKey: [path, 'list', query, url.sort],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<T>>(`/v1/${path}`, { ...query, sort: url.sort, limit: 100, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const narrowed = ids.some((id) => url[id]);
  const canWrite = can(`${path}.write`);
  const create = canWrite && <Button intent="primary" icon={<Plus />} text={props.newLabel} onClick={() => setUrl({ new: '1' })} />;
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{title}</h1>
        {props.tabs}
        <FilterBar filters={filters} values={url} onChange={(id, value) => setUrl({ [id]: value })} searchLabel={props.searchLabel} />
        <ListTools entity={entity} ids={ids} url={url} setUrl={setUrl} />
        <span className="cz-spacer" />
        <ExportButton
          entity={entity}
          selection={exportedFrom(everything)}
          columns={props.columns}
          chosen={settings.columns}
          sort={url.sort}
        />
        {create}
      </header>
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={10} height={24} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 && selection.size === 0 ? (
        <div className="cz-panel">
          {narrowed ? (
            <EmptyState
              icon={Filter}
              title={t('list.filtered')}
              action={<Button text={t('list.clear')} onClick={() => setUrl(Object.fromEntries(ids.map((id) => [id, undefined])))} />}
            />
          ) : (
            <EmptyState icon={props.icon} title={props.empty.title}>
              {props.empty.text}
            </EmptyState>
          )}
        </div>
      ) : (
        <DataTable
          label={title}
          columns={props.columns}
          rows={rows}
          rowLabel={(record) => record.name}
          onOpen={(record) => void navigate(`/${path}/${record.id}`)}
          sort={url.sort ?? '-createdAt'}
          onSort={(sort) => setUrl({ sort: sort === '-createdAt' ? undefined : sort })}
          layout={{ ...settings, onChange: save }}
          {...(canWrite && { selection, onSelect: setSelection })}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
          toolbar={
            selection.size > 0 ? (
              <BulkBar entity={entity} ids={[...selection]} everything={everything} onClear={() => setSelection(new Set())} />
            ) : (
              <span className="cz-meta">{t(pages.hasNextPage ? 'list.first' : 'list.count', { count: rows.length })}</span>
            )
          }
        />
      )}
      <SidePanel isOpen={url.new === '1' && canWrite} onClose={() => setUrl({ new: undefined })} title={props.newLabel}>
        {props.form(
          (record) => void navigate(`/${path}/${record.id}`),
          () => setUrl({ new: undefined }),
        )}
      </SidePanel>
    </div>
  );
}
