import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WebhookSubscription } from '../../../../../api/contracts/webhooks.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { SecretOnce } from './secret-once.tsx';
import { type HookSettings, settingIds, WebhookSettings } from './webhook-settings.tsx';

export function NewWebhook({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const [draft, setDraft] = useState<HookSettings>({ name: '', url: '', eventTypes: [], filter: null });
  const make = useMutation({
    mutationFn: () => api.post<WebhookSubscription & { secret: string | null }>('/v1/webhooks', draft),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <SidePanel title={t('out.new')} isOpen onClose={onClose}>
      {make.data ? (
        <div className="cz-stack">
          <SecretOnce secret={make.data.secret ?? ''} />
          <p>{t('out.verify')}</p>
          <Link to={`/webhooks/${make.data.id}`}>{t('open', { name: make.data.name })}</Link>
        </div>
      ) : (
        <form
          className="cz-stack"
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate();
          }}
        >
          <FormErrors error={make.error} ids={settingIds} />
          <WebhookSettings value={draft} onChange={setDraft} />
          <Button type="submit" intent="primary" text={t('create')} loading={make.isPending} disabled={draft.eventTypes.length === 0} />
        </form>
      )}
    </SidePanel>
  );
}
