import type { Json } from '../../json.ts';
import { stepOf } from '../plan/plan-index.ts';
import type { Plan } from '../plan/plan.ts';
import type { Bounds, Expectation, ExpectationResult, Miss } from './expectations.ts';

/** What was expected, as a sentence: "every record ends as succeeded". */
export function expectationWords(expectation: Expectation, plan: Plan): string {
  const of = 'record' in expectation && expectation.record !== null ? 'the record' : 'every record';
  switch (expectation.kind) {
    case 'ended':
      return `${of} ends as ${expectation.status}`;
    case 'step':
      return `${of} ${expectation.passed ? 'passes' : 'never passes'} ${titleOf(plan, expectation.step)}`;
    case 'messages':
    case 'tasks':
      return `the number of ${expectation.kind} for ${of} is ${boundWords(expectation)}`;
    case 'field':
      return `${expectation.field} of ${of} is ${valueWords(expectation.value)} in the end`;
    case 'total_ended':
      return `the number of records that end as ${expectation.status} is ${boundWords(expectation)}`;
    case 'total_outcome':
      return `the number of records that leave ${titleOf(plan, expectation.step)} by "${expectation.outcome}" is ${boundWords(expectation)}`;
  }
}

/** Why it was not met, with the first record it was not met for. */
export function missWords(expectation: Expectation, { missed, misses }: ExpectationResult, plan: Plan): string {
  const [first] = misses;
  const expected = `Expected that ${expectationWords(expectation, plan)}`;
  if (first === undefined) return `${expected}.`;
  if (first.code === 'record_gone') return `${expected}, but the record is gone.`;
  if (first.code === 'no_such_step') return `Expected something of a step that is not there any more: "${String(first.actual)}".`;
  const others = missed > 1 ? `, and ${missed - 1} more` : '';
  return `${expected}, but ${actualWords(expectation, first)}${others}.`;
}

function actualWords(expectation: Expectation, { record, actual }: Miss): string {
  const name = record === null ? '' : record.name;
  switch (expectation.kind) {
    case 'ended':
      return `${name} is ${String(actual)}`;
    case 'step':
      return actual === true ? `${name} passes it` : `${name} does not`;
    case 'messages':
    case 'tasks':
      return `for ${name} it is ${String(actual)}`;
    case 'field':
      return `for ${name} it is ${valueWords(actual)}`;
    case 'total_ended':
    case 'total_outcome':
      return `it is ${String(actual)}`;
  }
}

function titleOf(plan: Plan, id: string): string {
  const step = stepOf(plan, id);
  return step === undefined ? `the step "${id}"` : `step ${step.number}, "${step.title}"`;
}

function boundWords({ atLeast, atMost }: Bounds): string {
  if (atLeast !== null && atLeast === atMost) return `exactly ${atLeast}`;
  if (atLeast !== null && atMost !== null) return `${atLeast} to ${atMost}`;
  if (atLeast !== null) return `at least ${atLeast}`;
  return atMost === null ? 'any number' : `at most ${atMost}`;
}

function valueWords(value: Json): string {
  if (value === null || value === '') return 'empty';
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}
