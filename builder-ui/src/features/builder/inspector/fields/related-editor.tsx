import { HTMLSelect, NumericInput } from '@blueprintjs/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Condition, countOperators } from '../../../../../../domain/expressions/ast.ts';
import { relatedListKinds } from '../../../../../../domain/records/related-lists.ts';
import { ConditionWorldContext, useConditionWorld } from '../../model/condition-world.ts';
import { listName } from '../../sentences/condition-words.ts';

type Related = Extract<Condition, { kind: 'related' }>;
type Group = Extract<Condition, { kind: 'all' | 'any' | 'none' }>;

interface RelatedEditorProps {
  readonly part: Related;
  readonly onChange: (part: Related) => void;
  /** The editor of a group, handed in because it holds this one. */
  readonly group: (group: Group, onChange: (group: Group) => void) => React.ReactNode;
}

/** "Has more than 2 tasks where …". */
export function RelatedEditor({ part, onChange, group }: RelatedEditorProps) {
  const { t } = useTranslation('builder');
  const world = useConditionWorld();
  const { words } = world;
  const kind = relatedListKinds[part.list.slice(part.list.lastIndexOf('.') + 1)];
  const inner = useMemo(() => {
    const fields = words.fields.related?.(kind ?? '') ?? words.fields;
    // Segments are about the record itself: inside, they would read as if they were about the related ones.
    return { ...world, segments: [], words: { ...words, fields } };
  }, [world, words, kind]);
  const where: Group = part.where !== undefined && 'of' in part.where ? part.where : { kind: 'all', of: part.where ? [part.where] : [] };
  return (
    <>
      <HTMLSelect
        fill
        aria-label={t('condition.list')}
        value={part.list}
        onChange={(event) => onChange({ kind: 'related', list: event.target.value })}
      >
        {(words.fields.lists ?? [part.list]).map((path) => (
          <option key={path} value={path}>
            {listName(words, path)}
          </option>
        ))}
      </HTMLSelect>
      <CountEditor part={part} onChange={onChange} />
      <ConditionWorldContext value={inner}>{group(where, (next) => onChange(withWhere(part, next)))}</ConditionWorldContext>
    </>
  );
}

function CountEditor({ part, onChange }: { part: Related; onChange: (part: Related) => void }) {
  const { t } = useTranslation('builder');
  const { count, ...rest } = part;
  return (
    <div className="cz-row">
      <HTMLSelect
        aria-label={t('condition.howMany')}
        value={count?.operator ?? ''}
        onChange={(event) => {
          const operator = countOperators.find((one) => one === event.target.value);
          onChange(operator === undefined ? rest : { ...rest, count: { operator, value: count?.value ?? 1 } });
        }}
      >
        <option value="">{t('condition.some')}</option>
        {countOperators.map((operator) => (
          <option key={operator} value={operator}>
            {t(`condition.countNames.${operator}`)}
          </option>
        ))}
      </HTMLSelect>
      {count !== undefined && (
        <NumericInput
          aria-label={t('condition.count')}
          buttonPosition="none"
          min={0}
          max={1_000}
          value={count.value}
          onValueChange={(value) => {
            if (Number.isInteger(value) && value >= 0 && value <= 1_000) onChange({ ...rest, count: { ...count, value } });
          }}
        />
      )}
    </div>
  );
}

function withWhere(part: Related, where: Group): Related {
  const { where: _before, ...rest } = part;
  return where.of.length === 0 ? rest : { ...rest, where };
}

/** "Is in segment …". */
export function SegmentEditor({ segment, onChange }: { segment: string; onChange: (segment: string) => void }) {
  const { t } = useTranslation('builder');
  const { segments = [] } = useConditionWorld();
  const known = segments.some((one) => one.id === segment);
  return (
    <HTMLSelect fill aria-label={t('condition.segment')} value={segment} onChange={(event) => onChange(event.target.value)}>
      {!known && <option value={segment}>{t('names.unknownSegment')}</option>}
      {segments.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </HTMLSelect>
  );
}
