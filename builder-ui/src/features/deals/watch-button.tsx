import { Button } from '@blueprintjs/core';
import { EyeOff, EyeOn } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { dealWatchers } from '../../../../api/contracts/deals.ts';
import { api } from '../../lib/api/fetch-json.ts';

type Watchers = z.infer<typeof dealWatchers.response>;

/** Follow a deal, or no longer; names who else does. */
export function WatchButton({ dealId }: { dealId: string }) {
  const { t } = useTranslation('deals');
  const client = useQueryClient();
  const key = ['deal-watchers', dealId];
  const watchers = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<Watchers>(`/v1/deals/${dealId}/watchers`, undefined, signal),
  });
  const path = `/v1/deals/${dealId}/watchers/me`;
  const change = useMutation({
    mutationFn: async (watch: boolean) => (watch ? (await api.put<Watchers>(path, undefined)).data : api.delete<Watchers>(path)),
    // A read that is on its way has seen what was there before, and would come over the answer.
    onMutate: () => client.cancelQueries({ queryKey: key }),
    onSuccess: (data) => client.setQueryData(key, data),
  });
  const watching = watchers.data?.watching === true;
  const names = watchers.data?.watchers.map((one) => one.name).join(', ') ?? '';
  return (
    <Button
      variant="minimal"
      icon={watching ? <EyeOff /> : <EyeOn />}
      aria-pressed={watching}
      loading={change.isPending}
      disabled={watchers.data === undefined}
      title={names === '' ? t('watch.nobody') : t('watch.names', { names })}
      text={watching ? t('watch.stop') : t('watch.start')}
      onClick={() => change.mutate(!watching)}
    />
  );
}
