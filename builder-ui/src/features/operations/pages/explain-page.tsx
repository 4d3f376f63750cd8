import { Help } from '@blueprintjs/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import type { Evaluation } from '../../../../../domain/expressions/ast.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { isSubjectType, RecordLink } from '../../../components/record-link.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useTriggerWords } from '../../automations/components/trigger-words.tsx';
import { explainApi, type EffectCause, type EffectKind, type RecordAutomation, type Refusal } from '../api/explain-api.ts';
import '../components/operations.css';

const kinds: readonly EffectKind[] = ['task', 'message', 'event'];

/** Why something was done, or why nothing was: by what the address names. */
export function ExplainPage() {
  const { t } = useTranslation('operations');
  const [url] = useUrlState();
  usePageTitle(t('explain.title'));
  const kind = kinds.find((one) => one === url.kind);
  return (
    <div className="cz-page cz-explain">
      <header className="cz-page-head">
        <h1>{t('explain.title')}</h1>
      </header>
      {kind !== undefined && url.id ? (
        <WhyThis kind={kind} id={url.id} />
      ) : url.type && isSubjectType(url.type) && url.id ? (
        <WhyNot type={url.type} id={url.id} name={url.name ?? ''} />
      ) : (
        <EmptyState icon={Help} title={t('explain.empty')}>
          {t('explain.how')}
        </EmptyState>
      )}
    </div>
  );
}

/** From an effect back to the run, the step and the values that made it. */
function WhyThis({ kind, id }: { kind: EffectKind; id: string }) {
  const { t } = useTranslation('operations');
  const cause = useQuery({ queryKey: ['explain', kind, id], queryFn: ({ signal }) => explainApi.effect(kind, id, signal) });
  if (cause.isPending) return <PageSkeleton />;
  if (cause.error) return <ErrorState error={cause.error} onRetry={() => void cause.refetch()} />;
  const { run, step } = cause.data;
  if (run === null) return <p>{t('explain.nobody')}</p>;
  return (
    <section className="cz-panel cz-panel-body" aria-label={t('explain.because')}>
      <p>
        {t('explain.made', { step: step?.title ?? '', number: step?.number ?? '' })}{' '}
        <Link to={`/automations/${run.automation.id}/versions/${run.version}`}>
          {run.automation.name}, {t('impact.version', { number: run.version })}
        </Link>
        {isSubjectType(run.record.type) && (
          <>
            {', '}
            {t('explain.for')} <RecordLink record={{ type: run.record.type, id: run.record.id, name: run.record.name }} withIcon />
          </>
        )}
        . <Link to={`/runs/${run.id}${step === null ? '' : `?step=${step.step}`}`}>{t('explain.openRun')}</Link>
      </p>
      {step?.inputs && <ValueList label={t('explain.values')} values={step.inputs} />}
      <WayThere cause={cause.data} />
    </section>
  );
}

function WayThere({ cause }: { cause: EffectCause }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  return (
    <>
      <h2>{t('explain.way')}</h2>
      <ol className="cz-operation-items">
        <li>
          {cause.event === null ? t('explain.byHand') : t('explain.byEvent', { type: String(cause.event['type'] ?? '') })}
          {cause.event !== null && typeof cause.event['occurredAt'] === 'string' && (
            <span className="cz-meta"> {formats.dateTime(cause.event['occurredAt'])}</span>
          )}
        </li>
        {cause.because.map((step) => (
          <li key={`${step.step}/${step.epoch}/${step.visit}`}>
            {step.number} {step.title}: <b>{t(`explain.outcome.${step.outcome ?? 'none'}`, { defaultValue: step.outcome ?? '' })}</b>
            {step.evaluation !== null && <Leaves evaluation={step.evaluation as unknown as Evaluation} />}
          </li>
        ))}
      </ol>
    </>
  );
}

/** Every automation for this kind of record: what it does for this one, and for the others the first rule that says no. */
function WhyNot({ type, id, name }: { type: RecordAutomation['automation']['id']; id: string; name: string }) {
  const { t } = useTranslation('operations');
  const answer = useQuery({ queryKey: ['explain', type, id], queryFn: ({ signal }) => explainApi.record(type, id, signal) });
  if (answer.isPending) return <PageSkeleton />;
  if (answer.error) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  const { items } = answer.data;
  return (
    <>
      {isSubjectType(type) && (
        <p>
          <RecordLink record={{ type, id, name: name || t('explain.record') }} withIcon />
        </p>
      )}
      {items.length === 0 && <p className="cz-muted">{t('explain.none')}</p>}
      <ul className="cz-panel cz-lines">
        {items.map((item) => (
          <AutomationLine key={item.automation.id} item={item} subject={type} />
        ))}
      </ul>
    </>
  );
}

function AutomationLine({ item, subject }: { item: RecordAutomation; subject: string }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  const when = useTriggerWords();
  const open = item.runs.find((run) => run.endedAt === null);
  const [latest] = item.runs;
  return (
    <li>
      <b>
        <Link to={`/automations/${item.automation.id}`}>{item.automation.name}</Link>
      </b>
      <span className="cz-meta">{t('impact.version', { number: item.version })}</span>
      {open !== undefined && <StatusChip of="run" value={open.status} />}
      <span className="cz-spacer" />
      {latest !== undefined && <Link to={`/runs/${latest.id}`}>{t('explain.openRun')}</Link>}
      <div className="cz-operation-figures">
        {open === undefined && latest !== undefined && (
          <span>
            {t('explain.was', { at: formats.dateTime(latest.endedAt ?? latest.createdAt) })} {latest.reason ?? ''}
          </span>
        )}
        {open !== undefined && <span>{open.waitsFor ?? open.reason ?? t('explain.atWork')}</span>}
        {latest === undefined && item.last === null && (
          <span>
            {t('explain.never', { when: when(subject, item.trigger as AutomationDefinition['trigger'] & Record<string, never>) })}
          </span>
        )}
        {item.due !== null && (
          <span>{item.due.at === null ? t('explain.notDue') : t('explain.due', { at: formats.dateTime(item.due.at) })}</span>
        )}
        {item.last?.outcome === 'rejected' && item.last.refusal !== null && (
          <RefusalLine label={t('explain.lastNo', { at: formats.dateTime(item.last.at) })} refusal={item.last.refusal} />
        )}
        {open === undefined &&
          (item.now.enters ? (
            <span>{t('explain.wouldEnter')}</span>
          ) : (
            item.now.refusal !== null && <RefusalLine label={t('explain.nowNo')} refusal={item.now.refusal} />
          ))}
      </div>
    </li>
  );
}

function RefusalLine({ label, refusal }: { label: string; refusal: Refusal }) {
  const { leaves, ...others } = refusal.details;
  return (
    <div>
      {label} <b>{refusal.detail}</b>
      {Array.isArray(leaves) && <Leaves evaluation={{ result: false, leaves }} />}
      {Object.keys(others).length > 0 && <ValueList label="" values={others} />}
    </div>
  );
}

function Leaves({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation(['operations', 'builder']);
  return (
    <ul className="cz-explain-leaves">
      {evaluation.leaves.map((leaf, index) => (
        // The leaves of one evaluation never change.
        <li key={index}>
          <code>{leaf.left}</code> {t(`builder:operators.${leaf.operator}`, { defaultValue: leaf.operator.replaceAll('_', ' ') })}{' '}
          {leaf.rightValue !== undefined && <code>{JSON.stringify(leaf.rightValue)}</code>}:{' '}
          {t('operations:explain.found', { value: leaf.leftValue === null ? '–' : JSON.stringify(leaf.leftValue) })}{' '}
          <b>{t(leaf.result ? 'operations:explain.yes' : 'operations:explain.no')}</b>
        </li>
      ))}
    </ul>
  );
}

function ValueList({ label, values }: { label: string; values: Readonly<Record<string, unknown>> }) {
  return (
    <>
      {label !== '' && <h2>{label}</h2>}
      <dl className="cz-facts-list">
        {Object.entries(values).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
