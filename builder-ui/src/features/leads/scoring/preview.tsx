import { useTranslation } from 'react-i18next';
import type { ScoringPreview } from '../../../../../api/contracts/scoring.ts';
import { useFormats } from '../../../lib/use-formats.ts';

/** How the scores lie and how they would: bars, and the same as a table for whoever does not see bars. */
export function Distribution({ preview }: { preview: ScoringPreview }) {
  const { t } = useTranslation('leads');
  const formats = useFormats();
  const most = Math.max(1, ...preview.distribution.flatMap((part) => [part.before, part.after]));
  return (
    <div className="cz-stack">
      <p role="status">
        {t(preview.all ? 'scoring.preview.looked' : 'scoring.preview.lookedNewest', {
          count: preview.leads,
          shown: formats.number(preview.leads),
        })}{' '}
        {t('scoring.preview.changed', { count: preview.changed, shown: formats.number(preview.changed) })}
      </p>
      <table className="cz-distribution">
        <caption className="cz-hidden">{t('scoring.preview.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('scoring.preview.score')}</th>
            <th scope="col">{t('scoring.preview.before')}</th>
            <th scope="col">{t('scoring.preview.after')}</th>
          </tr>
        </thead>
        <tbody>
          {preview.distribution.map((part) => (
            <tr key={part.from}>
              <th scope="row">{t('scoring.preview.range', { from: part.from, to: part.to })}</th>
              <td>
                <Bar share={part.before / most} text={formats.number(part.before)} />
              </td>
              <td>
                <Bar share={part.after / most} text={formats.number(part.after)} strong />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bar({ share, text, strong = false }: { share: number; text: string; strong?: boolean }) {
  return (
    <span className="cz-distribution-cell">
      <span className="cz-distribution-bar" data-strong={strong} style={{ inlineSize: `${Math.round(share * 100)}%` }} aria-hidden />
      <span>{text}</span>
    </span>
  );
}
