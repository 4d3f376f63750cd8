import type { Condition, Expression } from '../../../expressions/ast.ts';
import { pathsOf } from '../../../expressions/paths.ts';
import { resolveField } from '../../../records/field-catalogue.ts';
import type { RecordType, SubjectType } from '../../../records/record-types.ts';
import type { NormalNode } from '../../compile/normalize.ts';
import { linkBetween } from '../../nodes/record-associate.ts';
import { neededAtBirth, onlyAtBirth } from '../../nodes/record-create.ts';
import type { About } from '../../nodes/shared.ts';
import type { References } from '../../nodes/spec.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';
import { atConfig, outputOf } from '../model.ts';

/** Steps about other records than the run's own: what is looked for, made, linked and moved. */
export const checkRecords: Check = (model) =>
  model.normalized.nodes.flatMap((node) => (node.bound === null ? [] : recordProblems(model, node, node.bound.references)));

function recordProblems(model: Model, node: NormalNode, references: References): readonly Diagnostic[] {
  return [
    ...(references.finds ?? []).flatMap(({ pointer, value }) => searchProblems(node, value.recordType, value.condition, pointer)),
    ...(references.creates ?? []).flatMap(({ pointer, value }) => birthProblems(model, node, value.recordType, value.fields, pointer)),
    ...(references.links ?? []).flatMap(({ pointer, value }) => {
      const one = kindOf(model, value.record);
      const other = kindOf(model, value.with);
      if (one === null || other === null || linkBetween(one, other) !== null) return [];
      return [atConfig(node, 'AUT-228', pointer, { one, other })];
    }),
    ...(references.mustBe ?? []).flatMap(({ pointer, value }) => {
      const given = kindOf(model, value.about);
      return given === null || given === value.recordType ? [] : [atConfig(node, 'AUT-230', pointer, { type: value.recordType, given })];
    }),
    ...(references.automations ?? []).flatMap(({ pointer, value }) => automationProblems(model, node, pointer, value)),
    ...(references.stages ?? []).flatMap(({ pointer, value }) => {
      if (value === '') return [atConfig(node, 'AUT-226', pointer)];
      return model.context.stage !== undefined && model.context.stage(value) === null ? [atConfig(node, 'AUT-227', pointer)] : [];
    }),
  ];
}

function automationProblems(
  model: Model,
  node: NormalNode,
  pointer: string,
  { id, about }: { id: string; about: About },
): readonly Diagnostic[] {
  if (id === '') return [atConfig(node, 'AUT-238', pointer)];
  const automation = model.context.automation?.(id);
  if (automation === undefined) return [];
  if (automation === null) return [atConfig(node, 'AUT-239', pointer)];
  const kind = kindOf(model, about);
  return [
    ...(automation.live ? [] : [atConfig(node, 'AUT-240', pointer, { name: automation.name })]),
    ...(kind === null || kind === automation.subject
      ? []
      : [atConfig(node, 'AUT-230', '/about', { type: automation.subject, given: kind })]),
  ];
}

/** The kind of record a selector means; null if it cannot be told, which other checks report. */
function kindOf(model: Model, about: About): RecordType | null {
  if (about.kind === 'subject') return model.normalized.definition.subject;
  return outputOf(model, about.step, about.name)?.recordType ?? null;
}

function searchProblems(node: NormalNode, type: SubjectType, condition: Condition, pointer: string): readonly Diagnostic[] {
  if ('of' in condition) return condition.of.flatMap((member, index) => searchProblems(node, type, member, `${pointer}/of/${index}`));
  const fits =
    condition.kind === 'compare' &&
    condition.left.kind === 'field' &&
    isOwnField(condition.left.path) &&
    (condition.right === undefined || !readsFound(condition.right));
  return fits ? [] : [atConfig(node, 'AUT-225', pointer, { type })];
}

/** `found.email` or `found.custom.budget`, not a field of a relation. */
function isOwnField(path: string): boolean {
  const [root, first, ...rest] = path.split('.');
  return root === 'found' && first !== undefined && (first === 'custom' ? rest.length === 1 : rest.length === 0);
}

function readsFound(expression: Expression): boolean {
  return pathsOf(expression).some((path) => path === 'found' || path.startsWith('found.'));
}

function birthProblems(
  model: Model,
  node: NormalNode,
  type: SubjectType,
  fields: readonly string[],
  pointer: string,
): readonly Diagnostic[] {
  const found = fields.flatMap((field, index) => {
    const resolved = resolveField(model.context.catalogue, type, field.split('.'), true);
    const at = `${pointer}/${index}/field`;
    if (resolved === null) return [atConfig(node, 'AUT-201', at, { path: `${type}.${field}` })];
    return resolved.writable || onlyAtBirth[type].includes(field) ? [] : [atConfig(node, 'AUT-216', at, { path: `${type}.${field}` })];
  });
  if (fields.length === 0) return found;
  const missing = neededAtBirth[type].filter((group) => !group.some((field) => fields.includes(field)));
  return [...found, ...missing.map((group) => atConfig(node, 'AUT-229', pointer, { type, fields: group.join(' or ') }))];
}
