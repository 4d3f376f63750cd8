import { Button, HTMLSelect } from '@blueprintjs/core';
import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Expression, ValueType } from '../../../../../../domain/expressions/ast.ts';
import { comparesWith } from '../../../../../../domain/expressions/check.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { DurationField } from '../../../../components/duration-field.tsx';
import { useConditionWorld } from '../../model/condition-world.ts';
import { expressionAt, type FieldBook, type FieldInfo, pathAt } from '../../model/fields.ts';
import { expressionWords, listOperators, spanOperators } from '../../sentences/condition-words.ts';
import { looseOf } from '../../sentences/words.ts';
import { FieldSelect } from './field-select.tsx';
import { ListInput } from './list-input.tsx';
import { LiteralInput } from './literal-input.tsx';
import { PeriodInput } from './more-parts.tsx';
import { ValueEditor } from './value-editor.tsx';

type Compare = Extract<Condition, { kind: 'compare' }>;

/** The fields of what is looked for, where something is. */
export const Searched = createContext<FieldBook | undefined>(undefined);

interface RightEditorProps {
  readonly part: Compare;
  readonly type: ValueType;
  readonly field: FieldInfo | undefined;
  readonly onChange: (part: Condition) => void;
}

/** What a field is compared with: a value typed in, or another field. */
export function RightEditor({ part, type, field, onChange }: RightEditorProps) {
  const { t } = useTranslation('builder');
  const searched = useContext(Searched) !== undefined;
  const single = !spanOperators.has(part.operator) && !listOperators.has(part.operator) && part.operator !== 'between';
  if (searched && single) {
    return (
      <ValueEditor
        label={t('condition.value')}
        type={type}
        options={field?.options}
        value={part.right ?? { kind: 'literal', value: null }}
        onChange={(right) => onChange({ ...part, right })}
      />
    );
  }
  return (
    <BesideField part={part} type={type} onChange={onChange}>
      <PlainSide part={part} type={type} field={field} onChange={onChange} />
    </BesideField>
  );
}

/** A value typed in, as the operator wants it. */
function PlainSide({ part, type, field, onChange }: RightEditorProps) {
  const { t } = useTranslation('builder');
  const value = part.right?.kind === 'literal' ? part.right.value : null;
  const set = (next: Json) => onChange({ ...part, right: { kind: 'literal', value: next } });
  const label = t('condition.value');
  if (part.right !== undefined && part.right.kind !== 'literal') return <OtherSide right={part.right} onPlain={() => set(null)} />;
  if (spanOperators.has(part.operator)) {
    const span = looseOf(value);
    const amount = typeof span.amount === 'number' ? span.amount : 7;
    const unit = (['seconds', 'minutes', 'hours', 'days', 'weeks'] as const).find((one) => one === span.unit) ?? 'days';
    return (
      <DurationField
        label={label}
        value={{ amount, unit }}
        business={false}
        onChange={(next) => set({ amount: next.amount, unit: next.unit })}
      />
    );
  }
  if (part.operator === 'between') {
    const [from = null, to = null] = Array.isArray(value) ? (value as readonly Json[]) : [];
    return (
      <div className="cz-row">
        <LiteralInput label={t('condition.from')} type={type} value={from} onChange={(next) => set([next, to])} />
        <LiteralInput label={t('condition.to')} type={type} value={to} onChange={(next) => set([from, next])} />
      </div>
    );
  }
  if (part.operator === 'in_period') return <PeriodInput value={value} onChange={set} />;
  if (listOperators.has(part.operator)) return <ListInput label={label} field={field} type={type} value={value} onChange={set} />;
  return <LiteralInput label={label} type={type} options={field?.options} value={value} onChange={set} />;
}

/** A side that is worked out (a field, an output): shown in words; it can be made plain again. */
function OtherSide({ right, onPlain }: { right: Expression; onPlain: () => void }) {
  const { t } = useTranslation('builder');
  const { words } = useConditionWorld();
  return (
    <div className="cz-row">
      <span className="cz-pill">{expressionWords(words, right)}</span>
      <Button variant="minimal" size="small" text={t('condition.plain')} onClick={onPlain} />
    </div>
  );
}

interface BesideFieldProps {
  readonly part: Compare;
  readonly type: ValueType;
  readonly onChange: (part: Condition) => void;
  /** The input of a value. */
  readonly children: React.ReactNode;
}

/** Lets another field stand in for the value, where there is one of a type that fits. */
function BesideField({ part, type, onChange, children }: BesideFieldProps) {
  const { t } = useTranslation('builder');
  const { words } = useConditionWorld();
  const left = pathAt(part.left);
  const fits = (field: FieldInfo) => field.path !== left && comparesWith(part.operator, type, field.type);
  const first = words.fields.all.find(fits);
  const path = part.right === undefined ? '' : pathAt(part.right);
  if (path === '' && (first === undefined || (part.right !== undefined && part.right.kind !== 'literal'))) return children;
  const empty: Json = listOperators.has(part.operator) ? [] : null;
  return (
    <>
      <HTMLSelect
        fill
        aria-label={t('condition.compareWith')}
        value={path === '' ? 'value' : 'field'}
        onChange={(event) =>
          onChange({
            ...part,
            right: event.target.value === 'field' && first ? expressionAt(first.path) : { kind: 'literal', value: empty },
          })
        }
      >
        <option value="value">{t('condition.withValue')}</option>
        <option value="field">{t('condition.withField')}</option>
      </HTMLSelect>
      {path === '' ? (
        children
      ) : (
        <FieldSelect
          label={t('condition.otherField')}
          value={path}
          only={fits}
          withResults
          onChange={(next) => onChange({ ...part, right: expressionAt(next) })}
        />
      )}
    </>
  );
}
