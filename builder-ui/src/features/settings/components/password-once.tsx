import { Button } from '@blueprintjs/core';
import { Duplicate } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../../components/banner.tsx';
import { toast } from '../../../components/toaster.ts';

/** A generated password, shown this once. */
export function PasswordOnce({ password }: { password: string }) {
  const { t } = useTranslation('settings');
  return (
    <Banner
      boxed
      intent="warning"
      action={
        <Button
          size="small"
          icon={<Duplicate />}
          text={t('copy')}
          onClick={() => void navigator.clipboard.writeText(password).then(() => toast(t('copied'), 'success'))}
        />
      }
    >
      {t('users.passwordOnce')} <code className="cz-password">{password}</code>
    </Banner>
  );
}
