import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { boxes, DealApproval, Decision, decisionCounts, DecisionDetail, listDeciders } from '../../../../api/contracts/decisions.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';
import { useSession } from '../../lib/session/session.tsx';

export type Box = (typeof boxes)[number];

export function useDecisions(box: Box) {
  return useInfiniteQuery({
    queryKey: ['decisions', 'list', box],
    queryFn: ({ pageParam, signal }) => api.get<Page<Decision>>('/v1/decisions', { box, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function useDecisionCounts() {
  return useQuery({
    queryKey: ['decisions', 'counts'],
    queryFn: ({ signal }) => api.get<z.infer<typeof decisionCounts.response>>('/v1/decisions/counts', undefined, signal),
  });
}

export function useDecision(id: string | undefined) {
  return useQuery({
    queryKey: ['decisions', id],
    queryFn: ({ signal }) => api.get<DecisionDetail>(`/v1/decisions/${id}`, undefined, signal),
    enabled: id !== undefined,
  });
}

export function useDealApproval(dealId: string) {
  const { can } = useSession();
  return useQuery({
    enabled: can('decisions.read'),
    queryKey: ['deal-approval', dealId],
    queryFn: ({ signal }) => api.get<DealApproval>(`/v1/deals/${dealId}/approval`, undefined, signal),
  });
}

export function useDeciders(enabled: boolean) {
  return useQuery({
    queryKey: ['decisions', 'deciders'],
    queryFn: ({ signal }) => api.get<z.infer<typeof listDeciders.response>>('/v1/decisions/deciders', undefined, signal),
    enabled,
  });
}

export type Act = 'approve' | 'reject' | 'request-info' | 'give-info' | 'delegate' | 'recall';

/** Answers a decision; waits for the server, and shows afterwards what is true, also when somebody else was faster. */
export function useAct(id: string, onDone: (after: DecisionDetail) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, ...body }: { readonly act: Act; readonly note: string | null; readonly userId?: string }) =>
      api.post<DecisionDetail>(`/v1/decisions/${id}/${act}`, body),
    onSuccess: (after) => onDone(after),
    onSettled: () => {
      for (const key of ['decisions', 'deal-approval', 'deals']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}
