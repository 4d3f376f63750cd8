import type { AutomationDefinition, DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import { type PlainMember, plainMembers, same } from '../draft/ops.ts';

/** One difference between two definitions, to be put into words. */
export type Change =
  | { readonly kind: 'added' | 'removed'; readonly node: DefinitionNode }
  | { readonly kind: 'changed'; readonly before: DefinitionNode; readonly after: DefinitionNode }
  | { readonly kind: 'rerouted'; readonly node: DefinitionNode | null; readonly outcome: string }
  | { readonly kind: 'member'; readonly member: PlainMember };

/** What a reader would call the changes between two definitions, in the order of the newer one. */
export function changesBetween(before: AutomationDefinition, after: AutomationDefinition): Change[] {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const now = new Map(after.nodes.map((node) => [node.id, node]));
  const changes: Change[] = plainMembers
    .filter((member) => !same(before[member], after[member]))
    .map((member) => ({ kind: 'member', member }));
  for (const node of after.nodes) {
    const earlier = old.get(node.id);
    if (earlier === undefined) changes.push({ kind: 'added', node });
    else if (!same(earlier, node)) changes.push({ kind: 'changed', before: earlier, after: node });
  }
  for (const node of before.nodes) if (!now.has(node.id)) changes.push({ kind: 'removed', node });
  return [...changes, ...rerouted(before, after, old, now)];
}

/** Lines between steps that both have, leading elsewhere without a step added or removed there. */
function rerouted(
  before: AutomationDefinition,
  after: AutomationDefinition,
  old: ReadonlyMap<string, DefinitionNode>,
  now: ReadonlyMap<string, DefinitionNode>,
): Change[] {
  const kept = (id: string) => (old.has(id) && now.has(id)) || id === after.trigger.id;
  const earlier = new Map(before.edges.map((edge) => [`${edge.from} ${edge.outcome}`, edge.to]));
  return after.edges.flatMap((edge): Change[] => {
    const was = earlier.get(`${edge.from} ${edge.outcome}`);
    if (was === edge.to || !kept(edge.from) || !kept(edge.to)) return [];
    if (was !== undefined && !kept(was)) return [];
    return [{ kind: 'rerouted', node: now.get(edge.from) ?? null, outcome: edge.outcome }];
  });
}
