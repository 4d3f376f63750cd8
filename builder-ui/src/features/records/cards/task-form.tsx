import { Button } from '@blueprintjs/core';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordPointer } from '../../../../../api/contracts/records.ts';
import type { Task } from '../../../../../api/contracts/tasks.ts';
import { type TaskKind, type TaskPriority, taskPriorities } from '../../../../../domain/records/task-rules.ts';
import { DateTimeField } from '../../../components/date-time-field.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { useStatusWord } from '../../../components/status-chip.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { workingDayAt } from '../../../components/zoned-input.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useTimeZone } from '../../../lib/use-formats.ts';
import { UserSelect } from '../user-select.tsx';
import { useCreateTask } from '../touch/use-log-touch.ts';

interface TaskFormProps {
  readonly records: readonly RecordPointer[];
  readonly kind?: TaskKind;
  /** Only title and date: for setting a next step. */
  readonly brief?: boolean;
  readonly title?: string;
  readonly submit?: string;
  readonly onDone: (task: Task) => void;
  readonly onCancel?: () => void;
}

/** A task: what, until when, who, how urgent. */
export function TaskForm({ records, kind, brief = false, title: given = '', submit, onDone, onCancel }: TaskFormProps) {
  const { t } = useTranslation('records');
  const { me } = useSession();
  const timeZone = useTimeZone();
  const word = useStatusWord();
  const id = useId();
  const [title, setTitle] = useState(given);
  const [description, setDescription] = useState('');
  const [dueAt, setDueAt] = useState<string | null>(() => workingDayAt(new Date(), 1, 10, timeZone));
  const [owner, setOwner] = useState<string | null>(me.user.id);
  const [priority, setPriority] = useState<TaskPriority>('medium');
  const create = useCreateTask(onDone);
  const error = (pointer: string) => (isProblem(create.error) ? create.error.fieldError(pointer) : undefined);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      title: title.trim(),
      description: description.trim() || null,
      dueAt,
      priority,
      ownerUserId: owner,
      records: [...records],
      ...(kind && { kind }),
    });
  };
  return (
    <form className="cz-stack" onSubmit={onSubmit}>
      <FormErrors error={create.error} ids={{ '/title': `${id}-title`, '/dueAt': `${id}-due`, '/ownerUserId': `${id}-owner` }} />
      <div className="cz-form" data-columns="2">
        <TextField
          id={`${id}-title`}
          wide
          label={t('task.title')}
          value={title}
          onChange={setTitle}
          error={error('/title')}
          required
          maxLength={500}
        />
        <DateTimeField id={`${id}-due`} label={t('task.due')} value={dueAt} onChange={setDueAt} error={error('/dueAt')} />
        {!brief && (
          <>
            <UserSelect id={`${id}-owner`} label={t('task.assignee')} value={owner} onChange={setOwner} error={error('/ownerUserId')} />
            <SelectField
              label={t('task.priority')}
              value={priority}
              onChange={setPriority}
              choices={taskPriorities.map((value) => ({ value, label: word('priority', value) }))}
            />
            <TextField wide label={t('task.description')} value={description} onChange={setDescription} lines={2} />
          </>
        )}
      </div>
      <div className="cz-row">
        <Button
          type="submit"
          intent="primary"
          disabled={title.trim() === ''}
          loading={create.isPending}
          text={submit ?? t('task.create')}
        />
        {onCancel && <Button variant="minimal" text={t('cancel')} onClick={onCancel} />}
      </div>
    </form>
  );
}
