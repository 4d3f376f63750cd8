import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../lib/use-formats.ts';

const height = 48;
const bar = 8;

/** Messages of each day as bars; the figures are in a list for those who do not see them. */
export function DayBars({ perDay }: { perDay: Readonly<Record<string, number>> }) {
  const { t } = useTranslation('simulations');
  const formats = useFormats();
  const days = Object.entries(perDay);
  const most = Math.max(1, ...days.map(([, count]) => count));
  const words = days.map(([day, count]) => `${formats.date(day)}: ${count}`);
  return (
    <div className="cz-scroll-x" role="group" aria-label={t('messagesPerDay')} tabIndex={0}>
      <svg className="cz-sparkline" role="img" aria-label={words.join(', ')} width={days.length * (bar + 3)} height={height}>
        {days.map(([day, count], index) => {
          const size = Math.max(2, Math.round((count / most) * height));
          return <rect key={day} x={index * (bar + 3)} y={height - size} width={bar} height={size} />;
        })}
      </svg>
    </div>
  );
}
