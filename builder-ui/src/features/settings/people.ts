import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { role } from '../../../../api/contracts/roles.ts';
import type { Team } from '../../../../api/contracts/teams.ts';
import type { User } from '../../../../api/contracts/users.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';
import { useSession } from '../../lib/session/session.tsx';

export type Role = z.infer<typeof role>;

export function useUsers(filters: Readonly<Record<string, string | undefined>>) {
  return useInfiniteQuery({
    queryKey: ['users', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<User>>('/v1/users', { ...filters, limit: 100, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function useRoles(): readonly Role[] {
  const { can } = useSession();
  const roles = useQuery({
    queryKey: ['roles'],
    queryFn: ({ signal }) => api.get<{ items: Role[] }>('/v1/roles', undefined, signal),
    enabled: can('roles.read'),
    staleTime: 300_000,
  });
  return roles.data?.items ?? [];
}

export function useTeams() {
  const { can } = useSession();
  return useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => api.get<Page<Team>>('/v1/teams', { limit: 200 }, signal),
    enabled: can('teams.read'),
  });
}
