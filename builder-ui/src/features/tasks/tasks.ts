import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { countTasks, Task } from '../../../../api/contracts/tasks.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';

/** The views of the page: whose tasks, in which state, in which order. */
export const views = {
  open: { owner: 'me', status: 'open,in_progress', sort: 'dueAt' },
  overdue: { owner: 'me', overdue: 'true' },
  done: { owner: 'me', status: 'done,cancelled', sort: '-completedAt' },
  team: { status: 'open,in_progress', sort: 'dueAt' },
  teamOverdue: { overdue: 'true' },
  unassigned: { owner: 'none', status: 'open,in_progress', sort: 'dueAt' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
export type TaskView = keyof typeof views;
export const isTaskView = (text: string | undefined): text is TaskView => text !== undefined && Object.hasOwn(views, text);

export function useTasks(view: TaskView, filters: Readonly<Record<string, string | undefined>>) {
  return useInfiniteQuery({
    queryKey: ['tasks', 'list', view, filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Task>>('/v1/tasks', { ...views[view], ...filters, limit: 100, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export type TaskCounts = z.infer<typeof countTasks.response>;

export function useTaskCounts(owner: string | undefined) {
  return useQuery({
    queryKey: ['tasks', 'counts', owner],
    queryFn: ({ signal }) => api.get<TaskCounts>('/v1/tasks/counts', { owner }, signal),
  });
}
