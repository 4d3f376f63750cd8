import type { Json } from '../json.ts';
import { addMilliseconds, instantOf, millisecondsOf } from '../time.ts';
import type { FunctionName, ValueType } from './ast.ts';
import type { Facts } from './facts.ts';
import { durationOf, isMissing, numberOf, timeOf } from './operators.ts';

/** How a function may be called: fewest and most arguments, and what they must be (the last one repeats). */
export interface FunctionSpec {
  readonly min: number;
  readonly max: number;
  readonly args: readonly (readonly ValueType[])[];
  readonly returns: ValueType | 'first';
  readonly apply: (args: readonly Json[], facts: Facts) => Json;
}

const numbers: readonly ValueType[] = ['number', 'currency'];
const texts: readonly ValueType[] = ['text', 'select', 'email', 'phone', 'url', 'number', 'currency', 'user', 'date', 'datetime'];
const times: readonly ValueType[] = ['datetime', 'date'];

/** Every function there is. A missing operand makes the result missing, except for `join` (left out) and `coalesce` (its purpose). */
export const functionSpecs: Readonly<Record<FunctionName, FunctionSpec>> = {
  now: { min: 0, max: 0, args: [], returns: 'datetime', apply: (_args, facts) => facts.now },
  add_duration: { min: 2, max: 2, args: [times, ['duration']], returns: 'datetime', apply: (args, facts) => shifted(args, facts) },
  add: arithmetic((a, b) => a + b, 20),
  subtract: arithmetic((a, b) => a - b, 2),
  multiply: arithmetic((a, b) => a * b, 20),
  divide: arithmetic((a, b) => (b === 0 ? Number.NaN : a / b), 2),
  join: {
    min: 1,
    max: 20,
    args: [texts],
    returns: 'text',
    apply: (args) =>
      limited(
        args
          .filter((value) => !isMissing(value))
          .map(asText)
          .join(''),
      ),
  },
  coalesce: { min: 1, max: 20, args: [[]], returns: 'first', apply: (args) => args.find((value) => !isMissing(value)) ?? null },
  lower: { min: 1, max: 1, args: [texts], returns: 'text', apply: ([value]) => (missing(value) ? null : asText(value).toLowerCase()) },
  upper: { min: 1, max: 1, args: [texts], returns: 'text', apply: ([value]) => (missing(value) ? null : asText(value).toUpperCase()) },
};

export function applyFunction(name: FunctionName, args: readonly Json[], facts: Facts): Json {
  return functionSpecs[name].apply(args, facts);
}

function arithmetic(operation: (a: number, b: number) => number, max: number): FunctionSpec {
  return {
    min: 2,
    max,
    args: [numbers],
    returns: 'number',
    apply: (args) => {
      const operands = args.map(numberOf);
      if (operands.some((operand) => operand === null)) return null;
      const result = operands.map((operand) => operand ?? 0).reduce(operation);
      return Number.isFinite(result) ? result : null;
    },
  };
}

function shifted([from, by]: readonly Json[], facts: Facts): Json {
  const time = timeOf(from ?? null, facts.timeZone);
  const duration = durationOf(by ?? null);
  if (time === null || duration === null) return null;
  const shift = millisecondsOf(duration);
  // Dates beyond what a date can hold have no value.
  return Math.abs(time + shift) > 8.64e15 ? null : addMilliseconds(instantOf(new Date(time)), shift);
}

function missing(value: Json | undefined): value is undefined {
  return value === undefined || isMissing(value);
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Joined text cannot grow without bound through loops that append to a field. */
function limited(text: string): string {
  return text.slice(0, 10_000);
}
