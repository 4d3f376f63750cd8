import { Button, Dialog, DialogBody, DialogFooter, Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { Calendar, Disable, More, Repeat, Tick, Time } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenTask } from '../../../../../domain/records/task-rules.ts';
import { DateTimeField } from '../../../components/date-time-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { useFormats, useTimeZone } from '../../../lib/use-formats.ts';
import { snoozeChoices } from '../touch/suggest.ts';
import { useTaskActions } from './use-task-actions.ts';

export interface ActionableTask {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly dueAt: string | null;
}

type Asked = 'complete' | 'reschedule' | 'cancel' | undefined;

/** Done, later, cancel: a tick and a menu. */
export function TaskActions({ task, withTick = true }: { task: ActionableTask; withTick?: boolean }) {
  const { t } = useTranslation('records');
  const { can } = useSession();
  const [asked, setAsked] = useState<Asked>();
  const { complete } = useTaskActions(task);
  if (!can('tasks.write')) return null;
  return (
    <span className="cz-row" style={{ gap: 0 }}>
      {withTick && isOpenTask(task.status) && (
        <Button
          size="small"
          variant="minimal"
          icon={<Tick />}
          loading={complete.isPending}
          aria-label={t('task.completeNamed', { title: task.title })}
          onClick={() => complete.mutate({})}
        />
      )}
      <PopoverNext placement="bottom-end" arrow={false} content={<TaskMenu task={task} onAsk={setAsked} />}>
        <Button size="small" variant="minimal" icon={<More />} aria-label={t('task.actions', { title: task.title })} />
      </PopoverNext>
      <TaskDialog key={asked ?? 'none'} task={task} asked={asked} onClose={() => setAsked(undefined)} />
    </span>
  );
}

function TaskMenu({ task, onAsk }: { task: ActionableTask; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation('records');
  const actions = useTaskActions(task);
  if (!isOpenTask(task.status)) {
    return (
      <Menu>
        <MenuItem icon={<Repeat />} text={t('task.reopen')} onClick={() => actions.reopen.mutate()} />
      </Menu>
    );
  }
  return (
    <Menu>
      <MenuItem icon={<Tick />} text={t('task.completeWith')} onClick={() => onAsk('complete')} />
      <MenuDivider />
      <SnoozeItems task={task} />
      <MenuItem icon={<Calendar />} text={t('task.reschedule')} onClick={() => onAsk('reschedule')} />
      <MenuDivider />
      <MenuItem icon={<Disable />} text={t('task.cancel')} onClick={() => onAsk('cancel')} />
    </Menu>
  );
}

/** An hour, the next working day, a week. */
export function SnoozeItems({ task }: { task: { readonly id: string } }) {
  const { t } = useTranslation('records');
  const timeZone = useTimeZone();
  const formats = useFormats();
  const { reschedule } = useTaskActions(task);
  return snoozeChoices(new Date(), timeZone).map(({ key, dueAt }) => (
    <MenuItem
      key={key}
      icon={<Time />}
      text={t(`task.snooze.${key}`)}
      label={formats.dateTime(dueAt)}
      onClick={() => reschedule.mutate(dueAt)}
    />
  ));
}

function TaskDialog({ task, asked, onClose }: { task: ActionableTask; asked: Asked; onClose: () => void }) {
  const { t } = useTranslation('records');
  const actions = useTaskActions(task);
  const [outcome, setOutcome] = useState('');
  const [notes, setNotes] = useState('');
  const [dueAt, setDueAt] = useState(task.dueAt);
  useInertRoot(asked !== undefined);
  if (!asked) return null;
  const submit = () => {
    if (asked === 'complete') actions.complete.mutate({ outcome: outcome.trim() || null, notes: notes.trim() || null });
    if (asked === 'reschedule' && dueAt) actions.reschedule.mutate(dueAt);
    if (asked === 'cancel') actions.cancel.mutate(notes.trim() || null);
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t(`task.dialog.${asked}`, { title: task.title })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <DialogBody>
          <div className="cz-stack">
            {asked === 'complete' && <TextField autoFocus label={t('task.outcome')} value={outcome} onChange={setOutcome} />}
            {asked === 'reschedule' && <DateTimeField autoFocus label={t('task.due')} value={dueAt} onChange={setDueAt} required />}
            {asked !== 'reschedule' && (
              <TextField label={t(asked === 'cancel' ? 'task.reason' : 'task.notes')} value={notes} onChange={setNotes} lines={3} />
            )}
          </div>
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text={t('task.keep')} onClick={onClose} />
              <Button
                type="submit"
                intent={asked === 'cancel' ? 'danger' : 'primary'}
                disabled={asked === 'reschedule' && !dueAt}
                text={t(`task.verb.${asked}`)}
              />
            </>
          }
        />
      </form>
    </Dialog>
  );
}
