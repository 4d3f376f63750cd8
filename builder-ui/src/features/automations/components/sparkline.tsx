import { useTranslation } from 'react-i18next';

const height = 20;
const bar = 6;

/** Enrolments of seven days as bars, and as a sentence for those who do not see them. */
export function Sparkline({ days }: { days: readonly number[] }) {
  const { t } = useTranslation('automations');
  const most = Math.max(1, ...days);
  const total = days.reduce((sum, day) => sum + day, 0);
  return (
    <svg
      className="cz-sparkline"
      role="img"
      aria-label={t('sparkline', { count: total, days: days.join(', ') })}
      width={days.length * (bar + 2)}
      height={height}
    >
      {days.map((day, index) => {
        const size = day === 0 ? 1 : Math.max(2, Math.round((day / most) * height));
        // The days have no other name.
        return <rect key={index} x={index * (bar + 2)} y={height - size} width={bar} height={size} data-zero={day === 0 || undefined} />;
      })}
    </svg>
  );
}
