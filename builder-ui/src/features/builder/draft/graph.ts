import type { AutomationDefinition, DefinitionEdge, DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import { writePointer } from './pointer.ts';
import type { JsonObject } from '../../../../../domain/json.ts';
import type { StepCatalogue } from './catalogue.ts';

/** Where a step can be put: into an outcome (between it and what follows), or before a step, for every line that leads to it. */
export type Place = { readonly from: string; readonly outcome: string } | { readonly before: string };

export function nodeOf(definition: AutomationDefinition, id: string): DefinitionNode | undefined {
  return definition.nodes.find((node) => node.id === id);
}

export function targetOf(definition: AutomationDefinition, from: string, outcome: string): string | null {
  return definition.edges.find((edge) => edge.from === from && edge.outcome === outcome)?.to ?? null;
}

/** The outcomes of the trigger or of a step, in the order of their branches. */
export function outcomesOf(definition: AutomationDefinition, id: string, catalogue: StepCatalogue): readonly string[] {
  if (id === definition.trigger.id) return ['next'];
  const node = nodeOf(definition, id);
  if (node === undefined) return [];
  const used = new Set(definition.edges.filter((edge) => edge.from === id).map((edge) => edge.outcome));
  return catalogue.outcomesOf(node, used);
}

/** The outcome by which the path goes on when nothing else is said: the first one that leads somewhere, else the first. */
export function mainOutcome(definition: AutomationDefinition, id: string, catalogue: StepCatalogue): string | null {
  const outcomes = outcomesOf(definition, id, catalogue);
  return outcomes.find((outcome) => targetOf(definition, id, outcome) !== null) ?? outcomes[0] ?? null;
}

/** Steps to which a way leads from the given one, itself included. */
export function reachable(edges: readonly DefinitionEdge[], from: string): Set<string> {
  const targets = new Map<string, string[]>();
  for (const edge of edges) targets.set(edge.from, [...(targets.get(edge.from) ?? []), edge.to]);
  const seen = new Set([from]);
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const to of targets.get(id) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}

/** Takes steps away that could be reached before and cannot be any more, with their edges. */
export function withoutStranded(before: AutomationDefinition, after: AutomationDefinition): AutomationDefinition {
  const was = reachable(before.edges, before.trigger.id);
  const is = reachable(after.edges, after.trigger.id);
  const stranded = new Set(after.nodes.filter((node) => was.has(node.id) && !is.has(node.id)).map((node) => node.id));
  if (stranded.size === 0) return after;
  return {
    ...after,
    nodes: after.nodes.filter((node) => !stranded.has(node.id)),
    edges: after.edges.filter((edge) => !stranded.has(edge.from) && !stranded.has(edge.to)),
  };
}

/** Points every mention of one step at another (gotos, "reply to step 2"). */
export function retargeted(
  nodes: readonly DefinitionNode[],
  mapping: ReadonlyMap<string, string>,
  catalogue: StepCatalogue,
): DefinitionNode[] {
  return nodes.map((node) => {
    let config: JsonObject = node.config;
    for (const pointer of catalogue.stepPointers(node)) {
      const to = mapping.get(String(readText(config, pointer)));
      if (to !== undefined) config = writePointer(config, pointer, to) as JsonObject; // an object stays one: the pointer is not empty
    }
    return config === node.config ? node : { ...node, config };
  });
}

function readText(config: JsonObject, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, part) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined),
      config,
    );
}

/** Whether adding the edge would close a circle of edges. Ways back are drawn with a goto step instead. */
export function closesCircle(edges: readonly DefinitionEdge[], from: string, to: string): boolean {
  return reachable(edges, to).has(from);
}

export function hasCircle(edges: readonly DefinitionEdge[]): boolean {
  const entering = new Map<string, number>();
  const targets = new Map<string, string[]>();
  const ids = new Set<string>();
  for (const { from, to } of edges) {
    ids.add(from).add(to);
    entering.set(to, (entering.get(to) ?? 0) + 1);
    targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const free = [...ids].filter((id) => !entering.has(id));
  let done = 0;
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    done += 1;
    for (const to of targets.get(id) ?? []) {
      const left = (entering.get(to) ?? 0) - 1;
      entering.set(to, left);
      if (left === 0) free.push(to);
    }
  }
  return done < ids.size;
}
