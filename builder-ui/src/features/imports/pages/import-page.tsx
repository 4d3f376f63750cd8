import { Button, ProgressBar } from '@blueprintjs/core';
import { Download, Error as ErrorIcon } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { ImportJob } from '../../../../../api/contracts/imports.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { CheckStep } from '../components/check-step.tsx';
import { Figures } from '../components/figures.tsx';
import { MappingStep } from '../components/mapping-step.tsx';
import { RowsTable } from '../components/rows-table.tsx';
import { type ImportStep, Steps } from '../components/steps.tsx';
import { KeptChanges, UndoImport } from '../components/undo-import.tsx';
import { busyStatuses, listPaths, useImport, useImportActions } from '../imports.ts';
import '../imports.css';

export function ImportPage() {
  const { id = '' } = useParams();
  const job = useImport(id);
  if (job.isPending) return <PageSkeleton />;
  if (!job.data) return <ErrorState page error={job.error} onRetry={() => void job.refetch()} />;
  return <LoadedImport key={id} job={job.data} />;
}

function LoadedImport({ job }: { job: ImportJob }) {
  const { t } = useTranslation('imports');
  usePageTitle(job.fileName);
  const [remap, setRemap] = useState(false);
  const mapping = job.status === 'mapping' || (job.status === 'validated' && remap);
  const step: ImportStep = mapping ? 'map' : ['validating', 'validated'].includes(job.status) ? 'check' : 'run';
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1 className="cz-truncate">{job.fileName}</h1>
        <StatusChip of="import" value={job.status} />
        <span className="cz-spacer" />
        <Link to="/imports">{t('title')}</Link>
      </header>
      <Steps at={step} />
      {mapping ? (
        <MappingStep job={job} onChecked={() => setRemap(false)} />
      ) : busyStatuses.has(job.status) ? (
        <Working job={job} />
      ) : job.status === 'validated' ? (
        <CheckStep job={job} onBack={() => setRemap(true)} />
      ) : job.status === 'paused' ? (
        <Paused job={job} />
      ) : (
        <Result job={job} />
      )}
    </div>
  );
}

function Paused({ job }: { job: ImportJob }) {
  const { t } = useTranslation('imports');
  const formats = useFormats();
  const { cancel, resume } = useImportActions(job);
  return (
    <section className="cz-panel cz-panel-body cz-stack">
      <h2>{t('run.paused')}</h2>
      <p className="cz-muted">
        {t('run.done', { done: formats.number(job.processedRows), all: formats.number(job.counts.rows) })} {t('run.pausedText')}
      </p>
      <FormErrors error={resume.error ?? cancel.error} />
      <div className="cz-row">
        <Button intent="primary" loading={resume.isPending} text={t('run.resume')} onClick={() => resume.mutate()} />
        <Button variant="minimal" loading={cancel.isPending} text={t('run.cancel')} onClick={() => cancel.mutate()} />
      </div>
    </section>
  );
}

function Working({ job }: { job: ImportJob }) {
  const { t } = useTranslation('imports');
  const formats = useFormats();
  const { cancel, pause } = useImportActions(job);
  const undoing = job.status === 'undoing';
  const share = job.counts.rows > 0 ? Math.min(1, job.processedRows / job.counts.rows) : undefined;
  const applying = job.status === 'applying';
  return (
    <section className="cz-panel cz-panel-body cz-stack" aria-live="polite">
      <h2>{t(undoing ? 'run.undoing' : applying ? 'run.applying' : 'run.validating')}</h2>
      <ProgressBar intent="primary" animate={false} stripes={false} value={undoing ? undefined : share} aria-label={t('run.progress')} />
      <p className="cz-muted">
        {undoing
          ? t('run.doneChanges', { done: formats.number(job.counts.undone + job.counts.kept) })
          : t('run.done', { done: formats.number(job.processedRows), all: formats.number(job.counts.rows) })}
      </p>
      {applying && <p className="cz-muted">{t('run.leave')}</p>}
      <FormErrors error={pause.error ?? cancel.error} />
      <div className="cz-row">
        <Button loading={pause.isPending} text={t('run.pause')} onClick={() => pause.mutate()} />
        {!undoing && <Button variant="minimal" loading={cancel.isPending} text={t('run.cancel')} onClick={() => cancel.mutate()} />}
      </div>
    </section>
  );
}

function Result({ job }: { job: ImportJob }) {
  const { t } = useTranslation('imports');
  const formats = useFormats();
  const problems = job.counts.rejected + job.counts.duplicates;
  const list = listPaths[job.entity];
  if (job.problem) {
    const place =
      job.problem.row === null ? '' : t('run.place', { row: formats.number(job.problem.row), column: job.problem.column ?? '' });
    return (
      <div className="cz-panel">
        <EmptyState icon={ErrorIcon} title={t('run.failed')} action={<Link to="/imports/new">{t('run.another')}</Link>}>
          {job.problem.message} {place}
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="cz-stack">
      <Figures job={job} />
      <div className="cz-row cz-row-wrap">
        {list !== undefined && (
          <Link className="bp6-button bp6-intent-primary" to={list}>
            {t('run.open', { noun: t(`noun.${job.entity}`, { count: 2 }) })}
          </Link>
        )}
        {problems > 0 && (
          <a className="bp6-button" href={`/v1/imports/${job.id}/errors.csv`} download>
            <Download size={14} />
            <span>{t('errorFile')}</span>
          </a>
        )}
        <Link className="bp6-button bp6-minimal" to={`/imports/new?of=${job.entity}`}>
          {t('run.another')}
        </Link>
        <UndoImport job={job} />
        {job.undoneAt && <span className="cz-meta">{t('run.undone', { when: formats.dateTime(job.undoneAt) })}</span>}
        {job.finishedAt && <span className="cz-meta">{t('run.finished', { when: formats.dateTime(job.finishedAt) })}</span>}
      </div>
      <KeptChanges job={job} />
      {problems > 0 && (
        <>
          <h2>{t('run.notImported')}</h2>
          <RowsTable job={job} show="problems" />
        </>
      )}
    </div>
  );
}
