import { Button, HTMLSelect } from '@blueprintjs/core';
import { Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { type Condition, periods } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { useConditionWorld } from '../../model/condition-world.ts';

/** As deep as people can follow. */
export const maxDepth = 3;

/** What can be asked for beside fields, where there is such a thing. */
export function MoreParts({ depth, plain, onAdd }: { depth: number; plain: boolean; onAdd: (part: Condition) => void }) {
  const { t } = useTranslation('builder');
  const { words, segments = [] } = useConditionWorld();
  const [list] = words.fields.lists ?? [];
  const [segment] = segments;
  return (
    <>
      {list !== undefined && depth < maxDepth && (
        <Button
          variant="minimal"
          size="small"
          icon={<Plus />}
          text={t('condition.addRelated')}
          onClick={() => onAdd({ kind: 'related', list })}
        />
      )}
      {segment !== undefined && plain && (
        <Button
          variant="minimal"
          size="small"
          icon={<Plus />}
          text={t('condition.addSegment')}
          onClick={() => onAdd({ kind: 'segment', segment: segment.id })}
        />
      )}
    </>
  );
}

/** Today, this week, next month. */
export function PeriodInput({ value, onChange }: { value: Json; onChange: (value: Json) => void }) {
  const { t } = useTranslation('builder');
  return (
    <HTMLSelect
      fill
      aria-label={t('condition.period')}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value)}
    >
      {!periods.some((period) => period === value) && <option value="">{t('pick.value')}</option>}
      {periods.map((period) => (
        <option key={period} value={period}>
          {t(`periods.${period}`)}
        </option>
      ))}
    </HTMLSelect>
  );
}
