import { useQuery } from '@tanstack/react-query';
import type { Pipeline } from '../../../../api/contracts/pipelines.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';

/** The pipelines of the workspace, the default one first. */
export function usePipelines() {
  const pipelines = useQuery({
    queryKey: ['pipelines'],
    queryFn: ({ signal }) => api.get<Page<Pipeline>>('/v1/pipelines', { limit: 50 }, signal),
    staleTime: 300_000,
  });
  const items = [...(pipelines.data?.items ?? [])].toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
  return { ...pipelines, items };
}
