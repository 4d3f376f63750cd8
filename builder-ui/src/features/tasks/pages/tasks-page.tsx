import { Button } from '@blueprintjs/core';
import { Plus, TickCircle } from '@blueprintjs/icons';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../../api/contracts/tasks.ts';
import { taskKinds, taskPriorities } from '../../../../../domain/records/task-rules.ts';
import { DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FilterBar, type FilterDefinition } from '../../../components/filter-bar.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useStatusWord } from '../../../components/status-chip.tsx';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { useHotkeyScope } from '../../../lib/hotkeys/hotkeys.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { TaskForm } from '../../records/cards/task-form.tsx';
import { useColleagues } from '../../records/users.ts';
import { TaskDetails } from '../components/task-details.tsx';
import { useTaskColumns } from '../components/task-columns.tsx';
import { isTaskView, type TaskView, useTaskCounts, useTasks } from '../tasks.ts';

const tabs: readonly TaskView[] = ['open', 'overdue', 'done', 'team', 'teamOverdue', 'unassigned'];
const filterIds = ['q', 'priority', 'kind', 'owner'] as const;

/** Mine by status, what is overdue (the longest first), the team's, what nobody has. */
export function TasksPage() {
  const { t } = useTranslation('tasks');
  usePageTitle(t('title'));
  const { can } = useSession();
  const [url, setUrl] = useUrlState();
  const view = isTaskView(url.view) ? url.view : 'open';
  const team = view === 'team' || view === 'teamOverdue';
  const filters = Object.fromEntries(filterIds.filter((id) => id !== 'owner' || team).map((id) => [id, url[id]]));
  const mine = useTaskCounts('me').data;
  const all = useTaskCounts(undefined).data;
  const pages = useTasks(view, filters);
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const [selected, setSelected] = useState<Task | undefined>();
  const open = (task: Task) => {
    setSelected(task);
    setUrl({ task: task.id });
  };
  const columns = useTaskColumns(view, open);
  const counts: Partial<Record<TaskView, number | undefined>> = {
    open: mine?.open,
    overdue: mine?.overdue,
    team: all?.open,
    teamOverdue: all?.overdue,
    unassigned: all?.unassigned,
  };
  const definitions = useTaskFilters(team);
  const shown = rows.find((task) => task.id === url.task) ?? (selected?.id === url.task ? selected : undefined);
  useHotkeyScope(t('title'), can('tasks.write') ? [{ combo: 't', label: t('newTask'), run: () => setUrl({ new: '1' }) }] : []);
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <FilterBar filters={definitions} values={url} onChange={(id, value) => setUrl({ [id]: value })} searchLabel={t('search')} />
        <span className="cz-spacer" />
        {can('tasks.write') && <Button intent="primary" icon={<Plus />} text={t('newTask')} onClick={() => setUrl({ new: '1' })} />}
      </header>
      <ViewTabs
        label={t('views')}
        tabs={tabs.map((id) => ({ id, label: t(`view.${id}`), count: counts[id] }))}
        active={view}
        onChange={(id) => setUrl({ view: id === 'open' ? undefined : id, task: undefined })}
      />
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={10} height={24} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={TickCircle} title={t(`empty.${view}`)}>
            {t('empty.text')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowLabel={(task) => task.title}
          onOpen={open}
          storageKey={`tasks.${view}`}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
          toolbar={<span className="cz-meta">{t(pages.hasNextPage ? 'countMore' : 'count', { count: rows.length })}</span>}
        />
      )}
      <SidePanel isOpen={url.new === '1' && can('tasks.write')} onClose={() => setUrl({ new: undefined })} title={t('newTask')}>
        <TaskForm records={[]} onDone={() => setUrl({ new: undefined })} onCancel={() => setUrl({ new: undefined })} />
      </SidePanel>
      <SidePanel isOpen={url.task !== undefined} onClose={() => setUrl({ task: undefined })} title={shown?.title ?? t('task')}>
        {url.task && <TaskDetails id={url.task} />}
      </SidePanel>
    </div>
  );
}

function useTaskFilters(team: boolean): FilterDefinition[] {
  const { t } = useTranslation('tasks');
  const word = useStatusWord();
  const colleagues = useColleagues();
  return [
    { id: 'priority', label: t('filter.priority'), options: taskPriorities.map((value) => ({ value, label: word('priority', value) })) },
    { id: 'kind', label: t('filter.kind'), options: taskKinds.map((value) => ({ value, label: t(`kind.${value}`) })) },
    ...(team
      ? [{ id: 'owner', label: t('filter.owner'), single: true, options: colleagues.map((user) => ({ value: user.id, label: user.name })) }]
      : []),
  ];
}
