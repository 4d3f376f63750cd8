import type { PlanReference, PlanStep } from '../plan/plan.ts';
import type { Model } from '../validate/model.ts';
import type { BoundNode } from '../nodes/bind.ts';
import type { NormalNode } from './normalize.ts';
import { outputsRead } from './reads.ts';

/** A step before it has its place in the order. */
export type LoweredStep = Omit<PlanStep, 'number'>;

/** Far above anything meant: loops through a wait may go round for years, but not for ever. */
const unboundedVisits = 10_000;

/** Third phase: nodes and edges become steps that know where each outcome leads; jumps become links, defaults become explicit. */
export function lower(model: Model): readonly LoweredStep[] {
  const marked = new Set(
    model.normalized.nodes.flatMap((node) => (node.bound?.jump ? [] : (node.bound?.references.steps ?? []).map((step) => step.value))),
  );
  const read = outputsRead(model);
  return model.graph.order.flatMap((id) => {
    const node = model.graph.byId.get(id);
    return node === undefined ? [] : lowerNode(model, node, { marked, read: read.get(id) ?? new Set() });
  });
}

interface Needed {
  /** Steps that a later wait counts events from. */
  readonly marked: ReadonlySet<string>;
  /** Results of this step that others read. */
  readonly read: ReadonlySet<string>;
}

function lowerNode(model: Model, node: NormalNode, { marked, read }: Needed): readonly LoweredStep[] {
  const { bound } = node;
  if (bound === null) return [];
  const next = nextOf(model, node);
  const name = node.node.name?.trim();
  return [
    {
      id: node.id,
      type: node.node.type,
      category: bound.category,
      title: name ? name : bound.title,
      config: bound.config,
      next,
      maxVisits: bound.jump?.maxVisits ?? unboundedVisits,
      defaultOutcome: bound.skipOutcome,
      retry: node.node.onFailure?.retry ?? bound.retry,
      onError: Object.hasOwn(next, 'error') ? 'branch' : (node.node.onFailure?.rule ?? model.normalized.definition.settings.onError),
      marks: marked.has(node.id),
      ...(node.node.type === 'flow.goal' ? { depth: model.scopes.of(node.id).length } : {}),
      ...kept(bound, read),
    },
  ];
}

/** The fields of the record it finds or makes that others read. */
function kept(bound: BoundNode, read: ReadonlySet<string>): Pick<LoweredStep, 'keeps'> {
  const prefixes = bound.outputs.filter((output) => output.fields === true).map((output) => `${output.name}.`);
  const keeps = [...read].filter((name) => prefixes.some((prefix) => name.startsWith(prefix))).sort();
  return keeps.length === 0 ? {} : { keeps };
}

function nextOf(model: Model, node: NormalNode): Readonly<Record<string, string | null>> {
  const links = model.graph.outgoing.get(node.id) ?? [];
  const next: Record<string, string | null> = {};
  for (const outcome of node.bound?.outcomes ?? []) {
    const link = links.find((one) => one.outcome === outcome.name);
    if (link !== undefined) next[outcome.name] = link.to;
    else if (!outcome.optional) next[outcome.name] = null;
  }
  if (node.bound?.jump) next.next = links.find((link) => link.jump)?.to ?? null;
  if (node.bound?.ends) next.exit = null;
  return next;
}

/** Everything outside the automation that it names. */
export function referencesOf(model: Model): readonly PlanReference[] {
  const found: PlanReference[] = [];
  for (const id of model.graph.order) {
    const references = model.graph.byId.get(id)?.bound?.references;
    const add = (kind: PlanReference['kind'], list: readonly { readonly value: string }[] | undefined): void => {
      for (const { value } of list ?? []) if (value !== '') found.push({ kind, id: value, step: id });
    };
    add('template', references?.templates);
    add('user', references?.users);
    add('team', references?.teams);
    add('tag', references?.tags);
    add('stage', references?.stages);
  }
  return found;
}
