import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Qualification, UpdateQualificationBody } from '../../../../../api/contracts/qualification.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';

/** What is known of a lead. Kept under the lead's key, so that live changes refresh it too. */
export function useQualification(leadId: string, enabled = true) {
  return useQuery({
    queryKey: ['leads', leadId, 'qualification'],
    queryFn: ({ signal }) => api.get<Qualification>(`/v1/leads/${leadId}/qualification`, undefined, signal),
    enabled,
  });
}

export function useSaveQualification(leadId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, version }: { readonly body: UpdateQualificationBody; readonly version: number }) =>
      api.patch<Qualification>(`/v1/leads/${leadId}/qualification`, body, etagOf(version)),
    onSuccess: ({ data }) => {
      client.setQueryData(['leads', leadId, 'qualification'], data);
      void client.invalidateQueries({ queryKey: ['leads', leadId], exact: true });
      void client.invalidateQueries({ queryKey: ['timeline', 'leads', leadId] });
    },
    onError: () => void client.invalidateQueries({ queryKey: ['leads', leadId, 'qualification'] }),
  });
}
