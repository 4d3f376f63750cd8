import { Button } from '@blueprintjs/core';
import { Export } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ExportJob } from '../../../../../api/contracts/exports.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { fileOf, isWorking, useExports } from '../exports.ts';

export function ExportsPage() {
  return (
    <Gate permission="exports.write" otherwise="explain">
      <Exports />
    </Gate>
  );
}

/** What the reader has exported: how far it is, the file while it is kept. */
function Exports() {
  const { t } = useTranslation('exports');
  usePageTitle(t('title'));
  const pages = useExports();
  const columns = useColumns();
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (job: ExportJob): void => {
    if (job.status === 'completed') location.assign(fileOf(job));
  };
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
      </header>
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={6} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Export} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowLabel={(job) => job.fileName}
          onOpen={open}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
        />
      )}
    </div>
  );
}

function useColumns(): Column<ExportJob>[] {
  const { t } = useTranslation('exports');
  const formats = useFormats();
  return [
    {
      id: 'file',
      label: t('column.file'),
      phone: 'title',
      cell: (job) =>
        job.status === 'completed' ? (
          <a className="cz-table-title" href={fileOf(job)} download={job.fileName} data-row-link>
            <span className="cz-truncate">{job.fileName}</span>
          </a>
        ) : (
          <span className="cz-truncate">{job.fileName}</span>
        ),
    },
    { id: 'of', label: t('column.of'), width: 110, cell: (job) => t(`noun.${job.entity}`) },
    { id: 'status', label: t('column.status'), width: 130, phone: 'end', cell: (job) => <StatusChip of="export" value={job.status} /> },
    {
      id: 'records',
      label: t('column.records'),
      width: 150,
      align: 'end',
      cell: (job) =>
        isWorking(job) && job.total !== null
          ? t('column.ofTotal', { done: formats.number(job.done), total: formats.number(job.total) })
          : formats.number(job.done),
    },
    { id: 'when', label: t('column.when'), width: 150, cell: (job) => formats.dateTime(job.createdAt) },
    {
      id: 'kept',
      label: t('column.kept'),
      width: 150,
      phone: 'hide',
      cell: (job) => job.problem?.message ?? (job.expiresAt === null ? null : formats.dateTime(job.expiresAt)),
    },
    { id: 'actions', label: t('column.actions'), width: 100, align: 'end', phone: 'end', cell: (job) => <RowAction job={job} /> },
  ];
}

/** An export under way is stopped, one that ended is removed with its file. */
function RowAction({ job }: { job: ExportJob }) {
  const { t } = useTranslation('exports');
  const client = useQueryClient();
  const working = isWorking(job);
  const act = useMutation({
    mutationFn: async () => {
      if (working) await api.post(`/v1/exports/${job.id}/cancel`);
      else await api.delete(`/v1/exports/${job.id}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['exports'] }),
    onError: (error) => void toast(error.message, 'danger'),
  });
  const verb = working ? 'stop' : 'remove';
  return (
    <Button
      size="small"
      variant="minimal"
      text={t(verb)}
      aria-label={t(`${verb}Named`, { name: job.fileName })}
      loading={act.isPending}
      onClick={() => act.mutate()}
    />
  );
}
