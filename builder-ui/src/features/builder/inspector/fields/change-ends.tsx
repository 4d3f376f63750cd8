import { HTMLSelect } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import type { Condition } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { useConditionWorld } from '../../model/condition-world.ts';
import type { FieldInfo } from '../../model/fields.ts';
import { LiteralInput } from './literal-input.tsx';

type Changed = Extract<Condition, { kind: 'changed' }>;

/** From and to of a change; empty means any value. */
export function ChangeEnds({ part, onChange }: { part: Omit<Changed, 'kind'>; onChange: (part: Changed) => void }) {
  const { t } = useTranslation('builder');
  const { words } = useConditionWorld();
  const field = words.fields.find(part.field);
  const end = (side: 'from' | 'to') => (
    <label className="cz-end">
      <span className="cz-meta">{t(`condition.${side}`)}</span>
      <EndInput
        field={field}
        label={t(`condition.${side}Label`)}
        value={part[side]}
        onChange={(value) => onChange(withEnd(part, side, value))}
      />
    </label>
  );
  return (
    <div className="cz-row cz-ends">
      {end('from')}
      {end('to')}
    </div>
  );
}

function EndInput({
  field,
  label,
  value,
  onChange,
}: {
  field: FieldInfo | undefined;
  label: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
}) {
  const { t } = useTranslation('builder');
  if (field?.options === undefined) {
    return (
      <LiteralInput
        label={label}
        type={field?.type ?? 'text'}
        value={value ?? null}
        onChange={(next) => onChange(next === '' || next === null ? undefined : next)}
      />
    );
  }
  return (
    <HTMLSelect
      fill
      aria-label={label}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">{t('condition.anyValue')}</option>
      {field.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </HTMLSelect>
  );
}

function withEnd(part: Omit<Changed, 'kind'>, side: 'from' | 'to', value: Json | undefined): Changed {
  const from = side === 'from' ? value : part.from;
  const to = side === 'to' ? value : part.to;
  return { kind: 'changed', field: part.field, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
