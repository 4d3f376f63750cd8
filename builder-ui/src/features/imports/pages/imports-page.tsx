import { Button } from '@blueprintjs/core';
import { Import, Upload } from '@blueprintjs/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { ImportJob } from '../../../../../api/contracts/imports.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';

export function ImportsPage() {
  const { t } = useTranslation(['imports', 'records']);
  usePageTitle(t('imports:title'));
  const { can } = useSession();
  const formats = useFormats();
  const navigate = useNavigate();
  const pages = useInfiniteQuery({
    queryKey: ['imports', 'list'],
    queryFn: ({ pageParam, signal }) => api.get<Page<ImportJob>>('/v1/imports', { limit: 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<ImportJob>[] = [
    {
      id: 'file',
      label: t('imports:column.file'),
      phone: 'title',
      cell: (job) => (
        <Link className="cz-table-title" to={`/imports/${job.id}`} data-row-link>
          <span className="cz-truncate">{job.fileName}</span>
        </Link>
      ),
    },
    { id: 'of', label: t('imports:column.of'), width: 110, cell: (job) => t(`imports:noun.${job.entity}`, { count: 2 }) },
    {
      id: 'status',
      label: t('imports:column.status'),
      width: 130,
      phone: 'end',
      cell: (job) => <StatusChip of="import" value={job.status} />,
    },
    { id: 'rows', label: t('imports:column.rows'), width: 90, align: 'end', phone: 'hide', cell: (job) => formats.number(job.counts.rows) },
    {
      id: 'imported',
      label: t('imports:column.imported'),
      width: 100,
      align: 'end',
      cell: (job) => formats.number(job.counts.imported + job.counts.updated),
    },
    { id: 'by', label: t('imports:column.by'), width: '18%', cell: (job) => job.createdBy?.name },
    { id: 'when', label: t('imports:column.when'), width: 150, cell: (job) => formats.dateTime(job.createdAt) },
  ];
  const upload = can('imports.write') && (
    <Button intent="primary" icon={<Upload />} text={t('imports:new')} onClick={() => void navigate('/imports/new')} />
  );
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('imports:title')}</h1>
        <span className="cz-spacer" />
        {rows.length > 0 && upload}
      </header>
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={6} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Import} title={t('imports:empty.title')} action={upload}>
            {t('imports:empty.text')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('imports:title')}
          columns={columns}
          rows={rows}
          rowLabel={(job) => job.fileName}
          onOpen={(job) => void navigate(`/imports/${job.id}`)}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
        />
      )}
    </div>
  );
}
