import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../../../../api/contracts/imports.ts';
import { useFormats } from '../../../lib/use-formats.ts';

/** The rows of a file by what becomes, or became, of them. */
export function Figures({ job }: { job: ImportJob }) {
  const { t } = useTranslation('imports');
  const formats = useFormats();
  const over = ['completed', 'applying', 'paused', 'cancelled', 'failed', 'undoing', 'undone'].includes(job.status);
  const figures = [
    { key: 'rows', value: job.counts.rows, state: 'plain' },
    over ? { key: 'imported', value: job.counts.imported, state: 'good' } : { key: 'valid', value: job.counts.valid, state: 'good' },
    ...(over && job.counts.updated > 0 ? [{ key: 'updated', value: job.counts.updated, state: 'good' }] : []),
    ...(job.counts.undone > 0 ? [{ key: 'undone', value: job.counts.undone, state: 'plain' }] : []),
    ...(job.counts.kept > 0 ? [{ key: 'kept', value: job.counts.kept, state: 'bad' }] : []),
    { key: 'duplicates', value: job.counts.duplicates, state: 'plain' },
    { key: 'rejected', value: job.counts.rejected, state: job.counts.rejected > 0 ? 'bad' : 'plain' },
  ];
  return (
    <dl className="cz-figures cz-panel">
      {figures.map((figure) => (
        <div key={figure.key} data-state={figure.state}>
          <dt>{t(`figure.${figure.key}`)}</dt>
          <dd>{formats.number(figure.value)}</dd>
        </div>
      ))}
    </dl>
  );
}
