import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Lead } from '../../../../api/contracts/leads.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';

/** What the address of the list may narrow leads by; all go to the API under the same name. */
export const leadFilterIds = ['q', 'filter', 'status', 'source', 'owner', 'tag', 'archived'] as const;

export function useLeads(filters: Readonly<Record<string, string | undefined>>, sort: string | undefined) {
  return useInfiniteQuery({
    queryKey: ['leads', 'list', filters, sort],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Lead>>('/v1/leads', { ...filters, sort, limit: 100, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}
