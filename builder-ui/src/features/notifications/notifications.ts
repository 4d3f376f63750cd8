import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Notification } from '../../../../api/contracts/notifications.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';

export const notificationViews = ['all', 'unread', 'approvals', 'tasks', 'automation', 'system'] as const;
export type NotificationView = (typeof notificationViews)[number];

const taskKinds = /^(task|touch|lead|reminder|escalation)/;
const approvalKinds = /^decision/;
const automationKinds = /^(automation|run|message)/;

/** The rows of a view; the server knows only unread, the kinds are told apart here. */
export function inView(items: readonly Notification[], view: NotificationView): Notification[] {
  if (view === 'unread') return items.filter((item) => item.readAt === null);
  if (view === 'approvals') return items.filter((item) => approvalKinds.test(item.kind));
  if (view === 'tasks') return items.filter((item) => taskKinds.test(item.kind));
  if (view === 'automation') return items.filter((item) => automationKinds.test(item.kind));
  if (view === 'system')
    return items.filter((item) => !taskKinds.test(item.kind) && !approvalKinds.test(item.kind) && !automationKinds.test(item.kind));
  return [...items];
}

export function useNotifications(enabled = true) {
  return useInfiniteQuery({
    queryKey: ['notifications', 'list'],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Notification>>('/v1/notifications', { limit: 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    enabled,
  });
}

export function useMarkRead() {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: ['notifications'] });
  const one = useMutation({ mutationFn: (id: string) => api.post(`/v1/notifications/${id}/read`), onSettled: refresh });
  const all = useMutation({ mutationFn: () => api.post('/v1/notifications/read-all'), onSettled: refresh });
  return { one, all };
}
