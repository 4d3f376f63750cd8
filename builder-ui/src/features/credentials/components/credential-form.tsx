import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Credential } from '../../../../../api/contracts/credentials.ts';
import {
  type CredentialKind,
  type CredentialSettings,
  credentialKinds,
  hmacAlgorithms,
  hmacEncodings,
} from '../../../../../domain/credentials/credential-rules.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';

const beginnings: { readonly [K in CredentialKind]: CredentialSettings } = {
  bearer: { kind: 'bearer' },
  basic: { kind: 'basic', username: '' },
  header: { kind: 'header', header: 'X-Api-Key' },
  hmac: { kind: 'hmac', header: 'X-Signature', algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=', timestampHeader: null },
};

/** A new credential, or another secret for one that is there: with the secret, its way of use and its hosts may change. */
export function CredentialForm({ credential, onDone }: { credential: Credential | null; onDone: () => void }) {
  const { t } = useTranslation('credentials');
  const client = useQueryClient();
  const [name, setName] = useState(credential?.name ?? '');
  const [settings, setSettings] = useState<CredentialSettings>(credential?.settings ?? beginnings.bearer);
  const [hosts, setHosts] = useState((credential?.hosts ?? []).join('\n'));
  const [secret, setSecret] = useState('');
  const save = useMutation({
    mutationFn: async () => {
      const input = { settings, hosts: hosts.split(/[\s,]+/).filter((host) => host !== ''), secret };
      if (credential === null) await api.post<Credential>('/v1/credentials', { ...input, name });
      else await api.post<Credential>(`/v1/credentials/${credential.id}/secret`, input, { ifMatch: etagOf(credential.version) });
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['credentials'] });
      onDone();
    },
  });
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <FormErrors error={save.error} />
      {credential === null ? (
        <TextField label={t('name')} value={name} onChange={setName} maxLength={100} required autoFocus />
      ) : (
        <p className="cz-muted">{t('replaceText')}</p>
      )}
      <SelectField
        label={t('kind')}
        value={settings.kind}
        choices={credentialKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        onChange={(kind) => setSettings(beginnings[kind])}
      />
      <WayFields settings={settings} onChange={setSettings} />
      <TextField
        label={t(settings.kind === 'basic' ? 'password' : 'secret')}
        type="password"
        autoComplete="new-password"
        value={secret}
        onChange={setSecret}
        required
      />
      <TextField label={t('hosts')} hint={t('hostsHint')} lines={3} value={hosts} onChange={setHosts} required />
      <div>
        <Button type="submit" intent="primary" loading={save.isPending} text={t(credential === null ? 'save' : 'replace')} />
      </div>
    </form>
  );
}

function WayFields({ settings, onChange }: { settings: CredentialSettings; onChange: (settings: CredentialSettings) => void }) {
  const { t } = useTranslation('credentials');
  switch (settings.kind) {
    case 'bearer':
      return null;
    case 'basic':
      return (
        <TextField label={t('username')} value={settings.username} onChange={(username) => onChange({ ...settings, username })} required />
      );
    case 'header':
      return <TextField label={t('header')} value={settings.header} onChange={(header) => onChange({ ...settings, header })} required />;
    case 'hmac':
      return (
        <>
          <TextField label={t('header')} value={settings.header} onChange={(header) => onChange({ ...settings, header })} required />
          <SelectField
            label={t('algorithm')}
            value={settings.algorithm}
            choices={hmacAlgorithms.map((value) => ({ value, label: value.toUpperCase() }))}
            onChange={(algorithm) => onChange({ ...settings, algorithm })}
          />
          <SelectField
            label={t('encoding')}
            value={settings.encoding}
            choices={hmacEncodings.map((value) => ({ value, label: value }))}
            onChange={(encoding) => onChange({ ...settings, encoding })}
          />
          <TextField
            label={t('prefix')}
            hint={t('prefixHint')}
            value={settings.prefix}
            onChange={(prefix) => onChange({ ...settings, prefix })}
          />
          <TextField
            label={t('timestampHeader')}
            hint={t('timestampHint')}
            value={settings.timestampHeader ?? ''}
            onChange={(header) => onChange({ ...settings, timestampHeader: header === '' ? null : header })}
          />
        </>
      );
  }
}
