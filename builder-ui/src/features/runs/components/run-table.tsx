import { Filter, Pulse } from '@blueprintjs/icons';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { askAgainIn, type Run, runsApi } from '../api/runs-api.ts';
import { RunBulkBar } from './run-bulk.tsx';

interface RunTableProps {
  /** What the API narrows by. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly storageKey: string;
  readonly withAutomation?: boolean;
  readonly empty?: ReactNode;
}

/** Runs, the newest first, drawn as far as one scrolls. */
export function RunTable({ query, storageKey, withAutomation = true, empty }: RunTableProps) {
  const { t } = useTranslation('runs');
  const navigate = useNavigate();
  const { can } = useSession();
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const pages = useInfiniteQuery({
    queryKey: ['runs', 'list', query],
    queryFn: ({ pageParam, signal }) => runsApi.list({ ...query, limit: 100, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => askAgainIn(state.data?.pages[0]?.items),
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const columns = useRunColumns(withAutomation);
  const chosen = rows.filter((run) => selection.has(run.id));
  if (pages.isPending) {
    return (
      <div className="cz-panel cz-panel-body">
        <SkeletonRows rows={10} height={24} />
      </div>
    );
  }
  if (pages.error && rows.length === 0) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />;
  if (rows.length === 0) {
    return (
      <div className="cz-panel">
        {empty ?? (
          <EmptyState icon={Pulse} title={t('empty.title')} inline>
            {t('empty.text')}
          </EmptyState>
        )}
      </div>
    );
  }
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      rows={rows}
      rowLabel={(run) => run.record.name}
      onOpen={(run) => void navigate(`/runs/${run.id}`)}
      storageKey={storageKey}
      more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
      {...(can('runs.write') && { selection, onSelect: setSelection })}
      toolbar={
        chosen.length > 0 ? (
          <RunBulkBar runs={chosen} query={query} onClear={() => setSelection(new Set())} />
        ) : (
          <span className="cz-meta">{t(pages.hasNextPage ? 'countMore' : 'count', { count: rows.length })}</span>
        )
      }
    />
  );
}

export function FilteredAway({ action }: { action: ReactNode }) {
  const { t } = useTranslation('runs');
  return (
    <EmptyState icon={Filter} title={t('empty.filtered')} action={action}>
      {t('empty.filteredText')}
    </EmptyState>
  );
}

function useRunColumns(withAutomation: boolean): Column<Run>[] {
  const { t } = useTranslation('runs');
  const formats = useFormats();
  return useMemo(() => {
    const columns: (Column<Run> | false)[] = [
      {
        id: 'record',
        label: t('column.record'),
        width: '24%',
        phone: 'title',
        cell: (run) => (
          <Link className="cz-table-title" to={`/runs/${run.id}`} data-row-link>
            <span className="cz-truncate">{run.record.name || t('unnamed')}</span>
          </Link>
        ),
      },
      { id: 'status', label: t('column.status'), width: 124, phone: 'end', cell: (run) => <StatusChip of="run" value={run.status} /> },
      withAutomation && {
        id: 'automation',
        label: t('column.automation'),
        width: '22%',
        cell: (run) => (
          <span className="cz-truncate">
            <Link to={`/automations/${run.automation.id}`}>{run.automation.name}</Link>{' '}
            <span className="cz-meta">{t('version', { number: run.version })}</span>
          </span>
        ),
      },
      {
        id: 'state',
        label: t('column.state'),
        phone: 'line',
        cell: (run) => <span className="cz-truncate">{run.waitsFor ?? run.reason ?? ''}</span>,
      },
      {
        id: 'until',
        label: t('column.until'),
        width: 140,
        phone: 'hide',
        cell: (run) => run.waitsUntil !== null && <time dateTime={run.waitsUntil}>{formats.dateTime(run.waitsUntil)}</time>,
      },
      {
        id: 'started',
        label: t('column.started'),
        width: 120,
        wide: true,
        phone: 'line',
        cell: (run) => <time dateTime={run.createdAt}>{formats.relative(run.createdAt)}</time>,
      },
    ];
    return columns.filter((column) => column !== false);
  }, [t, formats, withAutomation]);
}
