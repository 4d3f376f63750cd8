import { Link, useSearchParams } from 'react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../../api/contracts/tasks.ts';
import { Countdown } from '../../../components/countdown.tsx';
import type { Column } from '../../../components/data-table.tsx';
import { PersonLink, RecordLink } from '../../../components/record-link.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { TaskActions } from '../../records/cards/task-actions.tsx';
import type { TaskView } from '../tasks.ts';

export function useTaskColumns(view: TaskView, onOpen: (task: Task) => void): Column<Task>[] {
  const { t } = useTranslation('tasks');
  const formats = useFormats();
  const [search] = useSearchParams();
  const query = search.toString();
  const mine = view === 'open' || view === 'overdue' || view === 'done';
  return useMemo(() => {
    const to = (task: Task) => {
      const next = new URLSearchParams(query);
      next.set('task', task.id);
      return `?${next.toString()}`;
    };
    const columns: Column<Task>[] = [
      {
        id: 'title',
        label: t('column.title'),
        phone: 'title',
        cell: (task) => (
          <Link
            className="cz-table-title"
            to={to(task)}
            data-row-link
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey) return;
              event.preventDefault();
              onOpen(task);
            }}
          >
            <span className="cz-truncate">{task.title}</span>
          </Link>
        ),
      },
      {
        id: 'actions',
        label: t('column.actions'),
        width: 78,
        align: 'end',
        phone: 'end',
        cell: (task) => <TaskActions task={task} />,
      },
      {
        id: 'record',
        label: t('column.record'),
        width: '20%',
        cell: (task) => task.records[0] && <RecordLink record={task.records[0]} withIcon />,
      },
      {
        id: 'due',
        label: t('column.due'),
        width: 130,
        cell: (task) =>
          view === 'done' ? (
            task.completedAt && formats.dateTime(task.completedAt)
          ) : task.dueAt ? (
            <Countdown to={task.dueAt} />
          ) : (
            <span className="cz-muted">{t('noDue')}</span>
          ),
      },
      { id: 'priority', label: t('column.priority'), width: 96, cell: (task) => <StatusChip of="priority" value={task.priority} /> },
    ];
    const done = view === 'done';
    columns.push(
      {
        id: 'status',
        label: t('column.status'),
        width: 110,
        optional: !done,
        cell: (task) => <StatusChip of="task" value={task.status} />,
      },
      { id: 'outcome', label: t('column.outcome'), width: '16%', optional: !done, phone: 'hide', cell: (task) => task.outcome },
      { id: 'owner', label: t('column.owner'), width: '14%', optional: mine, cell: (task) => <PersonLink person={task.owner} /> },
    );
    columns.push({
      id: 'madeBy',
      label: t('column.madeBy'),
      width: '16%',
      phone: 'hide',
      cell: (task) =>
        task.madeBy.automation ? (
          <Link to={`/runs/${task.madeBy.automation.runId}`}>{task.madeBy.automation.name}</Link>
        ) : (
          <span className="cz-muted">{task.madeBy.user?.name ?? t(`maker.${task.madeBy.kind}`)}</span>
        ),
    });
    // The actions stand last in a table, and beside the title in a card.
    const actions = columns.splice(1, 1);
    return [...columns, ...actions];
  }, [t, formats, view, mine, onOpen, query]);
}
