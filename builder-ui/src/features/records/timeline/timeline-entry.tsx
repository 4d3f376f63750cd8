import { createElement } from 'react';
import {
  AddColumnRight,
  Annotation,
  ArrowRight,
  Calendar,
  Chat,
  Cross,
  Document,
  Dot,
  Edit,
  Envelope,
  Notifications,
  People,
  Phone,
  Repeat,
  Exchange,
  Tag,
  Tick,
  TimelineEvents,
} from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { TimelineItem } from '../../../../../api/contracts/activities.ts';
import type { IconComponent } from '../../../lib/feature.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useFieldWords } from '../facts/field-words.ts';
import { useTimelineSentence } from './timeline-sentence.ts';

const iconRules: readonly (readonly [RegExp, IconComponent])[] = [
  [/^activity\.logged$/, Phone],
  [/^note\./, Annotation],
  [/^task\.completed$/, Tick],
  [/^task\.cancelled$/, Cross],
  [/^task\.rescheduled$/, Calendar],
  [/^task\./, TimelineEvents],
  [/\.assigned$/, People],
  [/\.status_changed$|\.stage_changed$/, Exchange],
  [/\.created$/, AddColumnRight],
  [/\.updated$/, Edit],
  [/^tag\./, Tag],
  [/^message\./, Envelope],
  [/^run\./, Repeat],
  [/^form\./, Document],
];
const activityIcons: Readonly<Record<string, IconComponent>> = {
  call: Phone,
  email: Envelope,
  meeting: People,
  note: Annotation,
  social: Chat,
  sms: Chat,
  system: Notifications,
};

function iconOf(item: TimelineItem): IconComponent {
  if (item.activity) return activityIcons[item.activity.type] ?? Dot;
  return iconRules.find(([pattern]) => pattern.test(item.type))?.[1] ?? Dot;
}

/** One thing that happened: sentence, who or what did it, and its contents. */
export function TimelineEntry({ item }: { item: TimelineItem }) {
  const formats = useFormats();
  const sentence = useTimelineSentence();
  const human = item.madeBy.kind === 'user';
  return (
    <li className="cz-timeline-item" data-human={human}>
      <span className="cz-timeline-icon" aria-hidden>
        {createElement(iconOf(item), { size: 12 })}
      </span>
      <div className="cz-timeline-main">
        <p className="cz-dense">
          <span>{sentence(item)}</span> <MadeBy item={item} /> <WayBack item={item} />
        </p>
        <EntryBody item={item} />
      </div>
      <time className="cz-meta" dateTime={item.occurredAt} title={formats.dateTime(item.occurredAt)}>
        {formats.time(item.occurredAt)}
      </time>
    </li>
  );
}

/** Where what came in from outside can be looked at. */
const sources = {
  form: { path: '/forms', by: 'timeline.byForm' },
  webhook: { path: '/webhooks/in', by: 'timeline.byWebhook' },
  import: { path: '/imports', by: 'timeline.byImport' },
} as const;

function MadeBy({ item }: { item: TimelineItem }) {
  const { t } = useTranslation('records');
  const { user, automation, source, kind } = item.madeBy;
  if (automation) {
    const step = automation.stepNumber === null ? '' : t('timeline.step', { step: automation.stepNumber });
    return (
      <span className="cz-muted">
        {t('timeline.by', { name: '' })}
        <Link to={`/automations/${automation.id}`}>{automation.name}</Link>
        {step}{' '}
        <Link className="cz-why" to={`/explain?kind=event&id=${item.id}`}>
          {t('timeline.why')}
        </Link>
      </span>
    );
  }
  if (source) {
    const { path, by } = sources[source.type];
    return (
      <span className="cz-muted">
        {t(by)}
        <Link to={`${path}/${source.id}`}>{source.name}</Link>
      </span>
    );
  }
  const name = user?.name ?? t(`timeline.maker.${kind}`);
  return <span className="cz-muted">{t('timeline.by', { name })}</span>;
}

/** A merge can be taken back from where it is told. */
function WayBack({ item }: { item: TimelineItem }) {
  const { t } = useTranslation('records');
  const { can } = useSession();
  const { mergeId } = item.text.params;
  if (!item.type.endsWith('.merged') || typeof mergeId !== 'string' || !can('records.merge')) return null;
  return (
    <Link className="cz-why" to={`/merges/${mergeId}`}>
      {t('timeline.takeBack')}
    </Link>
  );
}

function EntryBody({ item }: { item: TimelineItem }) {
  const { t } = useTranslation('records');
  const formats = useFormats();
  const words = useFieldWords();
  const { activity, note } = item;
  if (activity) {
    return (
      <>
        {activity.body && <p className="cz-timeline-quote">{activity.body}</p>}
        {activity.nextStep && (
          <p className="cz-meta">
            {t('timeline.next', { step: activity.nextStep })}
            {activity.nextStepDueAt && `, ${formats.dateTime(activity.nextStepDueAt)}`}
          </p>
        )}
      </>
    );
  }
  if (note) return <p className="cz-timeline-quote">{note.body}</p>;
  const changes = item.type.endsWith('.updated') ? item.changes : [];
  if (changes.length === 0) return null;
  return (
    <ul className="cz-timeline-changes">
      {changes.slice(0, 8).map((change) => (
        <li key={change.field}>
          <span className="cz-muted">{words.label(change.field)}</span> {words.value(change.field, change.before)}{' '}
          <ArrowRight size={10} title={t('timeline.becomes')} /> <strong>{words.value(change.field, change.after)}</strong>
        </li>
      ))}
    </ul>
  );
}
