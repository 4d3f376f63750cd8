import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookSubscription } from '../../../../../api/contracts/webhooks.ts';
import { ChangedMeanwhile } from '../../../components/changed-meanwhile.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useConflict } from '../../../lib/api/use-conflict.ts';
import { type HookSettings, settingIds, WebhookSettings } from './webhook-settings.tsx';

/** Changes a subscription. What somebody else has changed meanwhile is shown and not overwritten unseen. */
export function EditWebhook({ hook, onClose }: { hook: WebhookSubscription; onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const [draft, setDraft] = useState<HookSettings>(() => settingsOf(hook));
  const keep = (data: WebhookSubscription) => {
    client.setQueryData(['webhooks', 'one', hook.id], data);
    void client.invalidateQueries({ queryKey: ['webhooks', 'list'] });
  };
  const conflict = useConflict<HookSettings>({
    start: { draft: settingsOf(hook), version: hook.version },
    read: async () => {
      const now = await api.get<WebhookSubscription>(`/v1/webhooks/${hook.id}`);
      keep(now);
      return { draft: settingsOf(now), version: now.version };
    },
  });
  const save = useMutation({
    mutationFn: async (version: number) => (await api.patch<WebhookSubscription>(`/v1/webhooks/${hook.id}`, draft, etagOf(version))).data,
    onSuccess: (data) => {
      keep(data);
      void toast(t('saved'), 'success');
      onClose();
    },
    onError: conflict.onError,
  });
  return (
    <SidePanel title={t('out.edit', { name: hook.name })} isOpen onClose={onClose}>
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(conflict.version);
        }}
      >
        <ChangedMeanwhile
          conflict={conflict}
          draft={draft}
          onDraft={setDraft}
          onKeepMine={save.mutate}
          fields={{
            name: { label: t('field.name') },
            url: { label: t('field.url') },
            eventTypes: { label: t('field.events'), show: ({ eventTypes }) => eventTypes.join(', ') },
            filter: { label: t('field.filter') },
          }}
        />
        <FormErrors error={conflict.left(save.error)} ids={settingIds} />
        <WebhookSettings value={draft} onChange={setDraft} />
        <Button type="submit" intent="primary" text={t('save')} loading={save.isPending} disabled={draft.eventTypes.length === 0} />
      </form>
    </SidePanel>
  );
}

function settingsOf({ name, url, eventTypes, filter }: WebhookSubscription): HookSettings {
  return { name, url, eventTypes, filter };
}
