import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meKey, useSession } from '../../../lib/session/session.tsx';
import { signOut } from '../../../lib/session/sign-in.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { AuthLayout } from '../../auth/pages/auth-layout.tsx';
import { SetUpForm } from '../components/security-section.tsx';
import '../settings.css';

/** The workspace asks for a second factor and the days of grace are over: nothing else is shown until there is one. */
export function EnrolPage() {
  const { t } = useTranslation('settings');
  const { me } = useSession();
  const client = useQueryClient();
  usePageTitle(t('enrol.title'));
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      client.clear();
      location.assign('/sign-in');
    },
  });
  return (
    <AuthLayout
      title={t('enrol.title')}
      text={t('enrol.text', { workspace: me.tenant.name })}
      footer={
        <>
          {t('enrol.signedInAs', { email: me.user.email })}{' '}
          <Button variant="minimal" size="small" text={t('enrol.signOut')} loading={leave.isPending} onClick={() => leave.mutate()} />
        </>
      }
    >
      <SetUpForm onChanged={() => void client.invalidateQueries({ queryKey: meKey })} />
    </AuthLayout>
  );
}
