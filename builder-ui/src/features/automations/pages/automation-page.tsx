import { Button, Tab, Tabs } from '@blueprintjs/core';
import { Edit, Lightning, NewPerson, Pause, Play } from '@blueprintjs/icons';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { isSubjectType, RecordLink } from '../../../components/record-link.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { PageSkeleton, SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { toast } from '../../../components/toaster.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useLookups } from '../../builder/api/lookups.ts';
import { changesBetween } from '../../builder/model/changes.ts';
import { useWords } from '../../builder/model/use-words.ts';
import { conditionWords } from '../../builder/sentences/condition-words.ts';
import { EnrolDialog } from '../../operations/components/enrol-dialog.tsx';
import { CanaryPanel } from '../../operations/components/canary-panel.tsx';
import { PublishRequestPanel } from '../../operations/components/publish-requests.tsx';
import { OperationList } from '../../operations/components/operation-list.tsx';
import { ResumeDialog } from '../../operations/components/resume-dialog.tsx';
import { RunTable } from '../../runs/components/run-table.tsx';
import { type Automation, automationKeys, automationsApi, type Enrolment } from '../api/automations-api.ts';
import { EnrolmentFacts } from '../components/enrolment-facts.tsx';
import { HealthChip } from '../components/health-chip.tsx';
import { Silence } from '../components/silence.tsx';
import { Versions } from '../components/versions.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { useTriggerWords } from '../components/trigger-words.tsx';
import './automations.css';

const tabs = ['runs', 'records', 'versions', 'operations'] as const;

/** One automation: how it is doing, what its versions were, who came in and who did not, and why. */
export function AutomationPage() {
  const { id = '' } = useParams();
  const detail = useQuery({ queryKey: [...automationKeys.one(id), 'overview'], queryFn: ({ signal }) => automationsApi.read(id, signal) });
  usePageTitle(detail.data?.data.name ?? '');
  if (detail.isPending) return <PageSkeleton />;
  if (detail.error) return <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />;
  return <Overview automation={detail.data.data} />;
}

function Overview({ automation }: { automation: Automation }) {
  const { t } = useTranslation('automations');
  const [url, setUrl] = useUrlState();
  const tab = tabs.find((one) => one === url.tab) ?? 'runs';
  return (
    <div className="cz-page">
      <Head automation={automation} />
      <PublishRequestPanel automation={automation} />
      {automation.canary !== null && <CanaryPanel automation={automation} />}
      <Figures automation={automation} />
      <About automation={automation} />
      <Tabs
        id="automation-tabs"
        className="cz-automation-tabs"
        selectedTabId={tab}
        onChange={(next) => setUrl({ tab: String(next) })}
        renderActiveTabPanelOnly
      >
        <Tab
          id="runs"
          title={t('tabs.runs')}
          panel={<RunTable query={{ automationId: automation.id }} storageKey="automation-runs" withAutomation={false} />}
        />
        <Tab id="records" title={t('tabs.records')} panel={<Enrolments id={automation.id} />} />
        <Tab id="versions" title={t('tabs.versions')} panel={<Versions automation={automation} />} />
        <Tab id="operations" title={t('tabs.operations')} panel={<OperationList automationId={automation.id} />} />
      </Tabs>
    </div>
  );
}

function Head({ automation }: { automation: Automation }) {
  const { t } = useTranslation(['automations', 'builder', 'components', 'operations']);
  const { can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'pause' | 'resume' | null>(null);
  const act = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: () => client.invalidateQueries({ queryKey: automationKeys.all }),
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(`${words.title}. ${words.detail ?? ''}`, 'danger');
    },
    onSettled: () => setAsking(null),
  });
  const publishes = can('automations.publish');
  const [enrolling, setEnrolling] = useState(false);
  // What a pause holds is no event: the number in the question has to be asked for.
  const ask = (question: 'pause' | 'resume') => {
    void client.invalidateQueries({ queryKey: automationKeys.one(automation.id) });
    setAsking(question);
  };
  return (
    <header className="cz-page-head">
      <nav aria-label={t('builder:bar.path')} className="cz-dense">
        <Link to="/automations">{t('automations:title')}</Link> ›
      </nav>
      <h1>{automation.name}</h1>
      <StatusChip of="automation" value={automation.status} />
      {automation.status === 'active' && automation.health !== 'ok' && <HealthChip automation={automation} />}
      <span className="cz-spacer" />
      {publishes && automation.status === 'active' && (
        <Button icon={<Pause />} text={t('builder:bar.pauseShort')} onClick={() => ask('pause')} />
      )}
      {publishes && automation.status === 'paused' && (
        <Button icon={<Play />} text={t('builder:bar.resumeShort')} onClick={() => ask('resume')} />
      )}
      {can('runs.enroll') && (automation.status === 'active' || automation.status === 'paused') && (
        <Button icon={<NewPerson />} text={t('operations:enrol.open')} onClick={() => setEnrolling(true)} />
      )}
      {enrolling && <EnrolDialog automation={automation} selection={{ kind: 'matching' }} onClose={() => setEnrolling(false)} />}
      {can('automations.write') && automation.status !== 'archived' && (
        <Button
          icon={<Lightning />}
          text={t('automations:simulate')}
          onClick={() => void navigate(`/automations/${automation.id}/simulation`)}
        />
      )}
      <Button
        intent="primary"
        icon={<Edit />}
        text={t(can('automations.write') && automation.status !== 'archived' ? 'automations:edit' : 'automations:look')}
        onClick={() => void navigate(`/automations/${automation.id}/edit`)}
      />
      <ConfirmDialog
        isOpen={asking === 'pause'}
        intent="primary"
        title={t('builder:pause.title', { name: automation.name })}
        verb={t('builder:pause.verb')}
        busy={act.isPending}
        onConfirm={() => act.mutate(() => automationsApi.pause(automation.id))}
        onClose={() => setAsking(null)}
      >
        <p>{t('builder:pause.text', { count: automation.counts.waiting + automation.counts.running })}</p>
      </ConfirmDialog>
      <ResumeDialog
        isOpen={asking === 'resume'}
        automationId={automation.id}
        busy={act.isPending}
        onResume={(catchUp, hours) => act.mutate(() => automationsApi.resume(automation.id, catchUp, hours))}
        onClose={() => setAsking(null)}
      />
    </header>
  );
}

function Figures({ automation }: { automation: Automation }) {
  const { t } = useTranslation('automations');
  const formats = useFormats();
  const { counts } = automation;
  const runs = (status: string) => `/runs?automationId=${automation.id}&status=${status}`;
  const figures = [
    { key: 'waiting', value: counts.waiting, to: runs('waiting') },
    { key: 'held', value: counts.held, to: runs('held'), urgent: counts.held > 0 },
    { key: 'running', value: counts.running + counts.queued, to: runs('running,queued') },
    { key: 'enrolled', value: counts.enrolled7d, to: '?tab=records&outcome=enrolled' },
    { key: 'rejected', value: counts.rejected7d, to: '?tab=records&outcome=rejected' },
    { key: 'failed', value: counts.failed7d, to: runs('failed'), urgent: counts.failed7d > 0 },
  ];
  return (
    <div className="cz-figures">
      {figures.map((figure) => (
        <Link key={figure.key} to={figure.to} className="cz-panel cz-figure" data-urgent={figure.urgent || undefined}>
          <b>{formats.number(figure.value)}</b>
          <span className="cz-meta">{t(`figures.${figure.key}`)}</span>
        </Link>
      ))}
    </div>
  );
}

function About({ automation }: { automation: Automation }) {
  const { t } = useTranslation('automations');
  const formats = useFormats();
  const when = useTriggerWords();
  const definition = automation.live ?? automation.draft;
  const words = useWords(definition, useLookups());
  const changes = automation.live === null ? 0 : changesBetween(automation.live, automation.draft).length;
  return (
    <section className="cz-panel cz-panel-body" aria-label={t('about')}>
      <dl className="cz-facts-list">
        <dt>{t('facts.starts')}</dt>
        <dd>{when(automation.subject, automation.trigger)}</dd>
        {definition.enrollment.filter !== null && (
          <>
            <dt>{t('facts.onlyIf')}</dt>
            <dd>{conditionWords(words, definition.enrollment.filter)}</dd>
          </>
        )}
        <EnrolmentFacts definition={definition} />
        <dt>{t('facts.live')}</dt>
        <dd>
          {automation.liveNumber === null ? t('neverPublished') : t('version', { number: automation.liveNumber })}
          {automation.liveNumber !== null && (
            <>
              {' · '}
              <Link to={`/automations/${automation.id}/versions/${automation.liveNumber}?live=1`}>{t('overlay.open')}</Link>
            </>
          )}
          {changes > 0 && ` · ${t('draftChanges', { count: changes })}`}
          {changes > 0 && automation.updatedBy !== null && ` ${t('by', { name: automation.updatedBy.name })}`}
        </dd>
        <dt>{t('facts.lastMatch')}</dt>
        <dd>
          {automation.lastMatchAt === null
            ? t('never')
            : `${formats.dateTime(automation.lastMatchAt)}, ${formats.relative(automation.lastMatchAt)}`}
        </dd>
        {automation.status !== 'draft' && automation.status !== 'archived' && <Silence automation={automation} />}
        <dt>{t('column.days')}</dt>
        <dd>
          <Sparkline days={automation.days} />
        </dd>
        {automation.status === 'paused' && automation.pausedAt !== null && (
          <>
            <dt>{t('facts.paused')}</dt>
            <dd>{`${formats.dateTime(automation.pausedAt)}${automation.pausedBy ? `, ${t('by', { name: automation.pausedBy.name })}` : ''}`}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

const outcomes = ['', 'enrolled', 'rejected'] as const;

/** Who came in and who did not, with the first rule that said no and what it saw. */
function Enrolments({ id }: { id: string }) {
  const { t } = useTranslation('automations');
  const [url, setUrl] = useUrlState();
  const outcome = outcomes.find((one) => one === url.outcome) ?? '';
  const pages = useInfiniteQuery({
    queryKey: [...automationKeys.one(id), 'enrolments', outcome],
    queryFn: ({ pageParam, signal }) =>
      automationsApi.enrolments(id, { outcome: outcome || undefined, limit: 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="cz-stack">
      <div style={{ maxWidth: 280 }}>
        <SelectField
          label={t('records.show')}
          value={outcome}
          choices={outcomes.map((value) => ({ value, label: t(`records.${value || 'all'}`) }))}
          onChange={(next) => setUrl({ outcome: next })}
        />
      </div>
      {pages.isPending ? (
        <SkeletonRows rows={5} />
      ) : pages.error ? (
        <ErrorState inline error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <p className="cz-muted">{t('records.none')}</p>
      ) : (
        <ul className="cz-panel cz-lines">
          {rows.map((row) => (
            <EnrolmentLine key={row.id} row={row} />
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <span>
          <Button text={t('records.more')} loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()} />
        </span>
      )}
    </div>
  );
}

function EnrolmentLine({ row }: { row: Enrolment }) {
  const { t } = useTranslation('automations');
  const formats = useFormats();
  return (
    <li>
      <time className="cz-meta" dateTime={row.at}>
        {formats.dateTime(row.at)}
      </time>
      {row.record !== null && isSubjectType(row.record.type) ? (
        <RecordLink record={{ type: row.record.type, id: row.record.id, name: row.record.name }} withIcon />
      ) : (
        <span className="cz-muted">{t('records.gone')}</span>
      )}
      <b>{t(`records.${row.outcome}One`)}</b>
      {row.rule !== null && <span>{row.detail ?? t(`rules.${row.rule}`, { defaultValue: row.rule })}</span>}
      <span className="cz-spacer" />
      {row.runId !== null && <Link to={`/runs/${row.runId}`}>{t('records.run')}</Link>}
    </li>
  );
}
