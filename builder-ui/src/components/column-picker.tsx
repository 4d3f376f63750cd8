import { Button, Checkbox, PopoverNext } from '@blueprintjs/core';
import { ArrowDown, ArrowUp, ListColumns } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { Column, TableLayout } from './table-types.ts';

interface ColumnPickerProps<T> {
  readonly columns: readonly Column<T>[];
  readonly hidden: ReadonlySet<string>;
  readonly onChange: (hidden: ReadonlySet<string>, order?: readonly Column<T>[]) => void;
  readonly layout: TableLayout | undefined;
}

/** Which columns are shown and in which order, and how high rows are. */
export function ColumnPicker<T>({ columns, hidden, onChange, layout }: ColumnPickerProps<T>) {
  const { t } = useTranslation('components');
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <PopoverNext
      placement="bottom-end"
      arrow={false}
      content={
        <div className="cz-column-picker">
          <ul aria-label={t('table.columns')}>
            {columns.slice(1).map((column, index) => (
              <li key={column.id} className="cz-row">
                <Checkbox className="cz-spacer" label={column.label} checked={!hidden.has(column.id)} onChange={() => toggle(column.id)} />
                {layout && (
                  <>
                    <Button
                      variant="minimal"
                      size="small"
                      icon={<ArrowUp />}
                      disabled={index === 0}
                      aria-label={t('table.earlier', { name: column.label })}
                      onClick={() => onChange(hidden, moved(columns, index + 1, -1))}
                    />
                    <Button
                      variant="minimal"
                      size="small"
                      icon={<ArrowDown />}
                      disabled={index === columns.length - 2}
                      aria-label={t('table.later', { name: column.label })}
                      onClick={() => onChange(hidden, moved(columns, index + 1, 1))}
                    />
                  </>
                )}
              </li>
            ))}
          </ul>
          {layout && (
            <div className="cz-row">
              <Checkbox
                className="cz-spacer"
                label={t('table.comfortable')}
                checked={layout.density === 'comfortable'}
                onChange={() => layout.onChange({ density: layout.density === 'comfortable' ? 'dense' : 'comfortable' })}
              />
              <Button variant="minimal" size="small" text={t('table.usual')} onClick={() => layout.onChange({ columns: null })} />
            </div>
          )}
        </div>
      }
    >
      <Button variant="minimal" icon={<ListColumns />} text={t('table.columns')} />
    </PopoverNext>
  );
}

function moved<T>(columns: readonly Column<T>[], index: number, by: 1 | -1): readonly Column<T>[] {
  const [one, other] = [columns[index], columns[index + by]];
  return one === undefined || other === undefined ? columns : columns.with(index, other).with(index + by, one);
}
