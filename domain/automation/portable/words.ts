import type { Condition, Expression } from '../../expressions/ast.ts';
import type { Json } from '../../json.ts';

// Values and conditions as code. Names of functions are those of the language, in camel case.

const symbols: Readonly<Partial<Record<string, string>>> = {
  is: '===',
  is_not: '!==',
  greater_than: '>',
  greater_or_equal: '>=',
  less_than: '<',
  less_or_equal: '<=',
};

export function camel(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/[^A-Za-z0-9]/g, '');
}

/** A JSON value in the style of the code around it: bare keys, single quotes. */
export function valueWords(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one) => valueWords(one)).join(', ')}]`;
  if (isExpression(value)) return expressionWords(value);
  if (isCondition(value)) return conditionWords(value);
  const members = Object.entries(value).map(([key, member]) => `${keyWords(key)}: ${valueWords(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

export function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

function keyWords(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

export function expressionWords(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return valueWords(expression.value);
    case 'field':
      return pathWords(expression.path);
    case 'output':
      return `outputs${memberWords(expression.step)}${memberWords(expression.name)}`;
    case 'call':
      return `${camel(expression.fn)}(${expression.args.map((one) => expressionWords(one)).join(', ')})`;
  }
}

function pathWords(path: string): string {
  const [root = '', ...rest] = path.split('.');
  return camel(root) + rest.map((part) => memberWords(part)).join('');
}

function memberWords(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

export function conditionWords(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
      return groupWords(condition.of, ' && ', 'true');
    case 'any':
      return groupWords(condition.of, ' || ', 'false');
    case 'none':
      return `!(${groupWords(condition.of, ' || ', 'false')})`;
    case 'compare': {
      const left = expressionWords(condition.left);
      const right = condition.right === undefined ? [] : [expressionWords(condition.right)];
      const symbol = symbols[condition.operator];
      if (symbol !== undefined && right.length === 1) return `${left} ${symbol} ${right.join('')}`;
      return `${camel(condition.operator)}(${[left, ...right].join(', ')})`;
    }
    case 'changed': {
      const { from, to } = condition;
      const between = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      const how = Object.keys(between).length === 0 ? '' : `, ${valueWords(between)}`;
      return `changed(${quoted(condition.field)}${how})`;
    }
    case 'related': {
      const where = condition.where === undefined ? '' : `.filter(() => ${conditionWords(condition.where)})`;
      const count = condition.count === undefined ? '> 0' : `${symbols[condition.count.operator] ?? '==='} ${condition.count.value}`;
      return `${pathWords(condition.list)}${where}.length ${count}`;
    }
    case 'segment':
      return `inSegment(${quoted(condition.segment)})`;
  }
}

function groupWords(of: readonly Condition[], operator: string, empty: string): string {
  if (of.length === 0) return empty;
  return of.map((one) => (of.length > 1 && isGroup(one) ? `(${conditionWords(one)})` : conditionWords(one))).join(operator);
}

function isGroup(condition: Condition): boolean {
  return condition.kind === 'all' || condition.kind === 'any';
}

const expressionKinds: Readonly<Record<string, string>> = { literal: 'value', field: 'path', output: 'step', call: 'fn' };

// Configs are JSON; what is an expression or a condition in them shows by its kind and members.
function isExpression(value: object): value is Expression {
  const kind = 'kind' in value && typeof value.kind === 'string' ? value.kind : '';
  const member = Object.hasOwn(expressionKinds, kind) ? expressionKinds[kind] : undefined;
  return member !== undefined && Object.hasOwn(value, member);
}

function isCondition(value: object): value is Condition {
  const kind = 'kind' in value ? value.kind : '';
  if (kind === 'all' || kind === 'any' || kind === 'none') return 'of' in value && Array.isArray(value.of);
  return (kind === 'compare' && 'operator' in value && 'left' in value) || (kind === 'changed' && 'field' in value);
}
