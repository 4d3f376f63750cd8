import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WebhookSubscription } from '../../../../../api/contracts/webhooks.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { EventChoice } from './event-choice.tsx';
import { SecretOnce } from './secret-once.tsx';

export function NewWebhook({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [eventTypes, setEventTypes] = useState<readonly string[]>([]);
  const make = useMutation({
    mutationFn: () => api.post<WebhookSubscription & { secret: string | null }>('/v1/webhooks', { name, url, eventTypes, filter: null }),
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
          <FormErrors error={make.error} ids={{ '/name': 'hook-name', '/url': 'hook-url' }} />
          <TextField id="hook-name" label={t('field.name')} value={name} onChange={setName} required maxLength={200} />
          <TextField
            id="hook-url"
            label={t('field.url')}
            hint={t('field.urlHint')}
            type="url"
            value={url}
            onChange={setUrl}
            required
            maxLength={2_000}
          />
          <EventChoice values={eventTypes} onChange={setEventTypes} />
          <Button type="submit" intent="primary" text={t('create')} loading={make.isPending} disabled={eventTypes.length === 0} />
        </form>
      )}
    </SidePanel>
  );
}
