import type { Operator } from '../../../domain/expressions/ast.ts';
import type { Field } from '../../../domain/records/field-catalogue.ts';
import type { LeafScope } from './leaf-sql.ts';
import { booleanColumn, folded, instantColumn, kindOf, numberColumn, optionsColumn, textOf } from './leaf-sql.ts';
import type { Sql } from './sql.ts';

/** One side of a comparison of two fields: SQL that is null where there is nothing to compare with. */
export interface Operand extends Sql {
  readonly kind: 'text' | 'number' | 'boolean' | 'date' | 'instant' | 'options';
}

/** A field as one side of a comparison; null for what cannot stand there (tags). */
export function operandOf(field: Field, scope: LeafScope): Operand | null {
  if (field.type === 'tags') return null;
  const plain = (kind: Operand['kind'], text: string): Operand => ({ kind, text, bindings: [] });
  switch (kindOf(field.type)) {
    case 'text':
      return plain('text', `nullif(${textOf(field, scope)}, '')`);
    case 'number':
      return plain('number', numberColumn(field, scope));
    case 'boolean':
      return plain('boolean', booleanColumn(field, scope));
    case 'date': {
      const { column, isDate } = instantColumn(field, scope);
      // Runs know instants to the millisecond.
      return isDate ? plain('date', column) : plain('instant', `date_trunc('milliseconds', ${column})`);
    }
    case 'list': {
      const options = optionsColumn(field, scope);
      return options === null ? null : plain('options', options);
    }
  }
}

/**
 * A positive comparison of two operands with the meaning `compare` gives it: texts without regard to case, a date beside an instant as that
 * day, otherwise as its midnight in the zone. Null where the two cannot be compared by this operator.
 */
export function pairSql(left: Operand, operator: Operator, right: Operand, timeZone: string): Sql | null {
  const both = (text: string): Sql => ({ text: `(${text})`, bindings: [...left.bindings, ...right.bindings] });
  if (left.kind === 'options') return optionsPair(left, operator, right, both);
  if (left.kind === 'text' && right.kind === 'text') return textPair(left, operator, right, both);
  const sign = signs[operator];
  if (sign === undefined) return null;
  if (left.kind === 'number' && right.kind === 'number') return both(`${left.text} ${sign} ${right.text}`);
  if (left.kind === 'boolean' && right.kind === 'boolean') return sign === '=' ? both(`${left.text} = ${right.text}`) : null;
  if (!isTime(left) || !isTime(right)) return null;
  if (left.kind === right.kind) return both(`${left.text} ${sign} ${right.text}`);
  return sign === '='
    ? both(`${dayOf(left, timeZone)} = ${dayOf(right, timeZone)}`)
    : both(`${instantOf(left, timeZone)} ${sign} ${instantOf(right, timeZone)}`);
}

/** A date or an instant as an instant. */
export function instantOf(operand: Operand, timeZone: string): string {
  return operand.kind === 'date' ? `(${operand.text}::timestamp at time zone ${quoted(timeZone)})` : operand.text;
}

export function isTime(operand: Operand): boolean {
  return operand.kind === 'date' || operand.kind === 'instant';
}

function dayOf(operand: Operand, timeZone: string): string {
  return operand.kind === 'date' ? operand.text : `(${operand.text} at time zone ${quoted(timeZone)})::date`;
}

function quoted(timeZone: string): string {
  return `'${timeZone.replaceAll("'", "''")}'`;
}

const signs: Readonly<Partial<Record<Operator, string>>> = {
  is: '=',
  is_any_of: '=',
  greater_than: '>',
  after: '>',
  greater_or_equal: '>=',
  less_than: '<',
  before: '<',
  less_or_equal: '<=',
};

type Both = (text: string) => Sql;

function textPair(left: Operand, operator: Operator, right: Operand, both: Both): Sql | null {
  const [one, other] = [folded(left.text), folded(right.text)];
  switch (operator) {
    case 'is':
    case 'is_any_of':
      return both(`${one} = ${other}`);
    case 'contains':
      return both(`strpos(${one}, ${other}) > 0`);
    case 'starts_with':
      return both(`starts_with(${one}, ${other})`);
    case 'ends_with':
      return { text: `(right(${one}, length(${other})) = ${other})`, bindings: [...left.bindings, ...right.bindings, ...right.bindings] };
    default:
      return null;
  }
}

/** Chosen options beside one text, or beside other chosen options: whether they have one in common. */
function optionsPair(left: Operand, operator: Operator, right: Operand, both: Both): Sql | null {
  const each = (operand: Operand, name: string): string => `jsonb_array_elements_text(${operand.text}) ${name}`;
  if (right.kind === 'text' && (operator === 'contains' || operator === 'is_any_of'))
    return both(`exists (select from ${each(left, 'a')} where ${folded('a.value')} = ${folded(right.text)})`);
  if (right.kind === 'options' && operator === 'is_any_of')
    return both(`exists (select from ${each(left, 'a')}, ${each(right, 'b')} where ${folded('a.value')} = ${folded('b.value')})`);
  return null;
}
