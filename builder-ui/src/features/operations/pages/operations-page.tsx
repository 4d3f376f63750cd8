import { Button, Callout } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import type * as contract from '../../../../../api/contracts/liveness.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { RunTable } from '../../runs/components/run-table.tsx';
import { operationKeys, operationsApi } from '../api/operations-api.ts';
import { OperationList } from '../components/operation-list.tsx';
import '../components/operations.css';

type Answer = z.infer<typeof contract.getLiveness.response>;
type Line = contract.Liveness;

/** What stands still, is silent, fails or waits: worst first, each with what can be done about it. */
export function OperationsPage() {
  const { t } = useTranslation('operations');
  usePageTitle(t('title'));
  const answer = useQuery({
    queryKey: [...operationKeys.all, 'liveness'],
    queryFn: ({ signal }) => api.get<Answer>('/v1/liveness', undefined, signal),
    refetchInterval: 15_000,
  });
  if (answer.isPending) return <PageSkeleton />;
  if (answer.error) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  const { items, backlog, at } = answer.data;
  const alarmed = items.filter((one) => one.alerts.length > 0);
  return (
    <div className="cz-page">
      <Head at={at} />
      <Backlog backlog={backlog} />
      <section aria-labelledby="ops-alarms">
        <h2 id="ops-alarms">{t('page.alarms', { count: alarmed.length })}</h2>
        {alarmed.length === 0 ? (
          <p className="cz-muted">{t('page.allWell')}</p>
        ) : (
          <ul className="cz-panel cz-lines">
            {alarmed.map((line) => (
              <Alarm key={line.automation.id} line={line} />
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="ops-stuck">
        <h2 id="ops-stuck">{t('page.stuck')}</h2>
        <RunTable query={{ stuck: 'true' }} storageKey="stuck-runs" empty={<p className="cz-panel-body cz-muted">{t('page.noStuck')}</p>} />
      </section>
      <section aria-labelledby="ops-open">
        <h2 id="ops-open">{t('page.atWork')}</h2>
        <OperationList onlyOpen />
      </section>
      <section aria-labelledby="ops-all">
        <h2 id="ops-all">{t('page.automations')}</h2>
        <ul className="cz-panel cz-lines">
          {items.map((line) => (
            <Health key={line.automation.id} line={line} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function Head({ at }: { at: string }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  return (
    <header className="cz-page-head">
      <h1>{t('title')}</h1>
      <span className="cz-meta">{t('page.at', { at: formats.time(at) })}</span>
    </header>
  );
}

function Backlog({ backlog }: { backlog: Answer['backlog'] }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  const age = (at: string | null) => (at === null ? '' : formats.relative(at));
  const figures = [
    { key: 'events', value: backlog.events, note: age(backlog.oldestEventAt) },
    { key: 'starts', value: backlog.starts, note: age(backlog.oldestStartAt) },
    { key: 'messages', value: backlog.messages, note: '' },
    { key: 'failedMessages', value: backlog.failedMessages24h, note: '', urgent: backlog.failedMessages24h > 0 },
    { key: 'quarantined', value: backlog.quarantined, note: '', urgent: backlog.quarantined > 0 },
  ];
  return (
    <div className="cz-figures">
      {figures.map((figure) => (
        <div key={figure.key} className="cz-panel cz-figure" data-urgent={figure.urgent || undefined}>
          <b>{formats.number(figure.value)}</b>
          <span className="cz-meta">
            {t(`page.figures.${figure.key}`)}
            {figure.note !== '' && `, ${t('page.oldest', { age: figure.note })}`}
          </span>
        </div>
      ))}
    </div>
  );
}

function Alarm({ line }: { line: Line }) {
  const { t } = useTranslation(['operations', 'components']);
  const { can } = useSession();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const retry = useMutation({
    mutationFn: () =>
      operationsApi.changeRuns(
        { kind: 'matching', filter: { automationId: line.automation.id, status: ['held'], holdCode: 'step_failed' } },
        { kind: 'retry', on: 'same' },
      ),
    onSuccess: () => void toast(t('operations:page.retrying'), 'success'),
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(`${words.title}. ${words.detail ?? ''}`, 'danger');
    },
    onSettled: async () => {
      setAsked(false);
      await client.invalidateQueries({ queryKey: operationKeys.all });
    },
  });
  const held = line.alerts.some((alert) => alert.kind === 'stuck');
  return (
    <li>
      <b>
        <Link to={`/automations/${line.automation.id}`}>{line.automation.name}</Link>
      </b>
      <span className="cz-meta">
        {line.owner === null ? t('operations:page.noOwner') : t('operations:page.owner', { name: line.owner.name })}
      </span>
      <span className="cz-spacer" />
      {held && can('runs.write') && <Button size="small" text={t('operations:page.retryHeld')} onClick={() => setAsked(true)} />}
      <div className="cz-operation-figures">
        {line.alerts.map((alert) => (
          <span key={alert.kind}>
            <b>{t(`operations:page.kinds.${alert.kind}`)}</b> {alert.detail}
          </span>
        ))}
        {asked && <RetryHeld automationId={line.automation.id} busy={retry.isPending} onRetry={() => retry.mutate()} />}
      </div>
    </li>
  );
}

/** The count first: what is retried does its effect once more. */
function RetryHeld({ automationId, busy, onRetry }: { automationId: string; busy: boolean; onRetry: () => void }) {
  const { t } = useTranslation('operations');
  const counts = useQuery({
    queryKey: [...operationKeys.of(automationId), 'held'],
    queryFn: () => operationsApi.countRuns({ kind: 'matching', filter: { automationId, status: ['held'], holdCode: 'step_failed' } }),
    staleTime: 0,
    gcTime: 0,
  });
  if (counts.data === undefined) return null;
  return (
    <Callout intent="warning" compact>
      {t('page.retryText', { count: counts.data.runs })}{' '}
      <Button
        size="small"
        intent="primary"
        loading={busy}
        disabled={counts.data.runs === 0}
        text={t('page.retryVerb', { count: counts.data.runs })}
        onClick={onRetry}
      />
    </Callout>
  );
}

function Health({ line }: { line: Line }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  return (
    <li>
      <b>
        <Link to={`/automations/${line.automation.id}`}>{line.automation.name}</Link>
      </b>
      <span className="cz-meta">{t(`page.states.${line.automation.status}`)}</span>
      <div className="cz-operation-figures">
        <span>
          {line.lastMatchAt === null ? t('page.neverMatched') : t('page.lastMatch', { at: formats.dateTime(line.lastMatchAt) })}{' '}
          {line.expectedEveryHours !== null && t('page.expected', { count: line.expectedEveryHours })}
        </span>
        <span>{t('page.figuresLine', { matched: line.matched, enrolled: line.enrolled, rejected: line.rejected, open: line.open })}</span>
        {line.reasons.length > 0 && (
          <span className="cz-muted">
            {line.reasons.map(({ rule, detail, records }) => (
              <span key={rule}>
                {formats.number(records)} × {detail}{' '}
              </span>
            ))}
          </span>
        )}
        {line.ended7d > 0 && <span>{t('page.failures', { failed: line.failed7d, ended: line.ended7d })}</span>}
      </div>
    </li>
  );
}
