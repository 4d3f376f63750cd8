import { Button } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import type { z } from 'zod';
import type { finishSso } from '../../../../../api/contracts/single-sign-on.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { BootSkeleton } from '../../../components/skeleton.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useSessionState } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { AuthLayout } from './auth-layout.tsx';
import { safeNext } from './sign-in-page.tsx';

type Finished = z.infer<typeof finishSso.response>;

/** Where the identity provider sends people back to. What it says is handed in once. */
export function SsoCallbackPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('signIn'));
  const { search } = useLocation();
  const navigate = useNavigate();
  const { refresh } = useSessionState();
  const query = search.slice(1);
  const [failure, setFailure] = useState<unknown>(null);
  const enter = useCallback(
    async (done: Finished) => {
      await refresh();
      await navigate(safeNext(done.next), { replace: true });
    },
    [refresh, navigate],
  );
  const begun = useRef(false);
  useEffect(() => {
    // It is taken once, and refreshing the session must not hand it in again.
    if (begun.current) return;
    begun.current = true;
    api
      .post<Finished>('/v1/sso/finish', { query: query === '' ? 'none' : query })
      .then(enter)
      .catch(setFailure);
  }, [query, enter]);
  if (!failure) return <BootSkeleton />;
  const back = <Link to="/sign-in">{t('backToSignIn')}</Link>;
  if (isProblem(failure) && failure.code === 'AUTH_2FA_REQUIRED') {
    return (
      <AuthLayout title={t('sso.codeTitle')} text={t('sso.codeText')} footer={back}>
        <CodeForm state={new URLSearchParams(query).get('state') ?? ''} onDone={(done) => void enter(done)} />
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={t('sso.failed')} text={t('sso.failedText')} footer={back}>
      <FormErrors error={failure} />
    </AuthLayout>
  );
}

function CodeForm({ state, onDone }: { state: string; onDone: (done: Finished) => void }) {
  const { t } = useTranslation('auth');
  const [code, setCode] = useState('');
  const send = useMutation({
    mutationFn: () => api.post<Finished>('/v1/sso/code', { state, code: code.trim() }),
    onSuccess: onDone,
    onError: () => setCode(''),
  });
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <FormErrors error={send.error} />
      <TextField
        label={t('code')}
        hint={t('codeHint')}
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        minLength={6}
        maxLength={20}
        required
        autoFocus
      />
      <Button type="submit" intent="primary" size="large" fill loading={send.isPending} text={t('signIn')} />
    </form>
  );
}
