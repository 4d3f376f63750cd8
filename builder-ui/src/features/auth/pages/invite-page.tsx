import { Button } from '@blueprintjs/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { z } from 'zod';
import type { showInvitation } from '../../../../../api/contracts/identity.ts';
import { BootSkeleton } from '../../../components/skeleton.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useSessionState } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { PasswordField } from '../sign-in-form.tsx';
import { AuthLayout } from './auth-layout.tsx';

type Shown = z.infer<typeof showInvitation.response>;

/** Somebody invited makes the waiting account their own. */
export function InvitePage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('inviteAccept'));
  const { token = '' } = useParams();
  const shown = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.post<Shown>('/v1/invitations/show', { token }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (shown.isPending) return <BootSkeleton />;
  if (shown.data) return <Accept token={token} invitation={shown.data} />;
  return (
    <AuthLayout title={t('inviteGone')} text={t('inviteGoneText')} footer={<Link to="/sign-in">{t('backToSignIn')}</Link>}>
      {isProblem(shown.error) && shown.error.status !== 422 ? <FormErrors error={shown.error} /> : null}
    </AuthLayout>
  );
}

function Accept({ token, invitation }: { token: string; invitation: Shown }) {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const { refresh } = useSessionState();
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: () => api.post('/v1/invitations/accept', { token, name: name.trim(), password }),
    onSuccess: () => void refresh().then(() => navigate('/home', { replace: true })),
  });
  const error = (pointer: string) => (isProblem(accept.error) ? accept.error.fieldError(pointer) : undefined);
  return (
    <AuthLayout
      title={t('inviteTitle', { workspace: invitation.workspace })}
      text={t('inviteText', { email: invitation.email })}
      footer={<Link to="/sign-in">{t('backToSignIn')}</Link>}
    >
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate();
        }}
      >
        <FormErrors error={accept.error} ids={{ '/name': 'inv-name', '/password': 'inv-password' }} />
        <TextField
          id="inv-name"
          label={t('yourName')}
          value={name}
          onChange={setName}
          autoComplete="name"
          error={error('/name')}
          required
        />
        <PasswordField
          id="inv-password"
          label={t('password')}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          autoFocus
          hint={t('passwordHint')}
          error={error('/password')}
        />
        <Button type="submit" intent="primary" size="large" fill loading={accept.isPending} text={t('inviteAccept')} />
      </form>
    </AuthLayout>
  );
}
