import type { AutomationDefinition, DefinitionEdge, DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import { nodeTypes } from '../../../../../domain/automation/nodes/node-types.ts';
import type { JsonObject } from '../../../../../domain/json.ts';
import { subjectTypes } from '../../../../../domain/records/record-types.ts';
import type { StepCatalogue } from '../draft/catalogue.ts';
import type { Fragment } from '../draft/commands.ts';
import { retargeted } from '../draft/graph.ts';
import { readPointer } from '../draft/pointer.ts';

/** What lies on the clipboard: plain text, so that it also passes through a chat or a file. */
export interface ClippedSteps {
  readonly cadenza: 'steps/1';
  readonly subject: AutomationDefinition['subject'];
  readonly nodes: readonly DefinitionNode[];
  readonly edges: readonly DefinitionEdge[];
  /** Steps outside that the copied ones mention, with what they were called, to be named when they cannot be found again. */
  readonly refs: readonly { readonly id: string; readonly name: string }[];
}

export interface Pasted {
  readonly fragment: Fragment;
  /** Mentions of steps that exist neither in the fragment nor in the automation. */
  readonly unresolved: readonly { readonly nodeId: string; readonly name: string }[];
  /** The steps were made for another kind of record: their fields may not exist here. */
  readonly otherSubject: AutomationDefinition['subject'] | null;
}

export function clip(
  definition: AutomationDefinition,
  ids: ReadonlySet<string>,
  catalogue: StepCatalogue,
  nameOf: (id: string) => string,
): string {
  const nodes = definition.nodes.filter((node) => ids.has(node.id));
  const outside = new Set(nodes.flatMap((node) => mentions(node, catalogue)).filter((id) => !ids.has(id)));
  const clipped: ClippedSteps = {
    cadenza: 'steps/1',
    subject: definition.subject,
    nodes,
    edges: definition.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)),
    refs: [...outside].map((id) => ({ id, name: nameOf(id) })),
  };
  return JSON.stringify(clipped);
}

function mentions(node: DefinitionNode, catalogue: StepCatalogue): string[] {
  return catalogue.stepPointers(node).flatMap((pointer) => {
    const id = readPointer(node.config, pointer);
    return typeof id === 'string' && id !== '' ? [id] : [];
  });
}

/** Null when the text is not ours; broken content never throws. */
export function readClip(text: string): ClippedSteps | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(value) || value.cadenza !== 'steps/1' || !Array.isArray(value.nodes) || !Array.isArray(value.edges)) return null;
  const subject = subjectTypes.find((type) => type === value.subject);
  if (subject === undefined || value.nodes.length === 0 || value.nodes.length > 1_000) return null;
  if (!value.nodes.every(isNode) || !value.edges.every(isEdge)) return null;
  const refs = Array.isArray(value.refs) ? value.refs.filter(isRef) : [];
  return { cadenza: 'steps/1', subject, nodes: value.nodes, edges: value.edges, refs };
}

/** Gives every step a new id and lets mentions among them follow. */
export function prepare(clipped: ClippedSteps, into: AutomationDefinition, catalogue: StepCatalogue, newId: () => string): Pasted {
  const mapping = new Map(clipped.nodes.map((node) => [node.id, newId()]));
  const nodes = retargeted(clipped.nodes, mapping, catalogue).map((node) => ({ ...node, id: mapping.get(node.id) ?? node.id }));
  const edges = clipped.edges.flatMap((edge) => {
    const [from, to] = [mapping.get(edge.from), mapping.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ from, outcome: edge.outcome, to }];
  });
  const known = new Set([...mapping.values(), ...into.nodes.map((node) => node.id)]);
  const names = new Map(clipped.refs.map((ref) => [ref.id, ref.name]));
  const unresolved = nodes.flatMap((node) =>
    mentions(node, catalogue)
      .filter((id) => !known.has(id))
      .map((id) => ({ nodeId: node.id, name: names.get(id) ?? id })),
  );
  return { fragment: { nodes, edges }, unresolved, otherSubject: clipped.subject === into.subject ? null : clipped.subject };
}

type Loose = Record<string, unknown>;
function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isNode(value: unknown): value is DefinitionNode {
  if (!isObject(value) || typeof value.id !== 'string' || !isObject(value.config)) return false;
  const named = value.name === undefined || typeof value.name === 'string';
  return named && (nodeTypes as readonly unknown[]).includes(value.type) && isJsonObject(value.config);
}
function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value);
}
function isEdge(value: unknown): value is DefinitionEdge {
  return isObject(value) && typeof value.from === 'string' && typeof value.to === 'string' && typeof value.outcome === 'string';
}
function isRef(value: unknown): value is { id: string; name: string } {
  return isObject(value) && typeof value.id === 'string' && typeof value.name === 'string';
}
