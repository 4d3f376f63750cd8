import { Button } from '@blueprintjs/core';
import { Plus } from '@blueprintjs/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RecordPointer } from '../../../../../api/contracts/records.ts';
import type { Task } from '../../../../../api/contracts/tasks.ts';
import { Countdown } from '../../../components/countdown.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { PersonLink } from '../../../components/record-link.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { TaskActions } from './task-actions.tsx';
import { Card } from './card.tsx';

/** The open tasks of a record, the next first, and the next step above them. */
export function TasksCard({ record, onAdd }: { record: RecordPointer; onAdd: () => void }) {
  const { t } = useTranslation('records');
  const { can } = useSession();
  const tasks = useQuery({
    queryKey: ['tasks', 'of', record.type, record.id],
    queryFn: ({ signal }) =>
      api.get<Page<Task>>(
        '/v1/tasks',
        { recordType: record.type, recordId: record.id, status: 'open,in_progress', sort: 'dueAt', limit: 50 },
        signal,
      ),
  });
  const items = tasks.data?.items ?? [];
  return (
    <Card
      title={t('tasks.title')}
      count={items.length}
      action={can('tasks.write') && <Button size="small" variant="minimal" icon={<Plus />} aria-label={t('tasks.add')} onClick={onAdd} />}
    >
      {tasks.isPending && (
        <div className="cz-panel-body">
          <SkeletonRows rows={2} />
        </div>
      )}
      {tasks.error && <ErrorState inline error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isSuccess && items.length === 0 && <p className="cz-card-empty">{t('tasks.none')}</p>}
      <ul>
        {items.map((task) => (
          <li key={task.id} className="cz-card-row">
            <span className="cz-row cz-card-top">
              <strong className="cz-spacer">{task.title}</strong>
              <TaskActions task={task} />
            </span>
            <span className="cz-row">
              {task.dueAt ? <Countdown to={task.dueAt} /> : <span className="cz-meta">{t('tasks.noDue')}</span>}
              {task.priority !== 'medium' && <StatusChip of="priority" value={task.priority} />}
              <PersonLink person={task.owner} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
