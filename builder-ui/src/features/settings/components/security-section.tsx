import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { Me, confirmTotp, setUpTotp } from '../../../../../api/contracts/identity.ts';
import { Banner } from '../../../components/banner.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { meKey, useSession } from '../../../lib/session/session.tsx';
import { PasswordField } from '../../auth/sign-in-form.tsx';

type SetUp = z.infer<typeof setUpTotp.response>;
type Codes = z.infer<typeof confirmTotp.response>;

/** Whether the address is proven, and the second factor with its recovery codes. */
export function SecuritySection() {
  const { t } = useTranslation('settings');
  const { me } = useSession();
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: meKey });
  const verify = useMutation({
    mutationFn: () => api.post('/v1/me/send-verification'),
    onSuccess: () => void toast(t('security.verifySent'), 'success'),
  });
  return (
    <div className="cz-stack">
      {!me.security.emailVerified && (
        <Banner
          boxed
          intent="warning"
          action={<Button size="small" text={t('security.verifySend')} loading={verify.isPending} onClick={() => verify.mutate()} />}
        >
          {t('security.unverified', { email: me.user.email })}
        </Banner>
      )}
      <FormErrors error={verify.error} />
      {me.security.twoFactor ? <SwitchedOn security={me.security} onChanged={refresh} /> : <SetUpForm onChanged={refresh} />}
    </div>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation('settings');
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(codes.join('\n'))}`;
  return (
    <div className="cz-stack">
      <Banner boxed intent="warning">
        {t('security.codesOnce')}
      </Banner>
      <ul className="cz-codes" aria-label={t('security.codes')}>
        {codes.map((code) => (
          <li key={code} className="cz-secret">
            {code}
          </li>
        ))}
      </ul>
      <div className="cz-row">
        <a className="bp6-button" href={file} download="cadenza-recovery-codes.txt">
          {t('security.download')}
        </a>
        <Button intent="primary" text={t('done')} onClick={onDone} />
      </div>
    </div>
  );
}

/** Sets up an authenticator: password, picture, first code, recovery codes. */
export function SetUpForm({ onChanged }: { onChanged: () => void }) {
  const { t } = useTranslation('settings');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const setUp = useMutation({ mutationFn: () => api.post<SetUp>('/v1/me/totp/setup', { password }) });
  const confirm = useMutation({
    mutationFn: () => api.post<Codes>('/v1/me/totp/confirm', { code: code.trim() }),
    onError: () => setCode(''),
  });
  if (confirm.data?.recoveryCodes) return <RecoveryCodes codes={confirm.data.recoveryCodes} onDone={onChanged} />;
  const begun = setUp.data?.secret ? setUp.data : undefined;
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (begun) confirm.mutate();
        else setUp.mutate();
      }}
    >
      <p className="cz-muted">{t(begun ? 'security.scan' : 'security.off')}</p>
      <FormErrors error={begun ? confirm.error : setUp.error} />
      {begun ? (
        <>
          <img src={begun.qrPngDataUrl ?? ''} alt={t('security.qr')} width={220} height={220} />
          <p>
            {t('security.byHand')} <code className="cz-secret">{begun.secret}</code>
          </p>
          <TextField
            label={t('security.code')}
            value={code}
            onChange={setCode}
            autoComplete="one-time-code"
            inputMode="numeric"
            required
            autoFocus
          />
          <div>
            <Button type="submit" intent="primary" loading={confirm.isPending} text={t('security.confirm')} />
          </div>
        </>
      ) : (
        <>
          <PasswordField label={t('me.current')} value={password} onChange={setPassword} autoComplete="current-password" />
          <div>
            <Button type="submit" loading={setUp.isPending} disabled={password === ''} text={t('security.setUp')} />
          </div>
        </>
      )}
    </form>
  );
}

function SwitchedOn({ security, onChanged }: { security: Pick<Me, 'recoveryCodesLeft'>; onChanged: () => void }) {
  const { t } = useTranslation('settings');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const renew = useMutation({ mutationFn: () => api.post<Codes>('/v1/me/recovery-codes', { password }) });
  const off = useMutation({ mutationFn: () => api.post('/v1/me/totp/disable', { password, code: code.trim() }), onSuccess: onChanged });
  if (renew.data?.recoveryCodes) return <RecoveryCodes codes={renew.data.recoveryCodes} onDone={onChanged} />;
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        renew.mutate();
      }}
    >
      <p>{t('security.on', { count: security.recoveryCodesLeft })}</p>
      <FormErrors error={off.error ?? renew.error} />
      <div className="cz-form" data-columns="2">
        <PasswordField label={t('me.current')} value={password} onChange={setPassword} autoComplete="current-password" />
        <TextField
          label={t('security.code')}
          hint={t('security.codeForOff')}
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
        />
      </div>
      <div className="cz-row cz-row-wrap">
        <Button type="submit" loading={renew.isPending} disabled={password === ''} text={t('security.renew')} />
        <Button
          intent="danger"
          variant="minimal"
          loading={off.isPending}
          disabled={password === '' || code.trim() === ''}
          text={t('security.switchOff')}
          onClick={() => off.mutate()}
        />
      </div>
    </form>
  );
}
