import type { Expression } from '../../../domain/expressions/ast.ts';
import { durationOf, numberOf } from '../../../domain/expressions/operators.ts';
import { millisecondsOf } from '../../../domain/time.ts';
import { instantOf, isTime } from './operand-sql.ts';
import type { Operand } from './operand-sql.ts';

/** Whether a value differs from record to record. */
export function dependsOnRecord(expression: Expression): boolean {
  if (expression.kind === 'call') return expression.args.some(dependsOnRecord);
  return expression.kind !== 'literal';
}

interface Moved {
  readonly from: Expression;
  /** Null when what it is applied to is of another type. */
  readonly apply: (operand: Operand) => Operand | null;
}

// Sums of anything larger could leave what the database can hold, and its answer would be an error instead of a list.
const largest = 1e15;
const longest = 1e13;

/** "The contract's end and 30 days", "the amount and 100"; null for everything else that can be worked out. */
export function movedBy(expression: Expression, timeZone: string): Moved | null {
  if (expression.kind !== 'call' || expression.args.length !== 2) return null;
  const [from, by] = expression.args;
  if (from === undefined || by?.kind !== 'literal') return null;
  if (expression.fn === 'add_duration') {
    const duration = durationOf(by.value);
    const shift = duration === null ? null : millisecondsOf(duration);
    if (shift === null || !(Math.abs(shift) <= longest)) return null;
    return { from, apply: (operand) => later(operand, shift, timeZone) };
  }
  const number = numberOf(by.value);
  if (number === null || Math.abs(number) > largest) return null;
  if (expression.fn === 'add') return { from, apply: (operand) => plus(operand, '+', number) };
  return expression.fn === 'subtract' ? { from, apply: (operand) => plus(operand, '-', number) } : null;
}

function later(operand: Operand, shift: number, timeZone: string): Operand | null {
  if (!isTime(operand)) return null;
  return {
    kind: 'instant',
    text: `(${instantOf(operand, timeZone)} + make_interval(secs => ?::float8))`,
    bindings: [...operand.bindings, shift / 1000],
  };
}

/** In floating point, as the same sum is worked out in a run. */
function plus(operand: Operand, sign: '+' | '-', number: number): Operand | null {
  if (operand.kind !== 'number') return null;
  return { kind: 'number', text: `(${operand.text}::float8 ${sign} ?::float8)`, bindings: [...operand.bindings, number] };
}
