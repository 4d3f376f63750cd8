import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { InboundWebhook } from '../../../../../api/contracts/inbound-webhooks.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { type Auth, AuthEditor } from './auth-editor.tsx';
import { SecretOnce } from './secret-once.tsx';

export function NewInbound({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [auth, setAuth] = useState<Auth>({ kind: 'path' });
  const [secret, setSecret] = useState('');
  const make = useMutation({
    mutationFn: () =>
      api.post<InboundWebhook & { secret: string | null }>('/v1/inbound-webhooks', {
        name,
        auth,
        mapping: { target: 'none', fields: [], data: [] },
        ...(secret !== '' && { secret }),
      }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['inbound-webhooks'] }),
  });
  if (make.data) {
    const address = new URL(make.data.url, window.location.href).href;
    return (
      <SidePanel title={t('in.new')} isOpen onClose={onClose}>
        <div className="cz-stack">
          <SecretOnce
            secret={make.data.auth.kind === 'path' ? `${address}/${make.data.secret ?? ''}` : (make.data.secret ?? '')}
            label={t(make.data.auth.kind === 'path' ? 'in.addressOnce' : 'secretOnce')}
          />
          {make.data.auth.kind !== 'path' && <p className="cz-mono">{address}</p>}
          <p>{t('in.nextStep')}</p>
          <Link to={`/webhooks/in/${make.data.id}`}>{t('open', { name: make.data.name })}</Link>
        </div>
      </SidePanel>
    );
  }
  return (
    <SidePanel title={t('in.new')} isOpen onClose={onClose}>
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <FormErrors error={make.error} />
        <TextField label={t('field.name')} value={name} onChange={setName} required maxLength={200} />
        <AuthEditor auth={auth} onChange={setAuth} />
        {auth.kind !== 'path' && (
          <TextField label={t('field.secret')} hint={t('field.secretHint')} value={secret} onChange={setSecret} autoComplete="off" />
        )}
        <Button type="submit" intent="primary" text={t('create')} loading={make.isPending} />
      </form>
    </SidePanel>
  );
}
