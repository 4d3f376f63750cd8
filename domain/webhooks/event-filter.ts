import type { Problem } from '../errors/errors.ts';
import type { Condition, Expression } from '../expressions/ast.ts';

/**
 * What keeps a condition from being a filter of events: a subscriber hears of events alone, so neither records nor segments nor steps
 * can be asked. Pointers are relative to the condition.
 */
export function eventFilterProblems(condition: Condition, pointer = ''): readonly Problem[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
    case 'none':
      return condition.of.flatMap((part, index) => eventFilterProblems(part, `${pointer}/of/${index}`));
    case 'compare':
      return [
        ...valueProblems(condition.left, `${pointer}/left`),
        ...(condition.right === undefined ? [] : valueProblems(condition.right, `${pointer}/right`)),
      ];
    case 'changed':
      return [];
    default:
      return [notOfEvent(pointer, 'related records and segments')];
  }
}

function valueProblems(value: Expression, pointer: string): readonly Problem[] {
  switch (value.kind) {
    case 'literal':
      return [];
    case 'field':
      return value.path.startsWith('event.') ? [] : [notOfEvent(`${pointer}/path`, `"${value.path}"`)];
    case 'output':
      return [notOfEvent(pointer, 'results of steps')];
    case 'call':
      return value.args.flatMap((argument, index) => valueProblems(argument, `${pointer}/args/${index}`));
  }
}

function notOfEvent(pointer: string, what: string): Problem {
  return { pointer, code: 'filter_not_of_event', detail: `The filter asks for ${what}, but only event.* is known here.` };
}
