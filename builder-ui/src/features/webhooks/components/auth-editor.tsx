import { useTranslation } from 'react-i18next';
import type { InboundWebhook } from '../../../../../api/contracts/inbound-webhooks.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';

export type Auth = InboundWebhook['auth'];
type Hmac = Extract<Auth, { kind: 'hmac' }>;

const blankHmac: Hmac = {
  kind: 'hmac',
  header: 'X-Hub-Signature-256',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: 'sha256=',
  timestampHeader: null,
  toleranceSeconds: 300,
};

/** How the sender proves that it may call, as the sender defines it. */
export function AuthEditor({ auth, onChange }: { auth: Auth; onChange: (auth: Auth) => void }) {
  const { t } = useTranslation('webhooks');
  const kinds = ['path', 'header', 'hmac'] as const;
  return (
    <>
      <SelectField
        label={t('field.auth')}
        value={auth.kind}
        choices={kinds.map((value) => ({ value, label: t(`auth.${value}`) }))}
        onChange={(kind) => onChange(kind === 'path' ? { kind } : kind === 'header' ? { kind, header: 'X-Webhook-Secret' } : blankHmac)}
      />
      {auth.kind !== 'path' && (
        <TextField label={t('field.header')} value={auth.header} onChange={(header) => onChange({ ...auth, header })} />
      )}
      {auth.kind === 'hmac' && <HmacEditor auth={auth} onChange={onChange} />}
    </>
  );
}

function HmacEditor({ auth, onChange }: { auth: Hmac; onChange: (auth: Auth) => void }) {
  const { t } = useTranslation('webhooks');
  return (
    <>
      <SelectField
        label={t('field.algorithm')}
        value={auth.algorithm}
        choices={(['sha1', 'sha256', 'sha512'] as const).map((value) => ({ value, label: value.toUpperCase() }))}
        onChange={(algorithm) => onChange({ ...auth, algorithm })}
      />
      <SelectField
        label={t('field.encoding')}
        value={auth.encoding}
        choices={(['hex', 'base64'] as const).map((value) => ({ value, label: value }))}
        onChange={(encoding) => onChange({ ...auth, encoding })}
      />
      <TextField
        label={t('field.prefix')}
        hint={t('field.prefixHint')}
        value={auth.prefix}
        onChange={(prefix) => onChange({ ...auth, prefix })}
      />
      <TextField
        label={t('field.timestamp')}
        hint={t('field.timestampHint')}
        value={auth.timestampHeader ?? ''}
        onChange={(name) => onChange({ ...auth, timestampHeader: name === '' ? null : name })}
      />
      {auth.timestampHeader !== null && (
        <TextField
          label={t('field.tolerance')}
          type="number"
          min={1}
          max={86_400}
          value={String(auth.toleranceSeconds)}
          onChange={(text) => onChange({ ...auth, toleranceSeconds: Math.max(1, Math.round(Number(text) || 1)) })}
        />
      )}
    </>
  );
}
