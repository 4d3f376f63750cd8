import { Calendar, Lock, Person, WarningSign } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { DealCard as Card } from '../../../../../api/contracts/deal-board.ts';
import { Avatar } from '../../../components/person.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';

const day = 86_400_000;

/** A deal on the board: who, how much, whose, since when, what next. */
export function DealCard({ card, now }: { card: Card; now: Date }) {
  const { t } = useTranslation(['deals', 'records']);
  const formats = useFormats();
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(card.stageEnteredAt)) / day));
  const who = card.contact?.name || card.company?.name;
  return (
    <>
      <span className="cz-deal-name">{card.name}</span>
      <span className="cz-row cz-deal-line">
        {who && (
          <span className="cz-row cz-truncate">
            <Person size={12} /> <span className="cz-truncate">{who}</span>
          </span>
        )}
        <span className="cz-spacer" />
        <strong>{formats.money(card.amountMinor, card.currency)}</strong>
      </span>
      <span className="cz-row cz-meta">
        {card.owner ? (
          <span className="cz-row cz-truncate">
            <Avatar name={card.owner.name} /> <span className="cz-truncate">{card.owner.name}</span>
          </span>
        ) : (
          <span>{t('records:nobody')}</span>
        )}
        <span className="cz-spacer" />
        <span className="cz-deal-days">{t('deals:board.days', { count: days })}</span>
      </span>
      {card.source && (
        <span className="cz-meta">
          {t('deals:board.source', { source: t(`records:source.${card.source}`, { defaultValue: card.source }) })}
        </span>
      )}
      {card.status !== 'open' ? (
        <StatusChip of="deal" value={card.status} />
      ) : card.locked ? (
        <span className="cz-row cz-deal-warn">
          <Lock size={12} /> {t('deals:board.locked')}
        </span>
      ) : card.nextStep ? (
        <span className="cz-row cz-meta">
          <Calendar size={12} />
          <span className="cz-truncate">
            {t('deals:board.next', { title: card.nextStep.title })}
            {card.nextStep.dueAt ? `, ${formats.relative(card.nextStep.dueAt)}` : ''}
          </span>
        </span>
      ) : (
        <span className="cz-row cz-deal-warn">
          <WarningSign size={12} /> {t('deals:board.noNext')}
        </span>
      )}
    </>
  );
}
