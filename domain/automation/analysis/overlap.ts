import type { Condition, Operator } from '../../expressions/ast.ts';
import type { Json } from '../../json.ts';

/** One thing that everybody has who meets a condition. */
interface Demand {
  /** A field path, `segment.<id>`, or `to:<path>` for the value that a field was changed to. */
  readonly about: string;
  readonly operator: Operator | 'in' | 'not_in';
  readonly value: Json;
}

/** Whether one record can meet both conditions. Says no only where that is certain from the conditions alone. */
export function mayOverlap(one: Condition | null, other: Condition | null): boolean {
  const [first, second] = [demandsOf(one), demandsOf(other)];
  return !first.some((demand) => second.some((against) => demand.about === against.about && excludes(demand, against)));
}

/** Whether a record that has just been given a value can still meet a condition. */
export function mayMeet(condition: Condition | null, field: string, value: Json): boolean {
  const given: Demand = { about: field, operator: 'is', value };
  const changed: Demand = { about: `to:${field}`, operator: 'is', value };
  return !demandsOf(condition).some(
    (demand) => (demand.about === field && excludes(given, demand)) || (demand.about === changed.about && excludes(changed, demand)),
  );
}

/** Footprints are kept, and each condition is held against many others. */
const known = new WeakMap<Condition, readonly Demand[]>();

function demandsOf(condition: Condition | null): readonly Demand[] {
  if (condition === null) return [];
  const before = known.get(condition);
  if (before !== undefined) return before;
  const demands = demandsIn(condition);
  known.set(condition, demands);
  return demands;
}

function demandsIn(condition: Condition): readonly Demand[] {
  switch (condition.kind) {
    case 'all':
      return condition.of.flatMap(demandsOf);
    case 'any':
      return condition.of.length === 1 ? demandsOf(condition.of[0] ?? null) : [];
    case 'none':
      return condition.of.flatMap(opposite);
    case 'segment':
      return [{ about: `segment.${condition.segment}`, operator: 'in', value: null }];
    case 'changed':
      return condition.to === undefined ? [] : [{ about: `to:${condition.field}`, operator: 'is', value: condition.to }];
    case 'compare':
      return compared(condition);
    case 'related':
      return [];
  }
}

function compared({ left, operator, right }: Extract<Condition, { kind: 'compare' }>): readonly Demand[] {
  if (left.kind !== 'field') return [];
  if (right === undefined) return [{ about: left.path, operator, value: null }];
  return right.kind === 'literal' ? [{ about: left.path, operator, value: right.value }] : [];
}

const opposites: { readonly [O in Demand['operator']]?: Demand['operator'] } = {
  is: 'is_not',
  is_not: 'is',
  is_set: 'is_not_set',
  is_not_set: 'is_set',
  is_any_of: 'is_none_of',
  is_none_of: 'is_any_of',
  has_any_tag: 'has_no_tag',
  in: 'not_in',
};

function opposite(condition: Condition): readonly Demand[] {
  const demands = condition.kind === 'all' && condition.of.length !== 1 ? [] : demandsOf(condition);
  const [demand, ...others] = demands;
  const operator = demand === undefined ? undefined : opposites[demand.operator];
  return demand === undefined || operator === undefined || others.length > 0 ? [] : [{ ...demand, operator }];
}

function excludes(one: Demand, other: Demand): boolean {
  return contradicts(one, other) || contradicts(other, one);
}

function contradicts(one: Demand, other: Demand): boolean {
  if (one.operator === 'in') return other.operator === 'not_in';
  if (one.operator === 'is_not_set') return isPositive(other);
  if (one.operator === 'has_any_tag' && other.operator === 'has_no_tag') return valuesOf(one).every((tag) => holds(other, tag));
  if (one.operator === 'is' || one.operator === 'is_any_of')
    return valuesOf(one).length > 0 && valuesOf(one).every((value) => !allows(other, value));
  return apart(one, other);
}

function isPositive({ operator, value }: Demand): boolean {
  return (
    (operator === 'is' && value !== null && value !== '') ||
    operator === 'is_any_of' ||
    operator === 'is_set' ||
    bounds[operator] !== undefined
  );
}

function valuesOf({ value }: Demand): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function holds(demand: Demand, value: Json): boolean {
  return valuesOf(demand).some((one) => same(one, value));
}

/** Whether a demand is met by a value, as far as it can be told. */
function allows(demand: Demand, value: Json): boolean {
  switch (demand.operator) {
    case 'is':
    case 'is_any_of':
      return holds(demand, value);
    case 'is_not':
    case 'is_none_of':
      return !holds(demand, value);
    case 'is_not_set':
      return value === null || value === '';
    case 'is_set':
      return value !== null && value !== '';
    default: {
      const within = bounds[demand.operator];
      return within === undefined || typeof value !== 'number' || typeof demand.value !== 'number' || within(value, demand.value);
    }
  }
}

const bounds: { readonly [O in Demand['operator']]?: (value: number, bound: number) => boolean } = {
  greater_than: (value, bound) => value > bound,
  greater_or_equal: (value, bound) => value >= bound,
  less_than: (value, bound) => value < bound,
  less_or_equal: (value, bound) => value <= bound,
};

/** "More than 80" and "at most 20". */
function apart(one: Demand, other: Demand): boolean {
  if (typeof one.value !== 'number' || typeof other.value !== 'number') return false;
  const above = one.operator === 'greater_than' || one.operator === 'greater_or_equal';
  const below = other.operator === 'less_than' || other.operator === 'less_or_equal';
  if (!above || !below) return false;
  const open = one.operator === 'greater_than' || other.operator === 'less_than';
  return open ? one.value >= other.value : one.value > other.value;
}

/** Conditions compare text without regard to case. */
function same(one: Json, other: Json): boolean {
  if (typeof one === 'string' && typeof other === 'string') return one.toLowerCase() === other.toLowerCase();
  return one === other;
}
