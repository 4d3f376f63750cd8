import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/banner.tsx';
import { useLive } from '../../lib/live/live.tsx';
import { useFormats } from '../../lib/use-formats.ts';

/** What changes the meaning of the whole page. */
export function FrameBanners() {
  const { t } = useTranslation('app');
  const live = useLive();
  const formats = useFormats();
  if (live.status !== 'lost' || !live.since) return null;
  return <Banner intent="warning">{t('banner.liveLost', { time: formats.time(live.since) })}</Banner>;
}
