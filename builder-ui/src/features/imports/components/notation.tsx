import { HTMLSelect } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { dateOrders } from '../../../../../domain/imports/dates.ts';
import type { ColumnMapping } from '../imports.ts';

interface NotationProps {
  readonly name: string;
  readonly value: ColumnMapping;
  /** Of the values the column fills. */
  readonly type: string;
  readonly onChange: (value: ColumnMapping) => void;
}

/** How the column writes days and numbers: decided from its values, to be corrected where they cannot tell. */
export function Notation({ name, value, type, onChange }: NotationProps) {
  const { t } = useTranslation('imports');
  if (value.to === 'ignore') return null;
  const { unsure = false, ...known } = value;
  const hint = unsure && <span className="cz-field-error">{t('map.unsure')}</span>;
  if (type === 'date' || type === 'datetime') {
    return (
      <>
        <HTMLSelect
          aria-label={t('map.dateOrder', { name })}
          value={value.dateOrder ?? 'ymd'}
          onChange={(event) => onChange({ ...known, dateOrder: dateOrders.find((order) => order === event.target.value) })}
        >
          {dateOrders.map((order) => (
            <option key={order} value={order}>
              {t(`map.order.${order}`)}
            </option>
          ))}
        </HTMLSelect>
        {hint}
      </>
    );
  }
  if (type !== 'number' && type !== 'amount' && type !== 'integer') return null;
  return (
    <>
      <HTMLSelect
        aria-label={t('map.decimal', { name })}
        value={value.decimal ?? '.'}
        onChange={(event) => onChange({ ...known, decimal: event.target.value === ',' ? ',' : '.' })}
      >
        <option value=".">{t('map.mark.point')}</option>
        <option value=",">{t('map.mark.comma')}</option>
      </HTMLSelect>
      {hint}
    </>
  );
}
