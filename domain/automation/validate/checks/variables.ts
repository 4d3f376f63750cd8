import type { Condition, Expression } from '../../../expressions/ast.ts';
import { variablesOf } from '../../../expressions/text.ts';
import type { NormalNode } from '../../compile/normalize.ts';
import type { References } from '../../nodes/spec.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';
import { atConfig } from '../model.ts';

/** Variables that steps set: one type each, set before they are read, and read at all. Names that nobody sets are unknown fields. */
export const checkVariables: Check = (model) => [
  ...model.normalized.nodes.flatMap((node) => [...otherTypes(model, node), ...mayBeUnset(model, node)]),
  ...neverRead(model),
];

function otherTypes(model: Model, node: NormalNode): readonly Diagnostic[] {
  return (node.bound?.references.variables ?? []).flatMap(({ value, pointer }) => {
    const first = model.variables.get(value.name);
    return value.name === '' || first === undefined || first === value.type
      ? []
      : [atConfig(node, 'AUT-231', pointer, { name: value.name, type: value.type, first })];
  });
}

function mayBeUnset(model: Model, node: NormalNode): readonly Diagnostic[] {
  const references = node.bound?.references;
  if (references === undefined || !model.completed.reaches(node.id)) return [];
  return readsOf(references).flatMap(({ name, guarded, pointer }) =>
    guarded || !model.variables.has(name) || model.completed.hasSet(name, node.id) ? [] : [atConfig(node, 'AUT-232', pointer, { name })],
  );
}

function neverRead(model: Model): readonly Diagnostic[] {
  const read = new Set<string>();
  for (const { bound } of model.normalized.nodes) for (const { name } of readsOf(bound?.references ?? {})) read.add(name);
  for (const rule of model.normalized.definition.exit) for (const { path } of inCondition(rule.when)) read.add(nameOf(path));
  for (const { bound } of model.normalized.nodes)
    for (const { value } of bound?.references.templates ?? [])
      for (const path of model.context.template?.(value)?.variables ?? []) read.add(nameOf(path));
  return model.normalized.nodes.flatMap((node) =>
    (node.bound?.references.variables ?? []).flatMap(({ value, pointer }) =>
      value.name === '' || read.has(value.name) ? [] : [atConfig(node, 'AUT-233', pointer, { name: value.name })],
    ),
  );
}

interface Read {
  readonly path: string;
  /** Asked whether it is set, or with something that stands in for it. */
  readonly guarded: boolean;
}

function readsOf(references: References): readonly (Read & { readonly name: string; readonly pointer: string })[] {
  const found = (pointer: string, reads: readonly Read[]) =>
    reads.flatMap((read) => (nameOf(read.path) === '' ? [] : [{ ...read, name: nameOf(read.path), pointer }]));
  return [
    ...(references.conditions ?? []).flatMap(({ pointer, value }) => found(pointer, inCondition(value))),
    ...(references.finds ?? []).flatMap(({ pointer, value }) => found(pointer, inCondition(value.condition))),
    ...(references.values ?? []).flatMap(({ pointer, value }) => found(pointer, inValue(value.expression))),
    ...(references.texts ?? []).flatMap(({ pointer, value }) =>
      found(
        pointer,
        variablesOf(value).map(({ path, hasFallback }) => ({ path, guarded: hasFallback })),
      ),
    ),
  ];
}

/** The variable a path names; empty for any other path. */
function nameOf(path: string): string {
  return path.startsWith('vars.') ? path.slice('vars.'.length) : '';
}

function inCondition(condition: Condition | null): readonly Read[] {
  if (condition === null || condition.kind === 'changed' || condition.kind === 'segment') return [];
  if (condition.kind === 'related') return condition.where === undefined ? [] : inCondition(condition.where);
  if (condition.kind !== 'compare') return condition.of.flatMap(inCondition);
  const guarded = condition.operator === 'is_set' || condition.operator === 'is_not_set';
  return [...inValue(condition.left, guarded), ...(condition.right === undefined ? [] : inValue(condition.right))];
}

function inValue(expression: Expression, guarded = false): readonly Read[] {
  if (expression.kind === 'field') return [{ path: expression.path, guarded }];
  if (expression.kind !== 'call') return [];
  return expression.args.flatMap((argument) => inValue(argument, guarded || expression.fn === 'coalesce'));
}
