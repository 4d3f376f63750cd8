import type { TypeProblem } from './check.ts';

/** What is wrong with a condition outside of automations, for people. */
export const conditionSentences: Readonly<Record<TypeProblem['code'], string>> = {
  unknown_field: 'There is no such field.',
  unknown_output: 'Only automations know results of steps.',
  operator: 'This comparison does not fit the field.',
  value: 'This value does not fit the field.',
  missing_value: 'Say what to compare with.',
  function_arguments: 'The function is called with the wrong values.',
  bad_changed_field: 'Only automations know what has changed.',
  unknown_list: 'There are no such related records.',
  unknown_segment: 'There is no such segment of these records.',
};
