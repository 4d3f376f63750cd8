import { Button } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../../components/banner.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { PasswordField } from '../../auth/sign-in-form.tsx';

/** Another e-mail address of one's own: asked for here, confirmed at the new address. */
export function EmailForm() {
  const { t } = useTranslation('settings');
  const { me } = useSession();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const ask = useMutation({
    mutationFn: () => api.post('/v1/me/email', { email: email.trim(), password, ...(code && { code: code.trim() }) }),
    onSuccess: () => {
      setPassword('');
      setCode('');
    },
  });
  const error = (pointer: string) => (isProblem(ask.error) ? ask.error.fieldError(pointer) : undefined);
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <FormErrors error={ask.error} />
      {ask.isSuccess && (
        <Banner boxed intent="success">
          {t('email.sent', { email })}
        </Banner>
      )}
      <p className="cz-muted">{t('email.text', { email: me.user.email })}</p>
      <div className="cz-form" data-columns="2">
        <TextField
          label={t('email.next')}
          type="email"
          value={email}
          onChange={setEmail}
          autoComplete="email"
          error={error('/email')}
          required
        />
        <PasswordField
          label={t('me.current')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          error={error('/password')}
        />
        {(me.security.twoFactor || error('/code') !== undefined || code !== '') && (
          <TextField
            label={t('security.code')}
            value={code}
            onChange={setCode}
            autoComplete="one-time-code"
            maxLength={20}
            error={error('/code')}
            required
          />
        )}
      </div>
      <div>
        <Button type="submit" loading={ask.isPending} disabled={email === '' || password === ''} text={t('email.ask')} />
      </div>
    </form>
  );
}
