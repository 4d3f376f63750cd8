import { sameJson } from '../records/changes.ts';
import { relatedListKinds } from '../records/related-lists.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Condition, EvaluatedLeaf, Evaluation, Expression } from './ast.ts';
import type { Facts } from './facts.ts';
import { valueAt } from './facts.ts';
import { applyFunction } from './functions.ts';
import { describe } from './describe.ts';
import { compare, isMissing } from './operators.ts';

/**
 * Evaluates a condition over facts. Total: it never throws.
 *
 * Missing values (absent, null, empty text, empty list): `is_not_set`, `is_not`, `does_not_contain`, `is_none_of` and `has_no_tag` are true,
 * every other operator is false. So "is not X" is always the opposite of "is X". An empty `all` or `none` is true, an empty `any` false.
 * Groups stop at the first member that decides them; only leaves that were looked at are reported.
 */
export function evaluate(condition: Condition, facts: Facts): Evaluation {
  const leaves: EvaluatedLeaf[] = [];
  return { result: holds(condition, facts, leaves), leaves };
}

/** The value of an expression; null when it has none (missing operand, division by zero, not a date). */
export function valueOf(expression: Expression, facts: Facts): Json {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'field':
      return valueAt(facts.roots, expression.path);
    case 'output':
      return outputOf(expression.step, expression.name, facts);
    case 'call':
      return applyFunction(
        expression.fn,
        expression.args.map((argument) => valueOf(argument, facts)),
        facts,
      );
  }
}

function outputOf(step: string, name: string, facts: Facts): Json {
  if (!Object.hasOwn(facts.outputs, step)) return null;
  return valueAt(facts.outputs[step] ?? {}, name);
}

function holds(condition: Condition, facts: Facts, leaves: EvaluatedLeaf[]): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((member) => holds(member, facts, leaves));
    case 'any':
      return condition.of.some((member) => holds(member, facts, leaves));
    case 'none':
      return !condition.of.some((member) => holds(member, facts, leaves));
    case 'compare':
      return comparison(condition, facts, leaves);
    case 'changed':
      return change(condition, facts, leaves);
    case 'related':
      return related(condition, facts, leaves);
    case 'segment':
      return inSegment(condition.segment, facts, leaves);
  }
}

/** How many of the related records fit. What was looked at inside them is not reported one by one, only how many there were. */
function related(condition: Extract<Condition, { kind: 'related' }>, facts: Facts, leaves: EvaluatedLeaf[]): boolean {
  const list = valueAt(facts.roots, condition.list);
  const records = Array.isArray(list) ? list : [];
  const name = relatedListKinds[condition.list.slice(condition.list.lastIndexOf('.') + 1)] ?? '';
  const { where } = condition;
  const outside = facts.outside ?? facts.roots;
  const fitting = records.filter(
    (record: Json) => where === undefined || holds(where, { ...facts, outside, roots: { ...facts.roots, [name]: record } }, []),
  ).length;
  const { operator, value } = condition.count ?? { operator: 'greater_or_equal', value: 1 };
  const result = compare(operator, fitting, value, facts);
  leaves.push({ left: condition.list, operator: 'related', leftValue: fitting, rightValue: value, result });
  return result;
}

/** A segment that is not there holds nobody, and one that leads back to itself holds whom it holds without that. */
function inSegment(segment: string, facts: Facts, leaves: EvaluatedLeaf[]): boolean {
  const { segments, ...rest } = facts;
  const meant = segments?.get(segment);
  const others = new Map(segments);
  others.delete(segment);
  const result = meant !== undefined && holds(meant, { ...rest, segments: others, roots: facts.outside ?? facts.roots }, []);
  leaves.push({ left: segment, operator: 'segment', leftValue: result, result });
  return result;
}

function comparison(condition: Extract<Condition, { kind: 'compare' }>, facts: Facts, leaves: EvaluatedLeaf[]): boolean {
  const left = valueOf(condition.left, facts);
  const right = condition.right === undefined ? null : valueOf(condition.right, facts);
  const result = compare(condition.operator, left, right, facts);
  leaves.push({
    left: describe(condition.left),
    operator: condition.operator,
    leftValue: left,
    ...(condition.right === undefined ? {} : { rightValue: right }),
    result,
  });
  return result;
}

/** Whether the event at hand changed the field, from and to the values given. Paths name the subject's field: `lead.status`. */
function change(condition: Extract<Condition, { kind: 'changed' }>, facts: Facts, leaves: EvaluatedLeaf[]): boolean {
  const field = condition.field.slice(condition.field.indexOf('.') + 1);
  const before = changedTo(facts, 'before', field);
  const after = changedTo(facts, 'after', field);
  const result =
    (before.given || after.given) &&
    !sameJson(before.value, after.value) &&
    (condition.from === undefined || sameValue(before.value, condition.from)) &&
    (condition.to === undefined || sameValue(after.value, condition.to));
  leaves.push({ left: condition.field, operator: 'changed', leftValue: [before.value, after.value], result });
  return result;
}

function changedTo(facts: Facts, side: 'before' | 'after', field: string): { given: boolean; value: Json } {
  const values = valueAt(facts.roots, `event.${side}`);
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return { given: false, value: null };
  // Events name custom fields as `custom: { key }` or flat as `custom.key`.
  if (Object.hasOwn(values, field)) return { given: true, value: (values as JsonObject)[field] ?? null };
  const value = valueAt(values as JsonObject, field);
  const parent = field.includes('.') ? valueAt(values as JsonObject, field.slice(0, field.lastIndexOf('.'))) : null;
  const given = typeof parent === 'object' && parent !== null && Object.hasOwn(parent, field.slice(field.lastIndexOf('.') + 1));
  return { given, value };
}

function sameValue(value: Json, wanted: Json): boolean {
  return isMissing(value) ? isMissing(wanted) : sameJson(value, wanted);
}
