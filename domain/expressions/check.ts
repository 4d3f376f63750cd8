import type { Json } from '../json.ts';
import type { Catalogue, ResolvedPath, Scope } from '../records/field-catalogue.ts';
import { operatorsOf, resolveList, resolvePath } from '../records/field-catalogue.ts';
import type { Condition, Expression, Operator, ValueType } from './ast.ts';
import { functionSpecs } from './functions.ts';
import { durationOf, numberOf } from './operators.ts';
import { periodOf } from './periods.ts';

/** What is known where an expression stands. */
export interface TypeScope extends Scope {
  readonly catalogue: Catalogue;
  /** Type of an earlier step's output; null when the step has no such output. */
  readonly outputType: (step: string, name: string) => ValueType | null;
  /** Whether a segment can be asked for here; not given where that is not known. */
  readonly segments?: { has(segment: string): boolean };
}

/** Something wrong inside a condition or value; the compiler makes diagnostics of them. Pointers are relative to the checked tree. */
export interface TypeProblem {
  readonly code:
    | 'unknown_field'
    | 'unknown_output'
    | 'operator'
    | 'value'
    | 'missing_value'
    | 'function_arguments'
    | 'bad_changed_field'
    | 'unknown_list'
    | 'unknown_segment';
  readonly pointer: string;
  readonly params: Readonly<Record<string, Json>>;
}

/** The static type of a value; `unknown` where it cannot be told. */
export function typeOf(expression: Expression, scope: TypeScope): ValueType {
  switch (expression.kind) {
    case 'literal':
      return literalType(expression.value);
    case 'field':
      return resolvePath(scope.catalogue, scope, expression.path)?.type ?? 'unknown';
    case 'output':
      return scope.outputType(expression.step, expression.name) ?? 'unknown';
    case 'call': {
      const { returns } = functionSpecs[expression.fn];
      if (returns !== 'first') return returns;
      return expression.args.map((argument) => typeOf(argument, scope)).find((type) => type !== 'unknown') ?? 'unknown';
    }
  }
}

/** Whether a value of one type can stand where another is expected; `unknown` always can, because only running tells. */
export function accepts(expected: readonly ValueType[], actual: ValueType): boolean {
  if (expected.length === 0 || actual === 'unknown' || expected.includes('unknown')) return true;
  return expected.some((type) => type === actual || (compatible[type]?.includes(actual) ?? false));
}

const textLike: readonly ValueType[] = ['text', 'email', 'phone', 'url', 'select', 'user', 'number', 'currency', 'date', 'datetime'];
const compatible: Readonly<Partial<Record<ValueType, readonly ValueType[]>>> = {
  text: textLike,
  email: ['text'],
  phone: ['text'],
  url: ['text'],
  select: ['text'],
  user: ['text'],
  number: ['currency'],
  currency: ['number'],
  date: ['datetime', 'text'],
  datetime: ['date', 'text'],
  reference: ['text'],
};

/** Everything wrong in a value: unknown fields and outputs, wrong numbers and kinds of arguments. */
export function checkExpression(expression: Expression, scope: TypeScope, pointer = ''): readonly TypeProblem[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'field':
      return resolvePath(scope.catalogue, scope, expression.path) === null
        ? [{ code: 'unknown_field', pointer: `${pointer}/path`, params: { path: expression.path } }]
        : [];
    case 'output':
      return scope.outputType(expression.step, expression.name) === null
        ? [{ code: 'unknown_output', pointer, params: { step: expression.step, name: expression.name } }]
        : [];
    case 'call':
      return checkCall(expression, scope, pointer);
  }
}

function checkCall(call: Extract<Expression, { kind: 'call' }>, scope: TypeScope, pointer: string): readonly TypeProblem[] {
  const spec = functionSpecs[call.fn];
  const problems: TypeProblem[] = call.args.flatMap((argument, index) => checkExpression(argument, scope, `${pointer}/args/${index}`));
  if (call.args.length < spec.min || call.args.length > spec.max) {
    problems.push({ code: 'function_arguments', pointer, params: { fn: call.fn, min: spec.min, max: spec.max, given: call.args.length } });
  }
  call.args.forEach((argument, index) => {
    const expected = spec.args[Math.min(index, spec.args.length - 1)] ?? [];
    const actual = typeOf(argument, scope);
    if (!accepts(expected, actual) && !literalFits(argument, expected)) {
      problems.push({ code: 'value', pointer: `${pointer}/args/${index}`, params: { expected: [...expected], actual } });
    }
  });
  return problems;
}

function literalFits(expression: Expression, expected: readonly ValueType[]): boolean {
  return expression.kind === 'literal' && expected.some((type) => valueFits(expression.value, type, undefined));
}

/** Everything wrong in a condition: the problems of its values, operators the type does not understand, values that cannot be compared. */
export function checkCondition(condition: Condition, scope: TypeScope, pointer = ''): readonly TypeProblem[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
    case 'none':
      return condition.of.flatMap((member, index) => checkCondition(member, scope, `${pointer}/of/${index}`));
    case 'changed':
      return checkChanged(condition, scope, pointer);
    case 'compare':
      return checkComparison(condition, scope, pointer);
    case 'related':
      return checkRelated(condition, scope, pointer);
    case 'segment':
      return scope.segments === undefined || scope.segments.has(condition.segment)
        ? []
        : [{ code: 'unknown_segment', pointer: `${pointer}/segment`, params: { segment: condition.segment } }];
  }
}

function checkRelated(condition: Extract<Condition, { kind: 'related' }>, scope: TypeScope, pointer: string): readonly TypeProblem[] {
  const list = resolveList(scope.catalogue, scope, condition.list);
  if (list === null) return [{ code: 'unknown_list', pointer: `${pointer}/list`, params: { path: condition.list } }];
  if (condition.where === undefined) return [];
  return checkCondition(condition.where, { ...scope, inside: [list.to, ...(scope.inside ?? [])] }, `${pointer}/where`);
}

function checkChanged(condition: Extract<Condition, { kind: 'changed' }>, scope: TypeScope, pointer: string): readonly TypeProblem[] {
  const field = condition.field.startsWith(`${scope.subject}.`) ? resolvePath(scope.catalogue, scope, condition.field) : null;
  if (field === null) return [{ code: 'bad_changed_field', pointer: `${pointer}/field`, params: { path: condition.field } }];
  return (['from', 'to'] as const).flatMap((end) => {
    const value = condition[end];
    if (value === undefined || value === null || valueFits(value, field.type, field.options)) return [];
    return [
      { code: 'value' as const, pointer: `${pointer}/${end}`, params: { expected: [field.type], actual: literalType(value), value } },
    ];
  });
}

function checkComparison(condition: Extract<Condition, { kind: 'compare' }>, scope: TypeScope, pointer: string): readonly TypeProblem[] {
  const problems = [
    ...checkExpression(condition.left, scope, `${pointer}/left`),
    ...(condition.right === undefined ? [] : checkExpression(condition.right, scope, `${pointer}/right`)),
  ];
  const type = typeOf(condition.left, scope);
  if (!operatorsOf[type].includes(condition.operator)) {
    return [...problems, { code: 'operator', pointer: `${pointer}/operator`, params: { operator: condition.operator, type } }];
  }
  if (needsNoValue(condition.operator)) return problems;
  if (condition.right === undefined) return [...problems, { code: 'missing_value', pointer, params: { operator: condition.operator } }];
  const field = condition.left.kind === 'field' ? resolvePath(scope.catalogue, scope, condition.left.path) : null;
  return [...problems, ...checkRight(condition.operator, type, field, condition.right, scope, `${pointer}/right`)];
}

export function needsNoValue(operator: Operator): boolean {
  return operator === 'is_set' || operator === 'is_not_set';
}

function checkRight(
  operator: Operator,
  type: ValueType,
  field: ResolvedPath | null,
  right: Expression,
  scope: TypeScope,
  pointer: string,
): readonly TypeProblem[] {
  if (right.kind !== 'literal') {
    const actual = typeOf(right, scope);
    const expected = wantedBeside(operator, type);
    const fits = expected !== null && (isRecordField(right) ? comparesWith(operator, type, actual) : accepts(expected, actual));
    return fits ? [] : [{ code: 'value', pointer, params: { expected: [...(expected ?? ['select'])], actual } }];
  }
  if (isEmptyValue(right.value)) return [{ code: 'missing_value', pointer, params: { operator } }];
  const wrong = wrongLiteral(operator, type, field?.options, right.value);
  return wrong === null
    ? []
    : [{ code: 'value', pointer: `${pointer}/value`, params: { expected: [wrong], actual: literalType(right.value), value: right.value } }];
}

/** What a value that is worked out has to be; null for operators that only take what is typed in: a period, a range. */
function wantedBeside(operator: Operator, type: ValueType): readonly ValueType[] | null {
  if (operator === 'in_period' || operator === 'between') return null;
  if (operator === 'within_last' || operator === 'within_next') return ['duration'];
  if (type === 'tags') return ['text'];
  return type === 'multiselect' ? ['select', 'text', 'multiselect'] : [type];
}

/** Payloads of events and variables hold what they hold; the fields of records are what their type says. */
function isRecordField(expression: Expression): boolean {
  return expression.kind === 'field' && !/^(event|vars|run|tenant)\./.test(expression.path);
}

type Family = 'text' | 'number' | 'time' | 'boolean' | 'options' | 'none';

const families: Readonly<Record<ValueType, Family>> = {
  text: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  select: 'text',
  user: 'text',
  reference: 'text',
  number: 'number',
  currency: 'number',
  duration: 'number',
  date: 'time',
  datetime: 'time',
  boolean: 'boolean',
  multiselect: 'options',
  tags: 'none',
  unknown: 'none',
};

/** Whether a field of one type can be compared with a field of another by an operator: editors offer such fields, and only those. */
export function comparesWith(operator: Operator, left: ValueType, right: ValueType): boolean {
  if (needsNoValue(operator) || wantedBeside(operator, left) === null || operator.startsWith('within_')) return false;
  const [one, other] = [families[left], families[right]];
  if (one === 'options') return other === 'text' || (other === 'options' && operator.startsWith('is_'));
  return one !== 'none' && one === other;
}

/** What is expected instead of the literal, or null when it fits. */
function wrongLiteral(operator: Operator, type: ValueType, options: readonly string[] | undefined, value: Json): ValueType | null {
  switch (operator) {
    case 'within_last':
    case 'within_next':
      return durationOf(value) === null ? 'duration' : null;
    case 'in_period':
      return periodOf(value) === null ? 'select' : null;
    case 'between':
      return Array.isArray(value) && value.length === 2 && value.every((one: Json) => valueFits(one, type, options)) ? null : type;
    case 'is_any_of':
    case 'is_none_of':
    case 'has_any_tag':
    case 'has_no_tag':
      return Array.isArray(value) && value.every((one: Json) => valueFits(one, elementOf(type), options)) ? null : type;
    case 'contains':
    case 'does_not_contain':
      return valueFits(value, elementOf(type), options) ? null : type;
    default:
      return valueFits(value, type, options) ? null : type;
  }
}

function elementOf(type: ValueType): ValueType {
  return type === 'multiselect' ? 'select' : type === 'tags' ? 'text' : type;
}

/** Whether a literal can be a value of the type (and is one of the options). */
export function valueFits(value: Json, type: ValueType, options: readonly string[] | undefined): boolean {
  switch (type) {
    case 'number':
    case 'currency':
      return numberOf(value) !== null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value));
    case 'datetime':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value));
    case 'select':
      return typeof value === 'string' && (options === undefined || options.includes(value));
    case 'multiselect':
    case 'tags':
      return (
        Array.isArray(value) && value.every((one: Json) => typeof one === 'string' && (options === undefined || options.includes(one)))
      );
    case 'duration':
      return durationOf(value) !== null;
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
    case 'user':
      return typeof value === 'string' || typeof value === 'number';
    case 'reference':
      return typeof value === 'string' || (typeof value === 'object' && value !== null);
    case 'unknown':
      return true;
  }
}

function isEmptyValue(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function literalType(value: Json): ValueType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return 'multiselect';
  return durationOf(value) === null ? 'unknown' : 'duration';
}
