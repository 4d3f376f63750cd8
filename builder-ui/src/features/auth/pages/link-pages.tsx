import { Button } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Banner } from '../../../components/banner.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { PasswordField } from '../sign-in-form.tsx';
import { AuthLayout } from './auth-layout.tsx';

function Back() {
  const { t } = useTranslation('auth');
  return <Link to="/sign-in">{t('backToSignIn')}</Link>;
}

/** Asks for a link. Says the same whether or not there is an account. */
export function ForgotPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('forgotTitle'));
  const [email, setEmail] = useState('');
  const send = useMutation({ mutationFn: () => api.post('/v1/forgot-password', { email: email.trim() }) });
  return (
    <AuthLayout title={t('forgotTitle')} text={t('forgotText')} footer={<Back />}>
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <FormErrors error={send.error} />
        {send.isSuccess && (
          <Banner boxed intent="success">
            {t('forgotSent')}
          </Banner>
        )}
        <TextField label={t('email')} type="email" value={email} onChange={setEmail} autoComplete="username" required autoFocus />
        <Button type="submit" intent="primary" size="large" fill loading={send.isPending} text={t('forgotSend')} />
      </form>
    </AuthLayout>
  );
}

export function ResetPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('resetTitle'));
  const { token } = useParams();
  const [password, setPassword] = useState('');
  const save = useMutation({ mutationFn: () => api.post('/v1/reset-password', { token, password }) });
  return (
    <AuthLayout title={t('resetTitle')} text={t('resetText')} footer={<Back />}>
      {save.isSuccess ? (
        <Banner boxed intent="success">
          {t('resetDone')}
        </Banner>
      ) : (
        <form
          className="cz-stack"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <FormErrors error={save.error} ids={{ '/password': 'reset-password' }} />
          <PasswordField
            id="reset-password"
            label={t('password')}
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            autoFocus
            hint={t('passwordHint')}
            error={isProblem(save.error) ? save.error.fieldError('/password') : undefined}
          />
          <Button type="submit" intent="primary" size="large" fill loading={save.isPending} text={t('resetSave')} />
        </form>
      )}
    </AuthLayout>
  );
}

/** Programs that follow links in mails change nothing: a person presses the button. */
export function VerifyPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('verifyTitle'));
  const { token } = useParams();
  const verify = useMutation({ mutationFn: () => api.post('/v1/verify-email', { token }) });
  return (
    <AuthLayout title={t('verifyTitle')} text={t('verifyText')} footer={<Link to="/home">{t('continue')}</Link>}>
      <div className="cz-stack">
        <FormErrors error={verify.error} />
        {verify.isSuccess ? (
          <Banner boxed intent="success">
            {t('verifyDone')}
          </Banner>
        ) : (
          <Button intent="primary" size="large" fill loading={verify.isPending} text={t('verifyDo')} onClick={() => verify.mutate()} />
        )}
      </div>
    </AuthLayout>
  );
}
