import type { Json } from '../json.ts';
import type { Duration } from '../time.ts';

/**
 * One language for conditions and values. Field paths are dotted and rooted in what is in scope:
 * `lead.email`, `lead.owner.name`, `lead.custom.budget`, `event.data.outcome`, `event.after.status`, `run.startedAt`.
 */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'output'; readonly step: string; readonly name: string }
  | { readonly kind: 'call'; readonly fn: FunctionName; readonly args: readonly Expression[] };

export const functionNames = [
  'now',
  'add_duration',
  'add',
  'subtract',
  'multiply',
  'divide',
  'join',
  'coalesce',
  'lower',
  'upper',
] as const;
export type FunctionName = (typeof functionNames)[number];

export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'none'; readonly of: readonly Condition[] }
  | { readonly kind: 'compare'; readonly left: Expression; readonly operator: Operator; readonly right?: Expression }
  /** True when the triggering or awaited event changed the field (optionally from and to given values). */
  | { readonly kind: 'changed'; readonly field: string; readonly from?: Json; readonly to?: Json }
  /**
   * Related records that fit, at least one unless a count says otherwise: `deal.tasks`, `contact.company.deals`. Inside `where` they stand
   * under the name of their kind (`task.status`), beside everything known outside.
   */
  | { readonly kind: 'related'; readonly list: string; readonly where?: Condition; readonly count?: RelatedCount }
  /** The record belongs to a named segment of its kind. */
  | { readonly kind: 'segment'; readonly segment: string };

export const countOperators = ['is', 'greater_than', 'greater_or_equal', 'less_than', 'less_or_equal'] as const;
// A type and not an interface, so that a condition is JSON to the type checker too.
export type RelatedCount = { readonly operator: (typeof countOperators)[number]; readonly value: number };

export const operators = [
  'is',
  'is_not',
  'is_set',
  'is_not_set',
  'contains',
  'does_not_contain',
  'starts_with',
  'ends_with',
  'greater_than',
  'greater_or_equal',
  'less_than',
  'less_or_equal',
  'between',
  'is_any_of',
  'is_none_of',
  'before',
  'after',
  'within_last',
  'within_next',
  'in_period',
  'has_any_tag',
  'has_no_tag',
] as const;
export type Operator = (typeof operators)[number];

/** Periods of the calendar that `in_period` asks for, in the zone of who asks. Weeks begin on Monday. */
export const periods = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'next_month',
  'this_quarter',
  'last_quarter',
  'next_quarter',
  'this_year',
  'last_year',
  'next_year',
] as const;
export type Period = (typeof periods)[number];

/** What a field or expression holds; operators are typed by it. */
export const valueTypes = [
  'text',
  'number',
  'boolean',
  'date',
  'datetime',
  'currency',
  'select',
  'multiselect',
  'user',
  'email',
  'phone',
  'url',
  'reference',
  'tags',
  'duration',
  'unknown',
] as const;
export type ValueType = (typeof valueTypes)[number];

/** One leaf of a condition as it was evaluated, kept in the step row and shown to people: "84,000 > 50,000 yes". */
export interface EvaluatedLeaf {
  readonly left: string;
  readonly operator: Operator | 'changed' | 'related' | 'segment';
  readonly leftValue: Json;
  readonly rightValue?: Json;
  readonly result: boolean;
}
export interface Evaluation {
  readonly result: boolean;
  readonly leaves: readonly EvaluatedLeaf[];
}

export type DurationLiteral = Duration;
