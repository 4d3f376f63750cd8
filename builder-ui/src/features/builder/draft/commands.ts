import type {
  AutomationDefinition,
  DefinitionEdge,
  DefinitionNode,
  FailureRule,
  TriggerNode,
} from '../../../../../domain/automation/definition/definition.ts';
import type { Fix } from '../../../../../domain/automation/validate/diagnostic.ts';
import type { JsonObject } from '../../../../../domain/json.ts';
import type { StepCatalogue } from './catalogue.ts';
import { closesCircle, hasCircle, mainOutcome, nodeOf, type Place, retargeted, targetOf, withoutStranded } from './graph.ts';
import { applyPatch } from './pointer.ts';

/** Steps cut out of an automation, with new ids already given. */
export interface Fragment {
  readonly nodes: readonly DefinitionNode[];
  readonly edges: readonly DefinitionEdge[];
}

/** Everything a person can do to a draft. */
export type Command =
  | { readonly type: 'insert'; readonly at: Place; readonly node: DefinitionNode }
  | { readonly type: 'paste'; readonly at: Place; readonly fragment: Fragment }
  /** `keep`: the outcome whose branch goes on in the step's place; null takes every branch away. */
  | { readonly type: 'remove'; readonly nodeId: string; readonly keep: string | null }
  | { readonly type: 'move'; readonly nodeId: string; readonly to: Place }
  | { readonly type: 'configure'; readonly nodeId: string; readonly config: JsonObject; readonly pointer?: string }
  | { readonly type: 'rename'; readonly nodeId: string; readonly name: string }
  | { readonly type: 'failure'; readonly nodeId: string; readonly onFailure: FailureRule }
  | { readonly type: 'note'; readonly nodeId: string; readonly note: string }
  /** Another name of an outcome; the config that names it comes along. */
  | { readonly type: 'outcome'; readonly nodeId: string; readonly from: string; readonly to: string; readonly config: JsonObject }
  /** Lets an outcome lead to a step that exists; `gotoId` is the id of the goto step if one is needed. Null cuts the outcome off. */
  | { readonly type: 'goto'; readonly from: string; readonly outcome: string; readonly to: string | null; readonly gotoId: string }
  | { readonly type: 'trigger'; readonly trigger: TriggerNode; readonly pointer?: string }
  | { readonly type: 'settings'; readonly change: SettingsChange; readonly pointer?: string }
  | { readonly type: 'fix'; readonly fix: Fix }
  | { readonly type: 'replace'; readonly definition: AutomationDefinition };

export type SettingsChange = Partial<Pick<AutomationDefinition, 'name' | 'description' | 'subject' | 'enrollment' | 'exit' | 'settings'>>;

/** Why a command does nothing; each has its sentence in the locale file under `refusals`. */
export type Refusal = 'unknown_step' | 'end_in_the_middle' | 'inside_itself' | 'already_there' | 'nothing_to_paste' | 'fix_does_not_fit';

export type Carried = { readonly ok: true; readonly definition: AutomationDefinition } | { readonly ok: false; readonly refusal: Refusal };

const refuse = (refusal: Refusal): Carried => ({ ok: false, refusal });
const done = (definition: AutomationDefinition): Carried => ({ ok: true, definition });

/** What the draft is after the command, or why it cannot be carried out. Pure. */
export function carryOut(definition: AutomationDefinition, command: Command, catalogue: StepCatalogue): Carried {
  switch (command.type) {
    case 'insert':
      return splice(definition, command.at, { nodes: [command.node], edges: [] }, catalogue);
    case 'paste':
      return splice(definition, command.at, command.fragment, catalogue);
    case 'remove':
      return remove(definition, command.nodeId, command.keep, catalogue);
    case 'move':
      return move(definition, command.nodeId, command.to, catalogue);
    case 'configure':
      return change(definition, command.nodeId, (node) => ({ ...node, config: command.config }));
    case 'rename':
      return change(definition, command.nodeId, (node) => withText(node, 'name', command.name));
    case 'failure':
      return change(definition, command.nodeId, (node) => withFailure(node, command.onFailure));
    case 'note':
      return change(definition, command.nodeId, (node) => withText(node, 'note', command.note));
    case 'outcome':
      return renameOutcome(definition, command);
    case 'goto':
      return connect(definition, command, catalogue);
    case 'trigger':
      return done({ ...definition, trigger: command.trigger });
    case 'settings':
      return done({ ...definition, ...command.change });
    case 'fix':
      return applyFix(definition, command.fix);
    case 'replace':
      return done(command.definition);
  }
}

function change(definition: AutomationDefinition, id: string, make: (node: DefinitionNode) => DefinitionNode): Carried {
  if (nodeOf(definition, id) === undefined) return refuse('unknown_step');
  return done({ ...definition, nodes: definition.nodes.map((node) => (node.id === id ? make(node) : node)) });
}

/** A rule that says nothing is an absent one. */
function withFailure(node: DefinitionNode, rule: FailureRule): DefinitionNode {
  const { onFailure: _before, ...rest } = node;
  const onFailure: FailureRule = {
    ...(rule.retry === undefined ? {} : { retry: rule.retry }),
    ...(rule.rule === undefined ? {} : { rule: rule.rule }),
  };
  return Object.keys(onFailure).length === 0 ? rest : { ...rest, onFailure };
}

/** An empty text is an absent one. */
function withText(node: DefinitionNode, member: 'name' | 'note', text: string): DefinitionNode {
  const { [member]: _before, ...rest } = node;
  return text === '' ? rest : { ...rest, [member]: text };
}

function exists(definition: AutomationDefinition, id: string): boolean {
  return id === definition.trigger.id || nodeOf(definition, id) !== undefined;
}

/** Puts a fragment between a place and what follows there. Its path goes on by its first outcome that is still open. */
function splice(definition: AutomationDefinition, at: Place, fragment: Fragment, catalogue: StepCatalogue): Carried {
  const entry = entryOf(fragment);
  if (entry === null) return refuse('nothing_to_paste');
  if (!exists(definition, 'before' in at ? at.before : at.from)) return refuse('unknown_step');
  const follower = 'before' in at ? at.before : targetOf(definition, at.from, at.outcome);
  const tail = follower === null ? null : openEnd(fragment, entry, catalogue);
  if (follower !== null && tail === null) return refuse('end_in_the_middle');
  const added: DefinitionEdge[] = [...fragment.edges];
  if (follower !== null && tail !== null) added.push({ ...tail, to: follower });
  const edges: DefinitionEdge[] = [];
  let placed = false;
  for (const edge of definition.edges) {
    const cut = 'before' in at ? edge.to === at.before : edge.from === at.from && edge.outcome === at.outcome;
    if (!cut) {
      edges.push(edge);
      continue;
    }
    edges.push({ ...edge, to: entry });
    // New edges stand beside the one that was cut, so that the log of the change stays small.
    if (!placed) edges.push(...added);
    placed = true;
  }
  if (!placed) {
    if (!('before' in at)) edges.push({ from: at.from, outcome: at.outcome, to: entry });
    edges.push(...added);
  }
  return done({ ...definition, nodes: [...definition.nodes, ...fragment.nodes], edges });
}

export function entryOf(fragment: Fragment): string | null {
  const entered = new Set(fragment.edges.map((edge) => edge.to));
  return (fragment.nodes.find((node) => !entered.has(node.id)) ?? fragment.nodes[0])?.id ?? null;
}

function openEnd(fragment: Fragment, entry: string, catalogue: StepCatalogue): { from: string; outcome: string } | null {
  const nodes = new Map(fragment.nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const queue = [entry];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const node = nodes.get(id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    const own = fragment.edges.filter((edge) => edge.from === id);
    const outcomes = catalogue.outcomesOf(node, new Set(own.map((edge) => edge.outcome)));
    const open = outcomes.find((outcome) => !own.some((edge) => edge.outcome === outcome));
    const [first] = outcomes;
    // The path goes down the first outcomes; only when it ends in an exit is another open branch taken.
    if (open !== undefined && open === first) return { from: id, outcome: open };
    queue.push(...outcomes.flatMap((outcome) => own.filter((edge) => edge.outcome === outcome).map((edge) => edge.to)));
    if (queue.length === 0 && open !== undefined) return { from: id, outcome: open };
  }
  for (const node of fragment.nodes) {
    const own = new Set(fragment.edges.filter((edge) => edge.from === node.id).map((edge) => edge.outcome));
    const open = catalogue.outcomesOf(node, own).find((outcome) => !own.has(outcome));
    if (open !== undefined) return { from: node.id, outcome: open };
  }
  return null;
}

function remove(definition: AutomationDefinition, id: string, keep: string | null, catalogue: StepCatalogue): Carried {
  if (nodeOf(definition, id) === undefined) return refuse('unknown_step');
  const follower = keep === null ? null : targetOf(definition, id, keep);
  const nodes = definition.nodes.filter((node) => node.id !== id);
  const after = { ...definition, nodes, edges: bypassed(definition.edges, id, follower === id ? null : follower) };
  const cleaned = withoutStranded(definition, after);
  const mapping = follower === null ? new Map<string, string>() : new Map([[id, follower]]);
  return done({ ...cleaned, nodes: retargeted(cleaned.nodes, mapping, catalogue) });
}

/** Edges into a step lead to its follower, edges out of it are gone. */
function bypassed(edges: readonly DefinitionEdge[], id: string, follower: string | null): DefinitionEdge[] {
  return edges.flatMap((edge) => {
    if (edge.from === id) return [];
    if (edge.to !== id) return [edge];
    return follower === null ? [] : [{ ...edge, to: follower }];
  });
}

/** The step goes alone along its main path; its other branches come along with it. */
function move(definition: AutomationDefinition, id: string, to: Place, catalogue: StepCatalogue): Carried {
  if (nodeOf(definition, id) === undefined) return refuse('unknown_step');
  if ('before' in to ? to.before === id : to.from === id) return refuse('inside_itself');
  if (!exists(definition, 'before' in to ? to.before : to.from)) return refuse('unknown_step');
  const main = mainOutcome(definition, id, catalogue);
  const follower = main === null ? null : targetOf(definition, id, main);
  const edges = definition.edges.flatMap((edge) => {
    if (edge.from === id && edge.outcome === main) return [];
    if (edge.to !== id) return [edge];
    return follower === null ? [] : [{ ...edge, to: follower }];
  });
  const lifted = { ...definition, edges };
  const next = 'before' in to ? to.before : targetOf(lifted, to.from, to.outcome);
  if (next !== null && main === null) return refuse('end_in_the_middle');
  const moved = edges.map((edge) => {
    const cut = 'before' in to ? edge.to === to.before : edge.from === to.from && edge.outcome === to.outcome;
    return cut ? { ...edge, to: id } : edge;
  });
  if (!('before' in to) && next === null) moved.push({ from: to.from, outcome: to.outcome, to: id });
  if (next !== null && main !== null) moved.push({ from: id, outcome: main, to: next });
  if (hasCircle(moved) && !hasCircle(definition.edges)) return refuse('inside_itself');
  if (sameEdges(definition.edges, moved)) return refuse('already_there');
  return done({ ...definition, edges: moved });
}

function sameEdges(before: readonly DefinitionEdge[], after: readonly DefinitionEdge[]): boolean {
  const text = (edges: readonly DefinitionEdge[]) =>
    edges
      .map((edge) => `${edge.from} ${edge.outcome} ${edge.to}`)
      .toSorted()
      .join('\n');
  return text(before) === text(after);
}

function renameOutcome(definition: AutomationDefinition, command: Extract<Command, { type: 'outcome' }>): Carried {
  if (nodeOf(definition, command.nodeId) === undefined) return refuse('unknown_step');
  return done({
    ...definition,
    nodes: definition.nodes.map((node) => (node.id === command.nodeId ? { ...node, config: command.config } : node)),
    edges: definition.edges.map((edge) =>
      edge.from === command.nodeId && edge.outcome === command.from ? { ...edge, outcome: command.to } : edge,
    ),
  });
}

function connect(definition: AutomationDefinition, command: Extract<Command, { type: 'goto' }>, catalogue: StepCatalogue): Carried {
  const { from, outcome, to } = command;
  if (!exists(definition, from)) return refuse('unknown_step');
  const edges = definition.edges.filter((edge) => edge.from !== from || edge.outcome !== outcome);
  if (to === null) return done(withoutStranded(definition, { ...definition, edges }));
  if (nodeOf(definition, to) === undefined) return refuse('unknown_step');
  if (!closesCircle(edges, from, to)) return done(withoutStranded(definition, { ...definition, edges: [...edges, { from, outcome, to }] }));
  const goto: DefinitionNode = { id: command.gotoId, type: 'flow.goto', config: catalogue.defaultsOf('flow.goto') };
  const [pointer] = catalogue.stepPointers(goto);
  if (pointer === undefined) return refuse('unknown_step');
  const config: JsonObject = { ...goto.config, [pointer.slice(1)]: to };
  return done(
    withoutStranded(definition, {
      ...definition,
      nodes: [...definition.nodes, { ...goto, config }],
      edges: [...edges, { from, outcome, to: goto.id }],
    }),
  );
}

function applyFix(definition: AutomationDefinition, fix: Fix): Carried {
  const { name, nodes, edges } = applyPatch(definition as unknown as JsonObject, fix.patch) as unknown as Partial<AutomationDefinition>;
  if (typeof name !== 'string' || !Array.isArray(nodes) || !Array.isArray(edges)) return refuse('fix_does_not_fit');
  // A definition is JSON; the fix comes from the compiler, which will judge the result again.
  return done(applyPatch(definition as unknown as JsonObject, fix.patch) as unknown as AutomationDefinition);
}
