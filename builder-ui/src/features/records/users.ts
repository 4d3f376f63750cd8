import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, type Page } from '../../lib/api/fetch-json.ts';
import { useSession } from '../../lib/session/session.tsx';

/** A colleague as pickers need them. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly status?: string;
}

/** Everybody who can own something: active users, oneself first. */
export function useColleagues(): readonly Colleague[] {
  const { me, can } = useSession();
  const users = useQuery({
    queryKey: ['users', 'colleagues'],
    queryFn: ({ signal }) => api.get<Page<Colleague>>('/v1/users', { limit: 200 }, signal),
    staleTime: 300_000,
    enabled: can('users.read'),
  });
  return useMemo(() => {
    const self = { id: me.user.id, name: me.user.name };
    const others = (users.data?.items ?? []).filter((user) => user.id !== self.id && (user.status ?? 'active') === 'active');
    return [self, ...[...others].sort((a, b) => a.name.localeCompare(b.name))];
  }, [users.data, me]);
}

/** Names by id, also of people who left. */
export function useUserName(): (id: string | null) => string | undefined {
  const { me, can } = useSession();
  const users = useQuery({
    queryKey: ['users', 'colleagues'],
    queryFn: ({ signal }) => api.get<Page<Colleague>>('/v1/users', { limit: 200 }, signal),
    staleTime: 300_000,
    enabled: can('users.read'),
  });
  const names = useMemo(() => new Map(users.data?.items.map((user) => [user.id, user.name])), [users.data]);
  return (id) => (id === null ? undefined : id === me.user.id ? me.user.name : names.get(id));
}
