import type { Json, JsonObject } from '../json.ts';
import type { Condition, Expression, Operator } from './ast.ts';

/** A piece of a sentence: a message key and parameters, among them further pieces. Translations order and join them. */
export interface Phrase {
  readonly [key: string]: Json;
  readonly key: string;
  readonly params: JsonObject;
}

/** A condition as a sentence to be translated: `conditions.all { of: [...] }`, `conditions.is { left, right }`. */
export function conditionPhrase(condition: Condition): Phrase {
  switch (condition.kind) {
    case 'all':
    case 'any':
    case 'none':
      return {
        key: condition.of.length === 0 ? 'conditions.always' : `conditions.${condition.kind}`,
        params: { of: condition.of.map(conditionPhrase) },
      };
    case 'compare':
      return {
        key: `conditions.${condition.operator}`,
        params: { left: valuePhrase(condition.left), ...(condition.right === undefined ? {} : { right: valuePhrase(condition.right) }) },
      };
    case 'changed': {
      const key = `conditions.changed${condition.from === undefined ? '' : '_from'}${condition.to === undefined ? '' : '_to'}`;
      const ends = {
        ...(condition.from === undefined ? {} : { from: condition.from }),
        ...(condition.to === undefined ? {} : { to: condition.to }),
      };
      return { key, params: { field: condition.field, ...ends } };
    }
    case 'related': {
      const { operator, value } = condition.count ?? { operator: 'greater_or_equal', value: 1 };
      const where: JsonObject = condition.where === undefined ? {} : { where: conditionPhrase(condition.where) };
      return { key: 'conditions.related', params: { list: condition.list, operator, count: value, ...where } };
    }
    case 'segment':
      return { key: 'conditions.segment', params: { segment: condition.segment } };
  }
}

export function valuePhrase(expression: Expression): Phrase {
  switch (expression.kind) {
    case 'literal':
      return { key: 'values.literal', params: { value: expression.value } };
    case 'field':
      return { key: 'values.field', params: { path: expression.path } };
    case 'output':
      return { key: 'values.output', params: { step: expression.step, name: expression.name } };
    case 'call':
      return { key: `values.${expression.fn}`, params: { args: expression.args.map(valuePhrase) } };
  }
}

const operatorWords: Readonly<Record<Operator, string>> = {
  is: 'is',
  is_not: 'is not',
  is_set: 'is known',
  is_not_set: 'is unknown',
  contains: 'contains',
  does_not_contain: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  greater_than: 'is above',
  greater_or_equal: 'is at least',
  less_than: 'is below',
  less_or_equal: 'is at most',
  between: 'is between',
  is_any_of: 'is one of',
  is_none_of: 'is none of',
  before: 'is before',
  after: 'is after',
  within_last: 'is within the last',
  within_next: 'is within the next',
  in_period: 'is',
  has_any_tag: 'has any tag of',
  has_no_tag: 'has no tag of',
};

/** The same in plain English, for timer summaries and logs, where nothing is translated. */
export function conditionWords(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
      return condition.of.length === 0 ? 'anything' : condition.of.map(nested).join(' and ');
    case 'any':
      return condition.of.length === 0 ? 'nothing' : condition.of.map(nested).join(' or ');
    case 'none':
      return condition.of.length === 0 ? 'anything' : `not (${condition.of.map(nested).join(' or ')})`;
    case 'compare': {
      const words = condition.right === undefined ? '' : ` ${valueWords(condition.right)}`;
      const right = condition.operator === 'in_period' ? words.replace('_', ' ') : words;
      return `${valueWords(condition.left)} ${operatorWords[condition.operator]}${right}`;
    }
    case 'changed': {
      const from = condition.from === undefined ? '' : ` from ${literalWords(condition.from)}`;
      const to = condition.to === undefined ? '' : ` to ${literalWords(condition.to)}`;
      return `${fieldWords(condition.field)} has changed${from}${to}`;
    }
    case 'related':
      return relatedWords(condition);
    case 'segment':
      return `is in segment ${condition.segment}`;
  }
}

function relatedWords({ list, where, count }: Extract<Condition, { kind: 'related' }>): string {
  const words = where === undefined ? fieldWords(list) : `${fieldWords(list)} where ${nested(where)}`;
  return count === undefined ? `has ${words}` : `number of ${words} ${operatorWords[count.operator]} ${count.value}`;
}

function nested(condition: Condition): string {
  const words = conditionWords(condition);
  return (condition.kind === 'all' || condition.kind === 'any') && condition.of.length > 1 ? `(${words})` : words;
}

function valueWords(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return literalWords(expression.value);
    case 'field':
      return fieldWords(expression.path);
    case 'output':
      return `${expression.name} of ${expression.step}`;
    case 'call':
      return expression.args.length === 0
        ? expression.fn
        : `${expression.fn.replaceAll('_', ' ')} (${expression.args.map(valueWords).join(', ')})`;
  }
}

/** `lead.owner.jobTitle` reads "owner job title". */
function fieldWords(path: string): string {
  const parts = path.split('.').filter((part) => part !== 'custom');
  return (parts.length > 1 ? parts.slice(1) : parts)
    .join(' ')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function literalWords(value: Json): string {
  if (Array.isArray(value)) return value.map(literalWords).join(', ');
  if (typeof value === 'object' && value !== null && 'amount' in value && 'unit' in value)
    return `${String(value.amount)} ${String(value.unit)}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
