import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DealLinks } from '../../../../../api/contracts/deal-links.ts';
import { problemWords } from '../../../components/problem-words.ts';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';

interface Change {
  readonly kind: 'contacts' | 'companies';
  readonly id: string;
  /** Null takes the link away. */
  readonly role: string | null;
}

/** The people and companies of a deal, and how they change. */
export function useDealLinks(dealId: string) {
  const { t } = useTranslation('components');
  const client = useQueryClient();
  const key = ['deals', dealId, 'links'];
  const links = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<DealLinks>(`/v1/deals/${dealId}/links`, undefined, signal) });
  const change = useMutation({
    mutationFn: async ({ kind, id, role }: Change) => {
      const path = `/v1/deals/${dealId}/${kind}/${id}`;
      return role === null ? api.delete<DealLinks>(path) : (await api.put<DealLinks>(path, { role })).data;
    },
    onSuccess: (data) => {
      client.setQueryData(key, data);
      void client.invalidateQueries({ queryKey: ['deals', dealId], exact: true });
      void client.invalidateQueries({ queryKey: ['timeline'] });
    },
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(words.detail || words.title, 'danger');
    },
  });
  return { links, change };
}
