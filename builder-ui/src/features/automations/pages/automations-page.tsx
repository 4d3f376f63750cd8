import { Button } from '@blueprintjs/core';
import { Filter, Flows, Plus } from '@blueprintjs/icons';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { subjectTypes } from '../../../../../domain/records/record-types.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useStatusWord } from '../../../components/status-chip.tsx';
import { useHotkeyScope } from '../../../lib/hotkeys/hotkeys.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { automationKeys, type AutomationSummary, automationsApi } from '../api/automations-api.ts';
import { byUrgency, HealthChip } from '../components/health-chip.tsx';
import { NewAutomationDialog } from '../components/new-automation-dialog.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { useTriggerWords } from '../components/trigger-words.tsx';
import './automations.css';

const filterIds = ['q', 'status', 'subject'] as const;

export function AutomationsPage() {
  const { t } = useTranslation(['automations', 'builder']);
  usePageTitle(t('automations:title'));
  const { can } = useSession();
  const navigate = useNavigate();
  const [url, setUrl] = useUrlState();
  const word = useStatusWord();
  const filters = Object.fromEntries(filterIds.map((id) => [id, url[id]]));
  const pages = useInfiniteQuery({
    queryKey: [...automationKeys.all, 'list', filters],
    queryFn: ({ pageParam, signal }) => automationsApi.list({ ...filters, limit: 100, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => (pages.data?.pages.flatMap((page) => page.items) ?? []).toSorted(byUrgency), [pages.data]);
  const columns = useColumns();
  const narrowed = filterIds.some((id) => url[id]);
  const writes = can('automations.write');
  useHotkeyScope(t('automations:title'), [{ combo: 'n', label: t('automations:new'), run: () => setUrl({ new: '1' }), disabled: !writes }]);
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('automations:title')}</h1>
        <FilterBar
          filters={[
            {
              id: 'status',
              label: t('automations:filter.status'),
              options: (['draft', 'active', 'paused', 'archived'] as const).map((value) => ({ value, label: word('automation', value) })),
            },
            {
              id: 'subject',
              label: t('automations:filter.subject'),
              single: true,
              options: subjectTypes.map((value) => ({ value, label: t(`builder:subjects.${value}`) })),
            },
          ]}
          values={url}
          onChange={(id, value) => setUrl({ [id]: value })}
          searchLabel={t('automations:search')}
        />
        <span className="cz-spacer" />
        {writes && <Button intent="primary" icon={<Plus />} text={t('automations:new')} onClick={() => setUrl({ new: '1' })} />}
      </header>
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={6} height={40} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState
            icon={narrowed ? Filter : Flows}
            title={t(narrowed ? 'automations:empty.filtered' : 'automations:empty.title')}
            action={
              narrowed ? (
                <Button
                  text={t('automations:empty.clear')}
                  onClick={() => setUrl(Object.fromEntries(filterIds.map((id) => [id, undefined])))}
                />
              ) : (
                writes && <Button icon={<Plus />} text={t('automations:new')} onClick={() => setUrl({ new: '1' })} />
              )
            }
          >
            {t(narrowed ? 'automations:empty.filteredText' : 'automations:empty.text')}
          </EmptyState>
        </div>
      ) : (
        <div className="cz-automation-table">
          <DataTable
            label={t('automations:title')}
            columns={columns}
            rows={rows}
            rowLabel={(row) => row.name}
            onOpen={(row) => void navigate(`/automations/${row.id}`)}
            storageKey="automations"
            more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
            toolbar={<span className="cz-meta">{t('automations:count', { count: rows.length })}</span>}
          />
        </div>
      )}
      <NewAutomationDialog isOpen={url.new === '1' && writes} onClose={() => setUrl({ new: undefined })} />
    </div>
  );
}

function useColumns(): Column<AutomationSummary>[] {
  const { t } = useTranslation('automations');
  const formats = useFormats();
  const when = useTriggerWords();
  return [
    { id: 'health', label: t('column.health'), width: 152, phone: 'end', cell: (row) => <HealthChip automation={row} /> },
    {
      id: 'name',
      label: t('column.name'),
      phone: 'title',
      cell: (row) => (
        <span className="cz-automation-name">
          <Link to={`/automations/${row.id}`} className="cz-table-title" data-row-link>
            <span className="cz-truncate">{row.name}</span>
          </Link>
          <span className="cz-meta cz-truncate">{when(row.subject, row.trigger)}</span>
        </span>
      ),
    },
    {
      id: 'version',
      label: t('column.version'),
      width: 136,
      phone: 'hide',
      wide: true,
      cell: (row) => (
        <span>
          {row.liveNumber === null ? t('neverPublished') : t('version', { number: row.liveNumber })}
          {row.draftChanged && row.liveNumber !== null && <span className="cz-meta cz-block">{t('draftDiffers')}</span>}
        </span>
      ),
    },
    {
      id: 'days',
      label: t('column.days'),
      width: 150,
      phone: 'hide',
      cell: (row) => (
        <span className="cz-block-stack">
          <Sparkline days={row.days} />
          <span className="cz-meta">
            {t('weekly', { enrolled: formats.number(row.counts.enrolled7d), rejected: formats.number(row.counts.rejected7d) })}
          </span>
        </span>
      ),
    },
    {
      id: 'match',
      label: t('column.lastMatch'),
      width: 120,
      phone: 'line',
      cell: (row) =>
        row.lastMatchAt === null ? (
          <span className="cz-muted">{t('never')}</span>
        ) : (
          <time dateTime={row.lastMatchAt}>{formats.relative(row.lastMatchAt)}</time>
        ),
    },
    {
      id: 'waiting',
      label: t('column.waiting'),
      width: 84,
      align: 'end',
      phone: 'hide',
      cell: (row) => <Count id={row.id} status="waiting" count={row.counts.waiting} />,
    },
    {
      id: 'held',
      label: t('column.held'),
      width: 72,
      align: 'end',
      phone: 'line',
      cell: (row) => <Count id={row.id} status="held" count={row.counts.held} urgent />,
    },
  ];
}

/** A figure that opens the runs it counts. */
function Count({ id, status, count, urgent = false }: { id: string; status: string; count: number; urgent?: boolean }) {
  const { t } = useTranslation('automations');
  const formats = useFormats();
  if (count === 0) return <span className="cz-muted">0</span>;
  return (
    <Link
      to={`/runs?automationId=${id}&status=${status}`}
      aria-label={t(`runsOf.${status}`, { count })}
      className={urgent ? 'cz-urgent' : undefined}
    >
      {urgent && '! '}
      {formats.number(count)}
    </Link>
  );
}
