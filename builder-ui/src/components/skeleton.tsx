import { useTranslation } from 'react-i18next';
import { useDelayed } from '../lib/use-delayed.ts';
import './components.css';

/** Grey bars in the shape of what is coming, after 150 ms. */
export function SkeletonRows({ rows = 6, height = 20 }: { rows?: number; height?: number }) {
  const shown = useDelayed(true);
  const { t } = useTranslation('components');
  return (
    <div className="cz-stack" role="status">
      <span className="cz-hidden">{t('loading')}</span>
      {shown &&
        Array.from({ length: rows }, (_, row) => (
          <span key={row} className="cz-skeleton" style={{ height, width: `${92 - ((row * 17) % 38)}%` }} aria-hidden />
        ))}
    </div>
  );
}

/** What the very first moment shows: a page that is on its way. */
export function BootSkeleton() {
  const { t } = useTranslation('components');
  return (
    <main>
      <h1 className="cz-hidden">{t('loading')}</h1>
      <PageSkeleton />
    </main>
  );
}

export function PageSkeleton() {
  const shown = useDelayed(true);
  return (
    <div className="cz-page-skeleton" aria-busy>
      {shown && (
        <>
          <span className="cz-skeleton" style={{ height: 26, width: 220 }} />
          <span className="cz-skeleton" style={{ height: 36 }} />
          <span className="cz-skeleton" style={{ height: 240 }} />
        </>
      )}
    </div>
  );
}
