import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormats } from '../../lib/use-formats.ts';
import type { Priorities } from './priorities.ts';

/** The day in four figures, and how far along it is. */
export function TodayCard({ counts }: { counts: Priorities['counts'] }) {
  const { t } = useTranslation('home');
  const formats = useFormats();
  const open = counts.late + counts.today;
  const share = open + counts.doneToday === 0 ? 1 : counts.doneToday / (open + counts.doneToday);
  const figures = [
    { key: 'late', value: counts.late, to: '/home?show=late', state: counts.late > 0 ? 'bad' : 'good' },
    { key: 'today', value: counts.today, to: '/home', state: 'plain' },
    { key: 'week', value: counts.week, to: '/tasks', state: 'plain' },
    { key: 'noNextStep', value: counts.noNextStep, to: '/home?show=noNextStep', state: 'plain' },
  ] as const;
  return (
    <section className="cz-panel" aria-labelledby="today-title">
      <div className="cz-panel-head">
        <h2 id="today-title" className="cz-label">
          {t('today.title')}
        </h2>
        <span className="cz-spacer" />
        <span className="cz-meta">{formats.date(new Date())}</span>
      </div>
      <div className="cz-today-figures">
        {figures.map((figure) => (
          <Link key={figure.key} to={figure.to} className="cz-today-figure" data-state={figure.state}>
            <span className="cz-today-number">{formats.number(figure.value)}</span>
            <span className="cz-meta">{t(`today.${figure.key}`)}</span>
          </Link>
        ))}
      </div>
      <div className="cz-today-progress">
        <div
          className="cz-meter"
          role="progressbar"
          aria-label={t('today.progress')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <span style={{ inlineSize: `${share * 100}%` }} />
        </div>
        <span className="cz-meta">{t('today.done', { count: counts.doneToday })}</span>
      </div>
    </section>
  );
}
