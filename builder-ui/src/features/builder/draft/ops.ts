import type { AutomationDefinition, DefinitionEdge, DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';

/** Members of a definition that are replaced as a whole. */
export const plainMembers = ['name', 'description', 'subject', 'trigger', 'enrollment', 'exit', 'settings'] as const;
export type PlainMember = (typeof plainMembers)[number];

/** A change that carries both sides: applied forwards or backwards it is exact. JSON only, so a log of them can be stored. */
export type Op =
  | { readonly kind: 'nodes'; readonly at: number; readonly before: readonly DefinitionNode[]; readonly after: readonly DefinitionNode[] }
  | { readonly kind: 'edges'; readonly at: number; readonly before: readonly DefinitionEdge[]; readonly after: readonly DefinitionEdge[] }
  | { readonly kind: 'member'; readonly member: PlainMember; readonly before: unknown; readonly after: unknown };

export function invert(op: Op): Op {
  return { ...op, before: op.after, after: op.before } as Op; // both sides of one kind have one type
}

export function applyOps(definition: AutomationDefinition, ops: readonly Op[]): AutomationDefinition {
  let current = definition;
  for (const op of ops) {
    if (op.kind === 'nodes') current = { ...current, nodes: current.nodes.toSpliced(op.at, op.before.length, ...op.after) };
    else if (op.kind === 'edges') current = { ...current, edges: current.edges.toSpliced(op.at, op.before.length, ...op.after) };
    else current = withMember(current, op.member, op.after);
  }
  return current;
}

export function undoOps(definition: AutomationDefinition, ops: readonly Op[]): AutomationDefinition {
  return applyOps(definition, ops.toReversed().map(invert));
}

function withMember(definition: AutomationDefinition, member: PlainMember, value: unknown): AutomationDefinition {
  if (value === undefined) {
    const { [member]: _, ...rest } = definition;
    return rest as AutomationDefinition; // only `description` may be absent, and only it is ever undefined
  }
  return { ...definition, [member]: value };
}

/** The operations that lead from one definition to another. */
export function opsBetween(before: AutomationDefinition, after: AutomationDefinition): Op[] {
  const ops: Op[] = [];
  for (const member of plainMembers) {
    if (!same(before[member], after[member])) ops.push({ kind: 'member', member, before: before[member], after: after[member] });
  }
  for (const span of spans(before.nodes, after.nodes)) ops.push({ kind: 'nodes', ...span });
  for (const span of spans(before.edges, after.edges)) ops.push({ kind: 'edges', ...span });
  return ops;
}

interface Span<T> {
  readonly at: number;
  readonly before: readonly T[];
  readonly after: readonly T[];
}

/** Lists of one length are compared place by place; otherwise all between the common beginning and the common end. */
function spans<T>(before: readonly T[], after: readonly T[]): Span<T>[] {
  if (before === after) return [];
  if (before.length === after.length) {
    return before.flatMap((old, at) => {
      const now = after[at];
      return now === undefined || same(old, now) ? [] : [{ at, before: [old], after: [now] }];
    });
  }
  let at = 0;
  while (at < before.length && at < after.length && same(before[at], after[at])) at += 1;
  let end = 0;
  while (end < before.length - at && end < after.length - at && same(before.at(-1 - end), after.at(-1 - end))) end += 1;
  return [{ at, before: before.slice(at, before.length - end), after: after.slice(at, after.length - end) }];
}

/** Deep equality of JSON. */
export function same(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [a, b] = [Object.entries(left), Object.entries(right)];
  if (a.length !== b.length) return false;
  const members = new Map<string, unknown>(b);
  return a.every(([key, value]) => members.has(key) && same(value, members.get(key)));
}
