import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { createExport, ExportJob } from '../../../../api/contracts/exports.ts';
import type { Matching } from '../bulk/use-everything.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';

export type ExportWish = z.input<NonNullable<(typeof createExport)['body']>>;
export type ExportSelection = ExportWish['selection'];

/** What a list shows, as an export asks for it: the zone stands beside the selection there. */
export function exportedFrom(everything: Matching | null): ExportSelection | null {
  if (everything === null) return null;
  const { timeZone: _timeZone, ...selection } = everything;
  return selection;
}

export const isWorking = (job: ExportJob): boolean => job.status === 'reading' || job.status === 'packing';

export const fileOf = (job: ExportJob): string => `/v1/exports/${job.id}/file`;

const second = 1_000;

/** An export, looked at every second while it is made. */
export function useExport(id: string | undefined) {
  return useQuery({
    queryKey: ['exports', id],
    queryFn: ({ signal }) => api.get<ExportJob>(`/v1/exports/${id ?? ''}`, {}, signal),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data === undefined || isWorking(query.state.data) ? second : false),
  });
}

export function useExports() {
  return useInfiniteQuery({
    queryKey: ['exports', 'list'],
    queryFn: ({ pageParam, signal }) => api.get<Page<ExportJob>>('/v1/exports', { limit: 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some(isWorking)) ? second : false),
  });
}
