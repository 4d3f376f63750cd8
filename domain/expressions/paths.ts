import { relatedListKinds } from '../records/related-lists.ts';
import type { Condition, Expression } from './ast.ts';

/** Every field path a condition reads, in order and without doubles; `changed` reads the event's before and after. */
export function pathsOfCondition(condition: Condition): readonly string[] {
  const paths = new Set<string>();
  collectCondition(condition, paths);
  return [...paths];
}

const segmentRoot = 'segment.';

/** The segments among paths that are read. */
export function segmentsAmong(paths: Iterable<string>): readonly string[] {
  return [...paths].filter((path) => path.startsWith(segmentRoot)).map((path) => path.slice(segmentRoot.length));
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
  } else if (condition.kind === 'related') {
    // What is asked of the related records is read with them, and needs only what lies outside them.
    const inner = new Set<string>();
    if (condition.where !== undefined) collectCondition(condition.where, inner);
    const name = relatedListKinds[condition.list.slice(condition.list.lastIndexOf('.') + 1)];
    paths.add(condition.list);
    for (const path of inner) paths.add(path.startsWith(`${name}.`) ? `${condition.list}.${path.slice(`${name}.`.length)}` : path);
  } else if (condition.kind === 'segment') paths.add(segmentRoot + condition.segment);
  else for (const member of condition.of) collectCondition(member, paths);
}

function collect(expression: Expression, paths: Set<string>): void {
  if (expression.kind === 'field') paths.add(expression.path);
  if (expression.kind === 'call') for (const argument of expression.args) collect(argument, paths);
}

/** A result of an earlier step that is read. */
export interface OutputRead {
  readonly step: string;
  readonly name: string;
}

/** Every result of an earlier step a value reads. */
export function outputsOf(expression: Expression): readonly OutputRead[] {
  if (expression.kind === 'output') return [{ step: expression.step, name: expression.name }];
  return expression.kind === 'call' ? expression.args.flatMap(outputsOf) : [];
}

/** Every result of an earlier step a condition reads. */
export function outputsOfCondition(condition: Condition): readonly OutputRead[] {
  if (condition.kind === 'compare')
    return [...outputsOf(condition.left), ...(condition.right === undefined ? [] : outputsOf(condition.right))];
  if (condition.kind === 'related') return condition.where === undefined ? [] : outputsOfCondition(condition.where);
  return 'of' in condition ? condition.of.flatMap(outputsOfCondition) : [];
}
