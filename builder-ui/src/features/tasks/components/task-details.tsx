import { Button } from '@blueprintjs/core';
import { Tick } from '@blueprintjs/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Task } from '../../../../../api/contracts/tasks.ts';
import { isOpenTask, taskPriorities } from '../../../../../domain/records/task-rules.ts';
import { Countdown } from '../../../components/countdown.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { PersonLink, RecordLink } from '../../../components/record-link.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip, useStatusWord } from '../../../components/status-chip.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { TaskActions } from '../../records/cards/task-actions.tsx';
import { useTaskActions } from '../../records/cards/use-task-actions.ts';
import { EditableField } from '../../records/facts/editable-field.tsx';
import { useRecordEditor } from '../../records/facts/use-record-editor.ts';
import { TouchForm } from '../../records/touch/touch-form.tsx';
import { useColleagues } from '../../records/users.ts';

/** One task beside the list: its facts, and how to get it done. */
export function TaskDetails({ id }: { id: string }) {
  const task = useQuery({ queryKey: ['tasks', id], queryFn: ({ signal }) => api.get<Task>(`/v1/tasks/${id}`, undefined, signal) });
  if (task.isPending) return <SkeletonRows rows={8} />;
  if (!task.data) return <ErrorState inline error={task.error} onRetry={() => void task.refetch()} />;
  return <LoadedTask task={task.data} />;
}

function LoadedTask({ task }: { task: Task }) {
  const { t } = useTranslation(['tasks', 'records']);
  const { can } = useSession();
  const formats = useFormats();
  const word = useStatusWord();
  const colleagues = useColleagues();
  const { save } = useRecordEditor('tasks', task);
  const open = isOpenTask(task.status);
  const readOnly = !can('tasks.write') || !open;
  const record = task.records[0];
  return (
    <div className="cz-stack">
      <div className="cz-row cz-row-wrap">
        <StatusChip of="task" value={task.status} />
        <StatusChip of="priority" value={task.priority} />
        {open && task.dueAt && <Countdown to={task.dueAt} />}
        <span className="cz-spacer" />
        <TaskActions task={task} withTick={false} />
      </div>
      {open && can('activities.write') && task.kind === 'first_touch' && record ? (
        <section className="cz-panel cz-panel-body">
          <TouchForm record={record} outcome={undefined} onDone={() => undefined} />
        </section>
      ) : (
        open && can('tasks.write') && <CompleteForm task={task} />
      )}
      <dl className="cz-facts cz-panel">
        <EditableField field="title" label={t('tasks:column.title')} kind="text" value={task.title} readOnly={readOnly} save={save} />
        <EditableField
          field="description"
          label={t('records:task.description')}
          kind="longtext"
          value={task.description}
          readOnly={readOnly}
          save={save}
        />
        <EditableField
          field="dueAt"
          label={t('tasks:column.due')}
          kind="datetime"
          value={task.dueAt}
          shown={task.dueAt ? formats.dateTime(task.dueAt) : undefined}
          readOnly={readOnly}
          save={save}
        />
        <EditableField
          field="priority"
          label={t('tasks:column.priority')}
          kind="select"
          value={task.priority}
          shown={word('priority', task.priority)}
          choices={taskPriorities.map((value) => ({ value, label: word('priority', value) }))}
          readOnly={readOnly}
          save={save}
        />
        <EditableField
          field="ownerUserId"
          label={t('tasks:column.owner')}
          kind="select"
          value={task.ownerUserId}
          shown={<PersonLink person={task.owner} />}
          choices={[{ value: '', label: t('records:nobody') }, ...colleagues.map((user) => ({ value: user.id, label: user.name }))]}
          readOnly={readOnly}
          save={save}
        />
        <Fact label={t('tasks:column.record')}>
          {task.records.length === 0
            ? t('records:emptyValue')
            : task.records.map((one) => <RecordLink key={one.id} record={one} withIcon />)}
        </Fact>
        <Fact label={t('tasks:column.madeBy')}>
          {task.madeBy.automation ? (
            <Link to={`/runs/${task.madeBy.automation.runId}`}>{task.madeBy.automation.name}</Link>
          ) : (
            (task.madeBy.user?.name ?? t(`tasks:maker.${task.madeBy.kind}`))
          )}
          <span className="cz-meta">{formats.dateTime(task.createdAt)}</span>
        </Fact>
        {task.completedAt && (
          <Fact label={t('tasks:completed')}>
            {[formats.dateTime(task.completedAt), task.completedBy?.name, task.outcome, task.outcomeNotes].filter(Boolean).join(', ')}
          </Fact>
        )}
      </dl>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="cz-fact">
      <dt>{label}</dt>
      <dd>
        <span className="cz-fact-value">{children}</span>
      </dd>
    </div>
  );
}

function CompleteForm({ task }: { task: Task }) {
  const { t } = useTranslation('records');
  const { complete } = useTaskActions(task);
  const [outcome, setOutcome] = useState('');
  const [notes, setNotes] = useState('');
  return (
    <form
      className="cz-panel cz-panel-body cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        complete.mutate({ outcome: outcome.trim() || null, notes: notes.trim() || null });
      }}
    >
      <TextField label={t('task.outcome')} value={outcome} onChange={setOutcome} />
      <TextField label={t('task.notes')} value={notes} onChange={setNotes} lines={2} />
      <div>
        <Button type="submit" intent="primary" icon={<Tick />} loading={complete.isPending} text={t('task.verb.complete')} />
      </div>
    </form>
  );
}
