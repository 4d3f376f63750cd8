import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnPhone } from '../../../../../api/contracts/phones.ts';
import { type CodeChannel, codeChannels } from '../../../../../domain/phones/code-rules.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { useNow } from '../../../lib/use-now.ts';
import { PasswordField } from '../../auth/sign-in-form.tsx';

const key = ['my-phone'];

/** One's own telephone: proven by a code, and whether codes to it sign one in. */
export function PhoneSection() {
  const phone = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<OwnPhone>('/v1/me/phone', undefined, signal) });
  const { t } = useTranslation('settings');
  if (phone.error) return <ErrorState error={phone.error} onRetry={() => void phone.refetch()} />;
  if (!phone.data) return <SkeletonRows rows={2} />;
  const { e164, pending } = phone.data;
  return (
    <div className="cz-stack">
      <p className="cz-muted">{e164 === null ? t('phone.none') : t('phone.is', { phone: e164 })}</p>
      {pending === null ? <StartForm phone={phone.data} /> : <ConfirmForm pending={pending} />}
      {e164 !== null && <Factor key={phone.data.secondFactor} phone={phone.data} />}
    </div>
  );
}

function useTaken() {
  const client = useQueryClient();
  return (phone: OwnPhone) => client.setQueryData(key, phone);
}

function ChannelField({ value, onChange }: { value: CodeChannel; onChange: (value: CodeChannel) => void }) {
  const { t } = useTranslation('settings');
  const choices = codeChannels.map((channel) => ({ value: channel, label: t(`phone.${channel}`) }));
  return <SelectField label={t('phone.channel')} value={value} choices={choices} onChange={onChange} />;
}

function StartForm({ phone }: { phone: OwnPhone }) {
  const { t } = useTranslation('settings');
  const taken = useTaken();
  const [e164, setE164] = useState('');
  const [channel, setChannel] = useState<CodeChannel>('sms');
  const [password, setPassword] = useState('');
  const guarded = phone.secondFactor !== null;
  const start = useMutation({
    mutationFn: () => api.post<OwnPhone>('/v1/me/phone/verify/start', { e164, channel, ...(guarded && { password }) }),
    onSuccess: taken,
  });
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate();
      }}
    >
      <FormErrors error={start.error} />
      <div className="cz-form" data-columns="2">
        <TextField
          label={t('phone.number')}
          hint={t('phone.numberHint')}
          value={e164}
          onChange={setE164}
          type="tel"
          autoComplete="tel"
          maxLength={60}
          required
        />
        <ChannelField value={channel} onChange={setChannel} />
        {guarded && (
          <PasswordField
            label={t('me.current')}
            hint={t('phone.passwordHint')}
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
          />
        )}
      </div>
      <div>
        <Button type="submit" loading={start.isPending} disabled={e164.trim() === ''} text={t('phone.send')} />
      </div>
    </form>
  );
}

function ConfirmForm({ pending }: { pending: NonNullable<OwnPhone['pending']> }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const taken = useTaken();
  const now = useNow(1_000);
  const [code, setCode] = useState('');
  const look = () => client.invalidateQueries({ queryKey: key });
  const confirm = useMutation({
    mutationFn: () => api.post<OwnPhone>('/v1/me/phone/verify/confirm', { e164: pending.e164, code }),
    onSuccess: taken,
    onError: () => {
      setCode('');
      void look();
    },
  });
  const again = useMutation({ mutationFn: () => api.post<OwnPhone>('/v1/me/phone/verify/resend'), onSuccess: taken });
  const cancel = useMutation({ mutationFn: () => api.delete('/v1/me/phone/verify'), onSuccess: look });
  const wait = pending.resendAt === null ? null : Math.ceil((new Date(pending.resendAt).getTime() - now.getTime()) / 1000);
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <p>{t('phone.sent', { phone: pending.e164, context: pending.channel })}</p>
      <FormErrors error={confirm.error ?? again.error ?? cancel.error} />
      <TextField
        label={t('phone.code')}
        hint={wait !== null && wait > 0 ? t('phone.againAt', { seconds: wait }) : undefined}
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={20}
        required
        autoFocus
      />
      <div className="cz-row cz-row-wrap">
        <Button type="submit" intent="primary" loading={confirm.isPending} disabled={code.trim() === ''} text={t('phone.confirm')} />
        <Button loading={again.isPending} disabled={wait === null || wait > 0} text={t('phone.again')} onClick={() => again.mutate()} />
        <Button variant="minimal" loading={cancel.isPending} text={t('phone.cancel')} onClick={() => cancel.mutate()} />
      </div>
    </form>
  );
}

function Factor({ phone }: { phone: OwnPhone }) {
  const { t } = useTranslation('settings');
  const taken = useTaken();
  const [channel, setChannel] = useState<CodeChannel>('sms');
  const [password, setPassword] = useState('');
  const isOn = phone.secondFactor !== null;
  const change = useMutation({
    mutationFn: () =>
      isOn
        ? api.post<OwnPhone>('/v1/me/phone/second-factor/disable', { password })
        : api.post<OwnPhone>('/v1/me/phone/second-factor/enable', { channel, password }),
    onSuccess: taken,
  });
  if (!isOn && !phone.offered) return <p className="cz-muted">{t('phone.factorMissing')}</p>;
  return (
    <form
      className="cz-stack"
      aria-label={t('phone.factor')}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <p>{isOn ? t('phone.factorOn', { context: phone.secondFactor ?? 'sms' }) : t('phone.factorOff')}</p>
      <FormErrors error={change.error} />
      <div className="cz-form" data-columns="2">
        {!isOn && <ChannelField value={channel} onChange={setChannel} />}
        <PasswordField label={t('me.current')} value={password} onChange={setPassword} autoComplete="current-password" />
      </div>
      <div>
        <Button
          type="submit"
          intent={isOn ? 'danger' : 'none'}
          variant={isOn ? 'minimal' : 'solid'}
          loading={change.isPending}
          disabled={password === ''}
          text={isOn ? t('phone.switchOff') : t('phone.switchOn')}
        />
      </div>
    </form>
  );
}
