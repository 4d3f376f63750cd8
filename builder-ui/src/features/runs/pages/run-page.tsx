import { AnchorButton, Button } from '@blueprintjs/core';
import { Cross, Share } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { isSubjectType, RecordLink } from '../../../components/record-link.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { useHotkeyScope } from '../../../lib/hotkeys/hotkeys.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useNarrow } from '../../../lib/use-media.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useLookups } from '../../builder/api/lookups.ts';
import { ReadCanvas, useDrawing } from '../../builder/canvas/read-canvas.tsx';
import { useWords } from '../../builder/model/use-words.ts';
import { RunActions } from '../../operations/components/run-actions.tsx';
import { askAgainIn, openStatuses, type RunDetail, runsApi } from '../api/runs-api.ts';
import { RunTimeline } from '../components/run-timeline.tsx';
import { useStateWords } from '../components/run-words.ts';
import { pathOf } from '../path.ts';
import './runs.css';

export function RunPage() {
  const { id = '' } = useParams();
  const run = useQuery({
    queryKey: ['runs', id],
    queryFn: ({ signal }) => runsApi.read(id, signal),
    refetchInterval: ({ state: { data } }) => (data !== undefined && openStatuses.includes(data.status) ? askAgainIn([data]) : false),
  });
  usePageTitle(run.data ? `${run.data.record.name}, ${run.data.automation.name}` : '');
  if (run.isPending) return <PageSkeleton />;
  if (run.error) return <ErrorState error={run.error} onRetry={() => void run.refetch()} />;
  return <RunView run={run.data} />;
}

/** What it waits for in one sentence, the way it took, and every step with what it looked at. */
function RunView({ run }: { run: RunDetail }) {
  const { t } = useTranslation(['runs', 'builder']);
  const formats = useFormats();
  const narrow = useNarrow();
  const [url, setUrl] = useUrlState();
  const words = useWords(run.definition, useLookups());
  const drawing = useDrawing(run.definition, words);
  const path = useMemo(() => pathOf(run), [run]);
  const state = useStateWords(run, words);
  const footnotes = useMemo(() => new Map([...path.last].map(([step, row]) => [step, formats.time(row.startedAt)])), [path, formats]);
  const selected = url.step ?? run.waits[0]?.step ?? run.heldStep ?? run.steps.at(-1)?.step ?? null;
  const select = (step: string) => setUrl({ step });
  const walk = (by: 1 | -1) => () => {
    const ids = [run.definition.trigger.id, ...run.steps.map((step) => step.step)];
    const next = ids[ids.lastIndexOf(selected ?? '') + by];
    if (next !== undefined) select(next);
  };
  useHotkeyScope(t('runs:one'), [
    { combo: 'j', label: t('runs:keys.next'), run: walk(1) },
    { combo: 'k', label: t('runs:keys.previous'), run: walk(-1) },
  ]);
  const canvas = (
    <ReadCanvas
      drawing={drawing}
      words={words}
      label={t('runs:path', { name: run.automation.name })}
      selected={selected}
      onSelect={select}
      paint={path.paint}
      taken={path.taken}
      footnotes={footnotes}
    />
  );
  return (
    <div className={narrow ? 'cz-run' : 'cz-run cz-fill'}>
      <RunHead run={run} />
      <p className="cz-run-state" data-status={run.status}>
        {state}
      </p>
      <div className="cz-run-main">
        {!narrow && <div className="cz-run-canvas">{canvas}</div>}
        <section className="cz-run-side" aria-label={t('runs:timeline')}>
          <h2>{t('runs:timeline')}</h2>
          <RunTimeline run={run} words={words} selected={selected} onSelect={select} />
          <Cause run={run} />
        </section>
        {narrow && (
          <details className="cz-run-map">
            <summary>{t('runs:showPath')}</summary>
            <div className="cz-run-canvas">{canvas}</div>
          </details>
        )}
      </div>
    </div>
  );
}

function RunHead({ run }: { run: RunDetail }) {
  const { t } = useTranslation(['runs', 'builder', 'components']);
  const { can } = useSession();
  const client = useQueryClient();
  const [cancelling, setCancelling] = useState(false);
  const [reason, setReason] = useState('');
  const act = useMutation({
    mutationFn: (work: () => Promise<RunDetail>) => work(),
    onSuccess: async (next) => {
      client.setQueryData(['runs', run.id], next);
      await client.invalidateQueries({ queryKey: ['runs'] });
    },
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(`${words.title}. ${words.detail ?? ''}`, 'danger');
    },
    onSettled: () => setCancelling(false),
  });
  const open = openStatuses.includes(run.status);
  const writes = can('runs.write');
  return (
    <header className="cz-page-head cz-run-head">
      <nav aria-label={t('builder:bar.path')} className="cz-dense">
        <Link to="/runs">{t('runs:title')}</Link> ›
      </nav>
      <h1>
        {isSubjectType(run.record.type) ? <RecordLink record={{ ...run.record, type: run.record.type }} withIcon /> : run.record.name}
        <span className="cz-run-in">
          {' '}
          {t('runs:in')} <Link to={`/automations/${run.automation.id}`}>{run.automation.name}</Link>{' '}
          <Link className="cz-meta" to={`/automations/${run.automation.id}/versions/${run.version}`}>
            {t('runs:version', { number: run.version })}
          </Link>
        </span>
      </h1>
      <StatusChip of="run" value={run.status} />
      <span className="cz-spacer" />
      {run.temporalUrl !== null && (
        <AnchorButton
          variant="minimal"
          icon={<Share />}
          text={t('runs:openInTemporal')}
          href={run.temporalUrl}
          target="_blank"
          rel="noreferrer"
        />
      )}
      {writes && open && <Button icon={<Cross />} text={t('runs:cancel')} onClick={() => setCancelling(true)} />}
      <RunActions run={run} busy={act.isPending} onAct={(work) => act.mutate(work)} />
      <ConfirmDialog
        isOpen={cancelling}
        title={t('runs:cancelTitle', { record: run.record.name })}
        verb={t('runs:cancelVerb')}
        busy={act.isPending}
        onConfirm={() => act.mutate(() => runsApi.cancel(run.id, reason.trim()))}
        onClose={() => setCancelling(false)}
      >
        <p>{t('runs:cancelText')}</p>
        <TextField label={t('runs:reason')} value={reason} maxLength={500} onChange={setReason} />
      </ConfirmDialog>
    </header>
  );
}

/** Somebody's change, its event, this run: the chain that led here. */
function Cause({ run }: { run: RunDetail }) {
  const { t } = useTranslation('runs');
  const depth = typeof run.cause.depth === 'number' ? run.cause.depth : 0;
  const before = typeof run.cause.runId === 'string' ? run.cause.runId : null;
  return (
    <section className="cz-run-cause">
      <h3>{t('cause')}</h3>
      <p className="cz-dense">
        {depth === 0 ? t('causeDirect', { source: t(`sources.${run.source}`) }) : t('causeChain', { count: depth })}
        {before !== null && (
          <>
            {' '}
            <Link to={`/runs/${before}`}>{t('causeRun')}</Link>
          </>
        )}
      </p>
      {run.workflowId !== null && <p className="cz-meta cz-mono">{run.workflowId}</p>}
    </section>
  );
}
