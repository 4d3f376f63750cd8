import { Button } from '@blueprintjs/core';
import { Duplicate } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../../components/banner.tsx';
import { toast } from '../../../components/toaster.ts';

/** A secret, shown this once. */
export function SecretOnce({ secret, label }: { secret: string; label?: string }) {
  const { t } = useTranslation('webhooks');
  return (
    <Banner
      boxed
      intent="warning"
      action={
        <Button
          size="small"
          icon={<Duplicate />}
          text={t('copy')}
          onClick={() => void navigator.clipboard.writeText(secret).then(() => toast(t('copied'), 'success'))}
        />
      }
    >
      {label ?? t('secretOnce')} <code className="cz-mono cz-secret">{secret}</code>
    </Banner>
  );
}
