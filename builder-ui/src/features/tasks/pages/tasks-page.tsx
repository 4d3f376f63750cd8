import { Button } from '@blueprintjs/core';
import { Plus, TickCircle } from '@blueprintjs/icons';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Operator } from '../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../domain/json.ts';
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
import { BulkBar } from '../../bulk/bulk-bar.tsx';
import { useEverything } from '../../bulk/use-everything.ts';
import { ExportButton } from '../../exports/export-button.tsx';
import { exportedFrom } from '../../exports/exports.ts';
import { TaskForm } from '../../records/cards/task-form.tsx';
import { useColleagues } from '../../records/users.ts';
import { ListTools } from '../../views/components/list-tools.tsx';
import { savedViewOf, useListLayout } from '../../views/use-list-layout.ts';
import { TaskDetails } from '../components/task-details.tsx';
import { useTaskColumns } from '../components/task-columns.tsx';
import { isTaskView, type TaskView, useTaskCounts, useTasks, views } from '../tasks.ts';

const tabs: readonly TaskView[] = ['open', 'overdue', 'done', 'team', 'teamOverdue', 'unassigned'];
const filterIds = ['q', 'filter', 'priority', 'kind', 'owner'] as const;
/** What a saved view keeps: the tab as well. */
const keptIds = [...filterIds, 'view'];

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
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { settings, save } = useListLayout('task', savedViewOf(url));
  const everything = useEverything('task', meantBy(view, filters), [...filterIds, 'status'], overdueOf(view));
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
        <ListTools entity="task" ids={keptIds} url={url} setUrl={setUrl} />
        <span className="cz-spacer" />
        <ExportButton entity="task" selection={exportedFrom(everything)} columns={columns} chosen={settings.columns} sort={sortOf(view)} />
        {can('tasks.write') && <Button intent="primary" icon={<Plus />} text={t('newTask')} onClick={() => setUrl({ new: '1' })} />}
      </header>
      <ViewTabs
        label={t('views')}
        tabs={tabs.map((id) => ({ id, label: t(`view.${id}`), count: counts[id] }))}
        active={view}
        onChange={(id) => {
          setChosen(new Set());
          setUrl({ view: id === 'open' ? undefined : id, task: undefined });
        }}
      />
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={10} height={24} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 && chosen.size === 0 ? (
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
          layout={{ ...settings, onChange: save }}
          {...(can('tasks.write') && { selection: chosen, onSelect: setChosen })}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
          toolbar={
            chosen.size > 0 ? (
              <BulkBar entity="task" ids={[...chosen]} everything={everything} onClear={() => setChosen(new Set())} />
            ) : (
              <span className="cz-meta">{t(pages.hasNextPage ? 'countMore' : 'count', { count: rows.length })}</span>
            )
          }
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

type Filters = Readonly<Record<string, string | undefined>>;

/** What a tab and its filters ask for, as the address of a list would say it. */
function meantBy(view: TaskView, filters: Filters): Readonly<Record<string, string>> {
  const asked: Filters = { ...filters, ...views[view] };
  return Object.fromEntries(Object.entries(asked).flatMap(([id, value]) => (value === undefined ? [] : [[id, value]])));
}

/** Late are open tasks whose time has come. */
function overdueOf(view: TaskView): readonly Condition[] {
  if (!('overdue' in views[view])) return [];
  const compare = (path: string, operator: Operator, value: Json): Condition => ({
    kind: 'compare',
    left: { kind: 'field', path },
    operator,
    right: { kind: 'literal', value },
  });
  return [compare('task.status', 'is_any_of', ['open', 'in_progress']), compare('task.dueAt', 'before', new Date().toISOString())];
}

function sortOf(view: TaskView): string {
  const asked: Filters = views[view];
  return asked['sort'] ?? 'dueAt';
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
