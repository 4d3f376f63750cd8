import { Button, HTMLTable } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import type { ImportJob, ImportRow } from '../../../../../api/contracts/imports.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useImportRows } from '../imports.ts';

/** Rows of the file as they were read, the cells at fault marked and the reasons in words. */
export function RowsTable({ job, show }: { job: ImportJob; show: 'preview' | 'problems' }) {
  const { t } = useTranslation('imports');
  const pages = useImportRows(job.id, show);
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = show === 'preview' ? job.columns : mentioned(job, rows);
  if (pages.isPending) return <SkeletonRows rows={6} />;
  if (pages.error && !pages.data) return <ErrorState inline error={pages.error} onRetry={() => void pages.refetch()} />;
  return (
    <div className="cz-panel cz-scroll-x" role="region" aria-label={t(`check.${show}`)} tabIndex={0}>
      <HTMLTable compact className="cz-import-rows">
        <thead>
          <tr>
            <th scope="col">{t('check.row')}</th>
            <th scope="col">{t('check.result')}</th>
            {columns.map((column) => (
              <th key={column.index} scope="col">
                {column.heading || column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RowLine key={row.row} row={row} columns={columns} />
          ))}
        </tbody>
      </HTMLTable>
      {pages.hasNextPage && (
        <Button
          variant="minimal"
          fill
          loading={pages.isFetchingNextPage}
          text={t('check.more')}
          onClick={() => void pages.fetchNextPage()}
        />
      )}
    </div>
  );
}

/** The columns a problem is about (problems count from 1) come first; three more help to recognise the row. */
function mentioned(job: ImportJob, rows: readonly ImportRow[]): ImportJob['columns'] {
  const named = new Set(
    rows.flatMap((row) => [...row.errors, ...row.warnings].flatMap((one) => (one.column === null ? [] : [one.column - 1]))),
  );
  const others = job.columns.filter((column) => !named.has(column.index)).slice(0, 3);
  return [...job.columns.filter((column) => named.has(column.index)), ...others];
}

function RowLine({ row, columns }: { row: ImportRow; columns: ImportJob['columns'] }) {
  const { t } = useTranslation('imports');
  const formats = useFormats();
  const faulty = new Set(row.errors.map((error) => (error.column ?? 0) - 1));
  const doubtful = new Set(row.warnings.map((warning) => (warning.column ?? 0) - 1));
  return (
    <tr>
      <th scope="row">{formats.number(row.row)}</th>
      <td className="cz-import-reason" data-status={row.status}>
        <strong>{t(`row.${row.status}`)}</strong>
        {[...row.errors, ...row.warnings].map((one) => (
          <span key={`${one.code}${one.column ?? ''}`}>{one.message}</span>
        ))}
      </td>
      {columns.map((column) => (
        <td key={column.index} data-cell={faulty.has(column.index) ? 'bad' : doubtful.has(column.index) ? 'doubtful' : undefined}>
          {row.cells[column.index] ?? ''}
        </td>
      ))}
    </tr>
  );
}
