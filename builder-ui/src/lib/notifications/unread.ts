import { useQuery } from '@tanstack/react-query';
import { api } from '../api/fetch-json.ts';

/** How many notifications this person has not read. Kept fresh by live events of type `notification`. */
export function useUnreadCount(): number {
  const unread = useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: ({ signal }) => api.get<{ count: number }>('/v1/notifications/unread', undefined, signal),
  });
  return unread.data?.count ?? 0;
}
