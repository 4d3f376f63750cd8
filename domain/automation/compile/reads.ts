import { outputsOf, outputsOfCondition, pathsOf, pathsOfCondition } from '../../expressions/paths.ts';
import { variablesOf } from '../../expressions/text.ts';
import type { SubjectType } from '../../records/record-types.ts';
import type { AutomationDefinition } from '../definition/definition.ts';
import { leavesWhenSuppressed, suppressionReads } from '../suppression.ts';
import type { References } from '../nodes/spec.ts';
import type { Model } from '../validate/model.ts';

/** Field paths a step reads from records, so that they can be loaded by one query. Outputs and templates are not among them. */
export function readsOf(model: Model, references: References, subject: SubjectType): readonly string[] {
  const paths = new Set<string>();
  for (const { value } of references.conditions ?? []) for (const path of pathsOfCondition(value)) paths.add(path);
  for (const { value } of references.finds ?? []) for (const path of pathsOfCondition(value.condition)) paths.add(path);
  for (const { value } of references.values ?? []) for (const path of pathsOf(value.expression)) paths.add(path);
  for (const { value } of references.texts ?? []) for (const { path } of variablesOf(value)) paths.add(path);
  for (const { value } of references.lists ?? []) paths.add(value);
  for (const { value } of references.paths ?? []) paths.add(value);
  for (const { value } of references.templates ?? []) for (const path of model.context.template?.(value)?.variables ?? []) paths.add(path);
  if (references.recipient) paths.add(`${subject}.email`);
  return [...paths].filter((path) => !path.startsWith('steps.') && !path.startsWith('found.') && !path.startsWith('vars.'));
}

/** Step id -> the names of its results that any step reads: only these fields of records are kept in the run's state. */
export function outputsRead(model: Model): ReadonlyMap<string, ReadonlySet<string>> {
  const read = new Map<string, Set<string>>();
  const note = (step: string, name: string): void => void read.set(step, (read.get(step) ?? new Set()).add(name));
  const noteText = (path: string): void => {
    const [root, step = '', ...name] = path.split('.');
    if (root === 'steps') note(step, name.join('.'));
  };
  for (const { bound } of model.normalized.nodes) {
    const references = bound?.references;
    const conditions = [
      ...(references?.conditions ?? []).map(({ value }) => value),
      ...(references?.finds ?? []).map(({ value }) => value.condition),
    ];
    for (const condition of conditions) for (const output of outputsOfCondition(condition)) note(output.step, output.name);
    for (const { value } of references?.values ?? []) for (const output of outputsOf(value.expression)) note(output.step, output.name);
    for (const { value } of references?.texts ?? []) for (const { path } of variablesOf(value)) noteText(path);
    for (const { value } of references?.templates ?? [])
      for (const path of model.context.template?.(value)?.variables ?? []) noteText(path);
  }
  return read;
}

export function exitReadsOf({ exit, enrollment }: Pick<AutomationDefinition, 'exit' | 'enrollment'>): readonly string[] {
  const leaving = leavesWhenSuppressed({ enrollment }) ? suppressionReads(enrollment) : [];
  return [...new Set([...exit.flatMap((rule) => (rule.when === null ? [] : pathsOfCondition(rule.when))), ...leaving])]
    .filter((path) => !path.startsWith('vars.'))
    .sort();
}
