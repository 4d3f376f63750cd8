import { Person } from '@blueprintjs/icons';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { notePresence } from '../../../../../api/contracts/overlay.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { automationKeys } from '../../automations/api/automations-api.ts';

type Answer = z.infer<typeof notePresence.response>;

const note = (id: string, present: boolean) => api.post<Answer>(`/v1/automations/${id}/presence`, { present });

/** Who else has the draft open: saying that one is here and asking who is are one call. */
export function OthersHere({ automationId }: { automationId: string }) {
  const { t } = useTranslation('builder');
  const formats = useFormats();
  const presence = useQuery({
    queryKey: [...automationKeys.one(automationId), 'presence'],
    queryFn: () => note(automationId, true),
    refetchInterval: 8_000,
    gcTime: 0,
    retry: false,
  });
  useEffect(
    () => () => {
      // Whoever closes the window is forgotten after some seconds.
      note(automationId, false).catch(() => undefined);
    },
    [automationId],
  );
  const others = presence.data?.others ?? [];
  if (others.length === 0) return null;
  const names = others.map((one) => one.name).join(', ');
  return (
    <span
      className="cz-save cz-row"
      role="status"
      title={others.map((one) => `${one.name}, ${t('presence.since', { time: formats.time(one.since) })}`).join('; ')}
    >
      <Person size={12} aria-hidden /> {t('presence.also', { count: others.length, names })}
    </span>
  );
}
