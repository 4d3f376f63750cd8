import { Button, Menu, PopoverNext } from '@blueprintjs/core';
import { Calendar, Help, Phone, PhoneCall, Tick, Time, VolumeOff, WarningSign } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PriorityItem } from '../../../../api/contracts/home.ts';
import { leadStatuses } from '../../../../domain/records/lead-rules.ts';
import type { TouchOutcome } from '../../../../domain/records/touch-rules.ts';
import { Countdown } from '../../components/countdown.tsx';
import { RecordLink, recordPath } from '../../components/record-link.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { useSession } from '../../lib/session/session.tsx';
import { useFormats } from '../../lib/use-formats.ts';
import { SnoozeItems } from '../records/cards/task-actions.tsx';
import { TaskForm } from '../records/cards/task-form.tsx';
import { useTaskActions } from '../records/cards/use-task-actions.ts';
import { TouchForm } from '../records/touch/touch-form.tsx';

/** What is open below a row. */
export type RowForm = { readonly kind: 'touch'; readonly outcome: TouchOutcome } | { readonly kind: 'nextStep' };

interface PriorityRowProps {
  readonly item: PriorityItem;
  readonly active: boolean;
  readonly form: RowForm | undefined;
  readonly onActivate: () => void;
  readonly onForm: (form: RowForm | undefined) => void;
}

/** One thing to do: what, until when, why it stands here, and how to get it done. */
export function PriorityRow({ item, active, form, onActivate, onForm }: PriorityRowProps) {
  const { t } = useTranslation(['home', 'components']);
  const late = item.group === 'late';
  const Glyph = late ? WarningSign : item.kind === 'lead' ? Phone : Time;
  const status = leadStatuses.find((one) => one === item.lead?.status);
  return (
    // J and k choose the row; the click is a shortcut for the pointer.
    <li
      className="cz-priority"
      data-item={item.id}
      data-active={active}
      aria-current={active || undefined}
      onClick={(event) => {
        // A link leads away: choosing its row would change the address once more, back to this page.
        if (event.target instanceof Element && event.target.closest('a') !== null) return;
        onActivate();
      }}
    >
      <span className="cz-priority-glyph" data-late={late} aria-hidden>
        <Glyph size={14} />
      </span>
      <div className="cz-priority-main">
        <p className="cz-priority-title">
          {item.record && item.record.name !== '' && item.title.includes(item.record.name) ? (
            <strong>
              <RecordLink record={{ ...item.record, name: item.title }} />
            </strong>
          ) : (
            <>
              <strong>{item.title}</strong>
              {item.record && <RecordLink record={item.record} />}
            </>
          )}
          {item.lead?.companyName && item.lead.companyName !== item.record?.name && (
            <span className="cz-muted">{item.lead.companyName}</span>
          )}
          {item.task && item.task.priority !== 'medium' && <StatusChip of="priority" value={item.task.priority} />}
          {status && status !== 'new' && <StatusChip of="lead" value={status} />}
        </p>
        <p className="cz-meta">
          <Reason item={item} />
        </p>
        {!form && active && <RowActions item={item} onForm={onForm} />}
        {form && item.record && (
          <div className="cz-priority-form">
            {form.kind === 'touch' ? (
              <TouchForm record={item.record} outcome={form.outcome} onDone={() => onForm(undefined)} onCancel={() => onForm(undefined)} />
            ) : (
              <TaskForm
                brief
                kind="follow_up"
                records={[item.record]}
                submit={t('home:saveNextStep')}
                onDone={() => onForm(undefined)}
                onCancel={() => onForm(undefined)}
              />
            )}
          </div>
        )}
      </div>
      <span className="cz-priority-due">{item.dueAt && <Countdown to={item.dueAt} />}</span>
    </li>
  );
}

/** Why the row stands where it stands. */
function Reason({ item }: { item: PriorityItem }) {
  const { t } = useTranslation('home');
  const formats = useFormats();
  const minutes = Number(item.reason.params.minutes ?? 0);
  const parts = [
    t(`reason.${item.reason.key}`, {
      ...item.reason.params,
      span: formats.span(minutes * 60_000),
      count: Number(item.reason.params.days ?? 0),
    }),
    item.lead && item.lead.score > 0 ? t('score', { score: item.lead.score }) : '',
    item.lead?.routingReason ?? '',
    item.madeBy?.automation ? t('madeBy', { name: item.madeBy.automation.name }) : '',
  ];
  return <>{parts.filter(Boolean).join(' · ')}</>;
}

function RowActions({ item, onForm }: { item: PriorityItem; onForm: (form: RowForm | undefined) => void }) {
  const { t } = useTranslation('home');
  const { can } = useSession();
  const canLog = item.record !== null && can('activities.write');
  const touchFirst = item.requiredAction === 'log_touch';
  return (
    <div className="cz-priority-actions">
      {item.requiredAction === 'set_next_step' && canLog && (
        <Button
          size="small"
          intent="primary"
          icon={<Calendar />}
          text={t('action.nextStep')}
          onClick={() => onForm({ kind: 'nextStep' })}
        />
      )}
      {item.requiredAction === 'complete_task' && item.task && can('tasks.write') && <DoneButton task={item.task} primary />}
      {canLog && (
        <>
          <Button
            size="small"
            intent={touchFirst ? 'primary' : 'none'}
            icon={<PhoneCall />}
            text={t('action.connected')}
            onClick={() => onForm({ kind: 'touch', outcome: 'connected' })}
          />
          <Button
            size="small"
            icon={<VolumeOff />}
            text={t('action.voicemail')}
            onClick={() => onForm({ kind: 'touch', outcome: 'voicemail' })}
          />
          <Button
            size="small"
            icon={<Phone />}
            text={t('action.noResponse')}
            onClick={() => onForm({ kind: 'touch', outcome: 'no_response' })}
          />
        </>
      )}
      {item.task && can('tasks.write') && (
        <>
          <PopoverNext
            placement="bottom-start"
            arrow={false}
            content={
              <Menu>
                <SnoozeItems task={item.task} />
              </Menu>
            }
          >
            <Button size="small" variant="minimal" icon={<Time />} text={t('action.snooze')} data-action="snooze" />
          </PopoverNext>
          {touchFirst && <DoneButton task={item.task} />}
        </>
      )}
      <WhyLink item={item} />
    </div>
  );
}

function DoneButton({ task, primary = false }: { task: { readonly id: string }; primary?: boolean }) {
  const { t } = useTranslation('home');
  const { complete } = useTaskActions(task);
  return (
    <Button
      size="small"
      variant={primary ? 'solid' : 'minimal'}
      intent={primary ? 'primary' : 'none'}
      icon={<Tick />}
      data-action="done"
      loading={complete.isPending}
      text={t('action.done')}
      onClick={() => complete.mutate({})}
    />
  );
}

/** Leads to the run that made the row, or to the record's history. */
function WhyLink({ item }: { item: PriorityItem }) {
  const { t } = useTranslation('home');
  const run = item.madeBy?.automation?.runId;
  const path = run ? `/runs/${run}` : item.record ? recordPath(item.record.type, item.record.id) : undefined;
  if (!path) return null;
  return (
    <Link className="bp6-button bp6-minimal bp6-small" to={path} data-action="why">
      <Help size={14} />
      <span className="bp6-button-text">{t('action.why')}</span>
    </Link>
  );
}
