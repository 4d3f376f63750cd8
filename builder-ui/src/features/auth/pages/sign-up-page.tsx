import { Button } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { isProblem } from '../../../lib/api/problem.ts';
import { signUp } from '../../../lib/session/sign-in.ts';
import { useSessionState } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { PasswordField } from '../sign-in-form.tsx';
import { AuthLayout } from './auth-layout.tsx';

const fieldIds = { '/workspace': 'su-tenant', '/name': 'su-name', '/email': 'su-email', '/password': 'su-password' };

export function SignUpPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('signUpTitle'));
  const navigate = useNavigate();
  const { refresh } = useSessionState();
  const [form, setForm] = useState({ workspace: '', name: '', email: '', password: '' });
  const attempt = useMutation({
    mutationFn: () => signUp({ ...form, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    onSuccess: () => void refresh().then(() => navigate('/home', { replace: true })),
  });
  const error = (pointer: string) => (isProblem(attempt.error) ? attempt.error.fieldError(pointer) : undefined);
  const change = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate();
  };
  return (
    <AuthLayout
      title={t('signUpTitle')}
      text={t('signUpText')}
      footer={
        <>
          {t('haveWorkspace')} <Link to="/sign-in">{t('signIn')}</Link>
        </>
      }
    >
      <form className="cz-stack" onSubmit={submit}>
        <FormErrors error={attempt.error} ids={fieldIds} />
        <TextField
          id="su-tenant"
          label={t('tenantName')}
          value={form.workspace}
          onChange={change('workspace')}
          autoComplete="organization"
          error={error('/workspace')}
          required
          autoFocus
        />
        <TextField
          id="su-name"
          label={t('yourName')}
          value={form.name}
          onChange={change('name')}
          autoComplete="name"
          error={error('/name')}
          required
        />
        <TextField
          id="su-email"
          label={t('email')}
          type="email"
          value={form.email}
          onChange={change('email')}
          autoComplete="username"
          error={error('/email')}
          required
        />
        <PasswordField
          id="su-password"
          label={t('password')}
          value={form.password}
          onChange={change('password')}
          autoComplete="new-password"
          hint={t('passwordHint')}
          error={error('/password')}
        />
        <Button type="submit" intent="primary" size="large" fill loading={attempt.isPending} text={t('createWorkspace')} />
      </form>
    </AuthLayout>
  );
}
