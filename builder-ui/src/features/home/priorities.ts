import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { listPriorities, PriorityItem } from '../../../../api/contracts/home.ts';
import { api } from '../../lib/api/fetch-json.ts';

export type Priorities = z.infer<typeof listPriorities.response>;

export function usePriorities(team: boolean) {
  return useQuery({
    queryKey: ['home', 'priorities', team],
    queryFn: ({ signal }) => api.get<Priorities>('/v1/home/priorities', { limit: 200, team: team || undefined }, signal),
    placeholderData: keepPreviousData,
    // What is due changes by itself.
    refetchInterval: 60_000,
  });
}

export const shows = ['all', 'tasks', 'leads', 'late', 'noNextStep'] as const;
export type Show = (typeof shows)[number];

export const groupOrder = ['late', 'today', 'no_next_step', 'week', 'later'] as const satisfies readonly PriorityItem['group'][];

/** The rows a tab shows. */
export function filterItems(items: readonly PriorityItem[], show: Show): PriorityItem[] {
  if (show === 'tasks') return items.filter((item) => item.kind === 'task');
  if (show === 'leads') return items.filter((item) => item.record?.type === 'lead');
  if (show === 'late') return items.filter((item) => item.group === 'late');
  if (show === 'noNextStep') return items.filter((item) => item.group === 'no_next_step');
  return [...items];
}

export function groupItems(items: readonly PriorityItem[]): { group: PriorityItem['group']; items: PriorityItem[] }[] {
  return groupOrder
    .map((group) => ({ group, items: items.filter((item) => item.group === group) }))
    .filter(({ items: members }) => members.length > 0);
}
