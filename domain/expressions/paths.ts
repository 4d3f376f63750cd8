import type { Condition, Expression } from './ast.ts';

/** Every field path a condition reads, in order and without doubles; `changed` reads the event's before and after. */
export function pathsOfCondition(condition: Condition): readonly string[] {
  const paths = new Set<string>();
  collectCondition(condition, paths);
  return [...paths];
}

/** Every field path a value reads. */
export function pathsOf(expression: Expression): readonly string[] {
  const paths = new Set<string>();
  collect(expression, paths);
  return [...paths];
}

function collectCondition(condition: Condition, paths: Set<string>): void {
  if (condition.kind === 'compare') {
    collect(condition.left, paths);
    if (condition.right !== undefined) collect(condition.right, paths);
  } else if (condition.kind === 'changed') {
    paths.add('event.before');
    paths.add('event.after');
  } else for (const member of condition.of) collectCondition(member, paths);
}

function collect(expression: Expression, paths: Set<string>): void {
  if (expression.kind === 'field') paths.add(expression.path);
  if (expression.kind === 'call') for (const argument of expression.args) collect(argument, paths);
}
