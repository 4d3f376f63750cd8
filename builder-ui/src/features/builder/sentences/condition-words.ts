import type { Condition, Expression, Operator, ValueType } from '../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../domain/json.ts';
import { wordsOf } from '../model/fields.ts';
import { durationWords, instantWords, listWords, looseOf, numberWords, type Words } from './words.ts';

/** Operators that stand alone, without a value. */
export const bareOperators: ReadonlySet<Operator> = new Set<Operator>(['is_set', 'is_not_set']);
/** Operators whose value is a list. */
export const listOperators: ReadonlySet<Operator> = new Set<Operator>(['is_any_of', 'is_none_of', 'has_any_tag', 'has_no_tag']);
/** Operators whose value is a span of time. */
export const spanOperators: ReadonlySet<Operator> = new Set<Operator>(['within_last', 'within_next']);

export function isEmptyCondition(condition: Condition | null): boolean {
  if (condition === null) return true;
  return 'of' in condition && condition.of.length === 0;
}

/** A condition as a sentence: "Score is above 80 and Source is any of web or ads". */
export function conditionWords(words: Words, condition: Condition | null, nested = false): string {
  if (condition === null || isEmptyCondition(condition)) return words.t('condition.empty');
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const parts = condition.of.map((part) => conditionWords(words, part, condition.of.length > 1));
      const joined = listWords(words, parts, condition.kind === 'all' ? 'conjunction' : 'disjunction');
      return nested && parts.length > 1 ? words.t('condition.group', { condition: joined }) : joined;
    }
    case 'none':
      return words.t('condition.none', {
        condition: listWords(
          words,
          condition.of.map((part) => conditionWords(words, part, true)),
          'disjunction',
        ),
      });
    case 'compare':
      return compareWords(words, condition);
    case 'changed':
      return changedWords(words, condition);
    case 'related':
      return relatedWords(words, condition);
    case 'segment':
      return words.t('condition.inSegment', { segment: words.names.segment?.(condition.segment) ?? words.t('names.unknownSegment') });
  }
}

/** "At least one of its deals: Status is open", "Number of tasks is above 3". */
function relatedWords(words: Words, condition: Extract<Condition, { kind: 'related' }>): string {
  const list = listName(words, condition.list);
  const { operator, value } = condition.count ?? { operator: 'greater_or_equal', value: 1 };
  const where = condition.where === undefined || isEmptyCondition(condition.where) ? null : conditionWords(words, condition.where, true);
  const counted =
    condition.count === undefined
      ? words.t('condition.hasSome', { list })
      : words.t(`condition.counts.${operator}`, { list, value: numberWords(words, value) });
  return where === null ? counted : words.t('condition.relatedWhere', { related: counted, condition: where });
}

/** `contact.company.deals` reads "deals of the company". */
export function listName(words: Words, path: string): string {
  const keys = path.split('.');
  const list = words.t(`lists.${keys.at(-1) ?? ''}`);
  const owner = keys.at(-2);
  return keys.length <= 2 || owner === undefined
    ? list
    : words.t('lists.of', { list, owner: words.t(`relations.${keys.at(-3) ?? ''}.${owner}`, { defaultValue: wordsOf(owner) }) });
}

function compareWords(words: Words, condition: Extract<Condition, { kind: 'compare' }>): string {
  const left = expressionWords(words, condition.left);
  const type = typeOf(words, condition.left);
  if (bareOperators.has(condition.operator)) return words.t(`operators.${condition.operator}`, { left });
  const right =
    condition.right === undefined
      ? words.t('condition.missing')
      : rightWords(words, condition.operator, condition.right, condition.left, type);
  const timely = type === 'date' || type === 'datetime';
  const key =
    timely && words.t(`operators.timely.${condition.operator}`, { defaultValue: '' }) !== ''
      ? `timely.${condition.operator}`
      : condition.operator;
  return words.t(`operators.${key}`, { left, right });
}

function changedWords(words: Words, condition: Extract<Condition, { kind: 'changed' }>): string {
  const field = fieldWords(words, condition.field);
  const value = (json: Json) => literalWords(words, json, condition.field);
  if (condition.from !== undefined && condition.to !== undefined)
    return words.t('condition.changedBoth', { field, from: value(condition.from), to: value(condition.to) });
  if (condition.to !== undefined) return words.t('condition.changedTo', { field, to: value(condition.to) });
  if (condition.from !== undefined) return words.t('condition.changedFrom', { field, from: value(condition.from) });
  return words.t('condition.changed', { field });
}

function rightWords(words: Words, operator: Operator, right: Expression, left: Expression, type: ValueType): string {
  if (right.kind !== 'literal') return expressionWords(words, right);
  const path = left.kind === 'field' ? left.path : undefined;
  if (operator === 'between' && Array.isArray(right.value)) {
    return listWords(
      words,
      right.value.map((one) => literalWords(words, one, path)),
      'conjunction',
    );
  }
  if (spanOperators.has(operator)) return durationWords(words, looseOf(right.value));
  if (operator === 'in_period') return words.t(`periods.${String(right.value)}`, { defaultValue: words.t('condition.missing') });
  return literalWords(words, right.value, path, type);
}

/** A value in words, by the type and options of the field it belongs to. */
export function literalWords(words: Words, value: Json, path?: string, fallback: ValueType = 'unknown'): string {
  const field = path === undefined ? undefined : words.fields.find(path);
  const type = field?.type ?? fallback;
  if (Array.isArray(value))
    return value.length === 0
      ? words.t('condition.missing')
      : listWords(
          words,
          value.map((one: Json) => literalWords(words, one, path, fallback)),
          'disjunction',
        );
  if (value === null || value === '') return words.t('condition.missing');
  if (typeof value === 'boolean') return words.t(value ? 'condition.yes' : 'condition.no');
  if (typeof value === 'number') return numberWords(words, value);
  if (typeof value === 'object') {
    const loose = looseOf(value);
    return typeof loose.amount === 'number' ? durationWords(words, loose) : JSON.stringify(value);
  }
  const option = field?.options?.find((one) => one.value === value);
  if (option !== undefined) return option.label;
  if (type === 'user') return words.names.user(value) ?? words.t('names.unknownUser');
  if (type === 'date' || type === 'datetime') return instantWords(words, value);
  return value;
}

export function fieldWords(words: Words, path: string): string {
  const field = words.fields.find(path);
  if (field !== undefined) return field.label;
  return wordsOf(path.split('.').at(-1) ?? path);
}

export function expressionWords(words: Words, expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return literalWords(words, expression.value);
    case 'field':
      return fieldWords(words, expression.path);
    case 'output':
      return words.t('condition.output', {
        step: words.names.step(expression.step) ?? '?',
        name: words.fields.find(`steps.${expression.step}.${expression.name}`)?.label ?? wordsOf(expression.name),
      });
    case 'call':
      return words.t(`functions.${expression.fn}`, {
        list: listWords(
          words,
          expression.args.map((one) => expressionWords(words, one)),
          'conjunction',
        ),
        a: expression.args[0] === undefined ? '?' : expressionWords(words, expression.args[0]),
        b: expression.args[1] === undefined ? '?' : expressionWords(words, expression.args[1]),
      });
  }
}

/** What the left side of a comparison holds; operators are offered by it. */
export function typeOf(words: Words, expression: Expression): ValueType {
  if (expression.kind === 'field') return words.fields.find(expression.path)?.type ?? 'unknown';
  if (expression.kind === 'output') return words.fields.find(`steps.${expression.step}.${expression.name}`)?.type ?? 'unknown';
  if (expression.kind === 'literal')
    return typeof expression.value === 'number' ? 'number' : typeof expression.value === 'boolean' ? 'boolean' : 'unknown';
  if (expression.kind === 'call') return expression.fn === 'now' || expression.fn === 'add_duration' ? 'datetime' : 'unknown';
  return 'unknown';
}
