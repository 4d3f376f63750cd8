import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/banner.tsx';
import { Link, useLocation } from 'react-router';
import { useLive } from '../../lib/live/live.tsx';
import { useSession } from '../../lib/session/session.tsx';
import { useFormats } from '../../lib/use-formats.ts';

/** What changes the meaning of the whole page. */
export function FrameBanners() {
  const { t } = useTranslation('app');
  const live = useLive();
  const formats = useFormats();
  const { security } = useSession().me;
  const { pathname } = useLocation();
  return (
    <>
      {live.status === 'lost' && live.since && <Banner intent="warning">{t('banner.liveLost', { time: formats.time(live.since) })}</Banner>}
      {security.secondFactorDueAt && pathname !== '/settings/me' && (
        <Banner intent="warning" action={<Link to="/settings/me">{t('banner.secondFactorDo')}</Link>}>
          {t('banner.secondFactorDue', { when: formats.dateTime(security.secondFactorDueAt) })}
        </Banner>
      )}
    </>
  );
}
