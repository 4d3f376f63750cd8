import { useQuery } from '@tanstack/react-query';
import type { Neighbour } from '../../../../../domain/automation/analysis/footprint.ts';
import { api } from '../../../lib/api/fetch-json.ts';

/** The other automations at work, for the checks that look at all of them together; undefined until known. */
export function useNeighbours(automationId: string): readonly Neighbour[] | undefined {
  const found = useQuery({
    queryKey: ['automations', automationId, 'neighbours'],
    queryFn: ({ signal }) =>
      api.get<{ readonly items: readonly Neighbour[] }>(`/v1/automations/${automationId}/neighbours`, undefined, signal),
    staleTime: 60_000,
  });
  return found.data?.items;
}
