import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useSessionState } from '../../../lib/session/session.tsx';
import { SignInForm } from '../sign-in-form.tsx';
import { AuthLayout } from './auth-layout.tsx';

/** Only a path of ours may be gone to after signing in. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/home';
}

export function SignInPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('signIn'));
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { status, ended, refresh } = useSessionState();
  const next = safeNext(search.get('next'));
  if (status === 'signed-in' && !ended) return <Navigate to={next} replace />;
  return (
    <AuthLayout
      title={t('signInTitle')}
      text={t('signInText')}
      footer={
        <>
          <Link to="/forgot">{t('forgot')}</Link> {t('noWorkspace')} <Link to="/sign-up">{t('createWorkspace')}</Link>
        </>
      }
    >
      <SignInForm next={next} onDone={() => void refresh().then(() => navigate(next, { replace: true }))} />
    </AuthLayout>
  );
}
