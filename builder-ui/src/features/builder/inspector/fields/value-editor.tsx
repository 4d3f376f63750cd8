import { FormGroup, HTMLSelect } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Expression, ValueType } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { DurationField } from '../../../../components/duration-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { expressionAt, type FieldInfo, pathAt } from '../../model/fields.ts';
import { expressionWords } from '../../sentences/condition-words.ts';
import { durationFrom } from './duration-from.ts';
import { FieldSelect } from './field-select.tsx';
import { LiteralInput } from './literal-input.tsx';

interface ValueEditorProps {
  readonly label: string;
  readonly type: ValueType;
  readonly options?: FieldInfo['options'];
  readonly value: Expression;
  readonly onChange: (value: Expression) => void;
  readonly error?: string | undefined;
}

type Way = 'literal' | 'field' | 'output' | 'now' | 'later' | 'plus' | 'other';

/** A value as it is, of a field, of an earlier step, or worked out from one. */
export function ValueEditor({ label, type, options, value, onChange, error }: ValueEditorProps) {
  const { t } = useTranslation('builder');
  const id = useId();
  const way = wayOf(value);
  const ways = waysFor(type, way);
  return (
    <FormGroup label={label} labelFor={id} intent={error ? 'danger' : 'none'} helperText={error} className="cz-value">
      <HTMLSelect id={id} fill value={way} onChange={(event) => onChange(startOf(event.target.value, value))}>
        {ways.map((one) => (
          <option key={one} value={one}>
            {t(`valueWays.${one}`)}
          </option>
        ))}
      </HTMLSelect>
      <Detail way={way} type={type} options={options} value={value} onChange={onChange} label={label} />
    </FormGroup>
  );
}

function wayOf(value: Expression): Way {
  if (value.kind !== 'call') return value.kind;
  if (value.fn === 'now') return 'now';
  if (value.fn === 'add_duration' && value.args.length === 2) return 'later';
  if (value.fn === 'add' && value.args.length === 2 && value.args[0]?.kind === 'field' && value.args[1]?.kind === 'literal') return 'plus';
  return 'other';
}

function waysFor(type: ValueType, current: Way): Way[] {
  const ways: Way[] = ['literal', 'field', 'output'];
  if (type === 'datetime' || type === 'date' || type === 'unknown') ways.push('now', 'later');
  if (type === 'number' || type === 'currency' || type === 'unknown') ways.push('plus');
  return ways.includes(current) ? ways : [...ways, current];
}

function startOf(way: string, before: Expression): Expression {
  const field: Expression = before.kind === 'field' ? before : { kind: 'field', path: '' };
  switch (way) {
    case 'field':
      return field;
    case 'output':
      return { kind: 'output', step: '', name: '' };
    case 'now':
      return { kind: 'call', fn: 'now', args: [] };
    case 'later':
      return {
        kind: 'call',
        fn: 'add_duration',
        args: [
          { kind: 'call', fn: 'now', args: [] },
          { kind: 'literal', value: { amount: 1, unit: 'days' } },
        ],
      };
    case 'plus':
      return { kind: 'call', fn: 'add', args: [field, { kind: 'literal', value: 1 }] };
    default:
      return { kind: 'literal', value: null };
  }
}

type DetailProps = ValueEditorProps & { readonly way: Way };

function Detail({ way, type, options, value, onChange, label }: DetailProps) {
  const { t } = useTranslation('builder');
  const { words } = useBuilder();
  const fits = (field: FieldInfo) =>
    type === 'unknown' || field.type === type || type === 'text' || (type === 'reference' && field.path.endsWith('.id'));
  if (value.kind === 'literal') {
    return (
      <LiteralInput
        label={label}
        type={type}
        options={options}
        value={value.value}
        onChange={(next: Json) => onChange({ kind: 'literal', value: next })}
      />
    );
  }
  if (value.kind === 'field')
    return (
      <FieldSelect label={t('condition.field')} value={value.path} only={fits} onChange={(path) => onChange({ kind: 'field', path })} />
    );
  if (value.kind === 'output') return <OutputSelect value={value} onChange={onChange} />;
  const [first, second] = value.args;
  if (way === 'later' && first !== undefined) {
    const from = first.kind === 'field' ? first.path : 'now';
    const span = durationFrom(second?.kind === 'literal' ? second.value : undefined);
    const rest: Expression = second ?? { kind: 'literal', value: { ...span } };
    return (
      <>
        <FieldSelect
          label={t('valueWays.from')}
          value={from}
          first={[{ value: 'now', label: t('functions.now') }]}
          only={(field) => field.type === 'date' || field.type === 'datetime'}
          onChange={(path) =>
            onChange({ ...value, args: [path === 'now' ? { kind: 'call', fn: 'now', args: [] } : { kind: 'field', path }, rest] })
          }
        />
        <DurationField
          label={t('valueWays.plusTime')}
          value={span}
          business={false}
          onChange={(next) => onChange({ ...value, args: [first, { kind: 'literal', value: { ...next } }] })}
        />
      </>
    );
  }
  if (way === 'plus' && first?.kind === 'field' && second?.kind === 'literal') {
    return (
      <>
        <FieldSelect
          label={t('condition.field')}
          value={first.path}
          only={(field) => field.type === 'number' || field.type === 'currency'}
          onChange={(path) => onChange({ ...value, args: [{ kind: 'field', path }, second] })}
        />
        <LiteralInput
          label={t('valueWays.plusNumber')}
          type="number"
          value={second.value}
          onChange={(next) => onChange({ ...value, args: [first, { kind: 'literal', value: next }] })}
        />
      </>
    );
  }
  return <p className="cz-dense">{expressionWords(words, value)}</p>;
}

function OutputSelect({ value, onChange }: { value: Extract<Expression, { kind: 'output' }>; onChange: (value: Expression) => void }) {
  const { t } = useTranslation('builder');
  return (
    <FieldSelect
      label={t('valueWays.output')}
      value={value.step === '' ? '' : pathAt(value)}
      withResults
      only={(field) => field.path.startsWith('steps.')}
      onChange={(path) => onChange(expressionAt(path))}
    />
  );
}
