import type { DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import type { NodeType } from '../../../../../domain/automation/nodes/node-types.ts';
import { clip, type Pasted, prepare, readClip } from '../clipboard/clipboard.ts';
import { carryOut, type Command } from '../draft/commands.ts';
import { mainOutcome, nodeOf, outcomesOf, type Place, targetOf } from '../draft/graph.ts';
import type { Layout } from '../layout/geometry.ts';
import { neighbour, type Stop } from '../navigation/navigation.ts';
import { type DraftStore, newStepId } from './draft-store.ts';
import { optionalOutcomes, specOf, stepCatalogue } from './step-catalogue.ts';

/** What keys, menus, canvas and outline do to the draft: one place, so that each does the same. */
export class Editing {
  private readonly store: DraftStore;
  private readonly layout: () => Layout;
  private readonly nameOf: (id: string) => string;

  constructor(store: DraftStore, layout: () => Layout, nameOf: (id: string) => string) {
    this.store = store;
    this.layout = layout;
    this.nameOf = nameOf;
  }

  private get definition() {
    return this.store.definition;
  }

  /** Where a step inserted after the stop goes: the open branch first, else the main path. */
  placeAfter(stop: Stop): Place {
    if (stop.kind === 'end') return { from: stop.from, outcome: stop.outcome };
    const outcomes = outcomesOf(this.definition, stop.id, stepCatalogue);
    const open = outcomes.length > 1 ? outcomes.find((outcome) => targetOf(this.definition, stop.id, outcome) === null) : undefined;
    const outcome = open ?? mainOutcome(this.definition, stop.id, stepCatalogue);
    // Nothing can follow an end: then the new step stands before it.
    return outcome === null ? { before: stop.id } : { from: stop.id, outcome };
  }

  insert(at: Place, type: NodeType): string | null {
    const node: DefinitionNode = { id: newStepId(), type, config: specOf(type).defaults };
    if (specOf(type).parallel === true) return this.insertWithJoin(at, node);
    return this.store.dispatch({ type: 'insert', at, node }, node.id) ? node.id : null;
  }

  /** Branches side by side come with the join they meet in, so that what follows is done once. */
  private insertWithJoin(at: Place, node: DefinitionNode): string | null {
    const join: DefinitionNode = { id: newStepId(), type: 'flow.join', config: specOf('flow.join').defaults };
    const edges = stepCatalogue.outcomesOf(node, new Set()).map((outcome) => ({ from: node.id, outcome, to: join.id }));
    return this.store.dispatch({ type: 'paste', at, fragment: { nodes: [node, join], edges } }, node.id) ? node.id : null;
  }

  /** The branches of a step that lead somewhere: more than one means a choice when it is removed. */
  branches(id: string): readonly string[] {
    return outcomesOf(this.definition, id, stepCatalogue).filter((outcome) => targetOf(this.definition, id, outcome) !== null);
  }

  remove(id: string, keep: string | null): boolean {
    const before = neighbour(this.layout(), { kind: 'step', id }, 'up');
    return this.store.dispatch({ type: 'remove', nodeId: id, keep }, before?.kind === 'step' ? before.id : this.definition.trigger.id);
  }

  /** Several steps at once are one entry of the log. */
  removeAll(ids: ReadonlySet<string>): boolean {
    let next = this.definition;
    for (const id of this.layout()
      .order.filter((one) => ids.has(one))
      .toReversed()) {
      if (nodeOf(next, id) === undefined) continue;
      const keep = mainOutcome(next, id, stepCatalogue);
      const carried = carryOut(next, { type: 'remove', nodeId: id, keep }, stepCatalogue);
      if (carried.ok) next = carried.definition;
    }
    return this.store.dispatch({ type: 'replace', definition: next }, this.definition.trigger.id);
  }

  moveUp(id: string): boolean {
    const above = neighbour(this.layout(), { kind: 'step', id }, 'up');
    if (above?.kind !== 'step' || above.id === this.definition.trigger.id) return false;
    return this.store.dispatch({ type: 'move', nodeId: id, to: { before: above.id } }, id);
  }

  moveDown(id: string): boolean {
    const main = mainOutcome(this.definition, id, stepCatalogue);
    const next = main === null ? null : targetOf(this.definition, id, main);
    if (next === null) return false;
    const outcome = mainOutcome(this.definition, next, stepCatalogue);
    if (outcome === null) return false;
    return this.store.dispatch({ type: 'move', nodeId: id, to: { from: next, outcome } }, id);
  }

  /** An outcome that is not drawn yet, such as "failed". */
  unusedOutcome(id: string): string | null {
    const node = nodeOf(this.definition, id);
    if (node === undefined) return null;
    const drawn = outcomesOf(this.definition, id, stepCatalogue);
    return optionalOutcomes(node).find((outcome) => !drawn.includes(outcome)) ?? null;
  }

  join(from: string, outcome: string, to: string): boolean {
    const command: Command = { type: 'goto', from, outcome, to, gotoId: newStepId() };
    return this.store.dispatch(command, from);
  }

  copy(ids: ReadonlySet<string>): string | null {
    const steps = new Set([...ids].filter((id) => nodeOf(this.definition, id) !== undefined));
    return steps.size === 0 ? null : clip(this.definition, steps, stepCatalogue, this.nameOf);
  }

  /** Null when the text is not ours. */
  paste(text: string, at: Place): Pasted | null {
    const clipped = readClip(text);
    if (clipped === null) return null;
    const pasted = prepare(clipped, this.definition, stepCatalogue, newStepId);
    const first = pasted.fragment.nodes[0]?.id;
    this.store.dispatch({ type: 'paste', at, fragment: pasted.fragment }, first);
    return pasted;
  }

  duplicate(ids: ReadonlySet<string>, last: string): void {
    const text = this.copy(ids);
    if (text !== null) this.paste(text, this.placeAfter({ kind: 'step', id: last }));
  }
}
