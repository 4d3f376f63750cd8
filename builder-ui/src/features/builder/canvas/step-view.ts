import type { AutomationDefinition, DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import type { NodeCategory, NodeType, TriggerType } from '../../../../../domain/automation/nodes/node-types.ts';
import { outcomesOf } from '../draft/graph.ts';
import { card, type Layout, type LayoutInput } from '../layout/geometry.ts';
import { layOut } from '../layout/layout.ts';
import { isUnderstood, outcomeSpecs, specOf, stepCatalogue } from '../model/step-catalogue.ts';
import { stepSentence, triggerSentence } from '../sentences/step-sentence.ts';
import { type Part, plainText } from '../sentences/template.ts';
import type { Words } from '../sentences/words.ts';

export type Rail = NodeCategory | 'trigger';

/** All that is drawn of a step, in the reader's language. */
export interface StepView {
  readonly id: string;
  readonly type: NodeType | TriggerType;
  /** 0 for the trigger. */
  readonly number: number;
  readonly rail: Rail;
  readonly verb: string;
  readonly name: string;
  readonly note: string;
  readonly parts: readonly Part[];
  readonly sentence: string;
  readonly height: number;
  /** Numbers of the goto steps that lead here. */
  readonly gotoFrom: readonly number[];
  /** The author's own names of ways out. */
  readonly labels: ReadonlyMap<string, string>;
}

export interface Drawing {
  readonly layout: Layout;
  readonly views: ReadonlyMap<string, StepView>;
  /** Steps in reading order, without the trigger. */
  readonly count: number;
}

/** Letters that fit on a line of a card, measured on the widest system fonts. */
const lettersOnLine = 31;

function heightOf(type: NodeType | TriggerType, sentence: string): number {
  if (type === 'flow.goto' || type === 'flow.exit') return sentence.length > lettersOnLine ? card.medium : card.small;
  return sentence.length > lettersOnLine ? card.large : card.medium;
}

interface Sketch {
  readonly parts: readonly Part[];
  readonly sentence: string;
  readonly height: number;
}

/** Sentences by node object: an unchanged step keeps its sketch, so a keystroke costs one sentence. */
export class Sketches {
  private readonly known = new WeakMap<object, Sketch>();
  private readonly words: Words;
  constructor(words: Words) {
    this.words = words;
  }
  step(node: DefinitionNode): Sketch {
    // A goto names another step by its number, which changes without the step itself.
    if (node.type === 'flow.goto' || node.type === 'wait.for_event') return this.sketch(node.type, stepSentence(node, this.words));
    return this.cached(node, () => this.sketch(node.type, stepSentence(node, this.words)));
  }
  trigger(definition: AutomationDefinition): Sketch {
    return this.cached(definition.trigger, () => this.sketch(definition.trigger.type, triggerSentence(definition.trigger, this.words)));
  }
  private sketch(type: NodeType | TriggerType, parts: readonly Part[]): Sketch {
    const sentence = plainText(parts);
    return { parts, sentence, height: heightOf(type, sentence) };
  }
  private cached(key: object, make: () => Sketch): Sketch {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.known.set(key, made);
    return made;
  }
}

/** Numbers of steps in the order in which a person reads them; the trigger has 0. */
export function numbersOf(definition: AutomationDefinition): ReadonlyMap<string, number> {
  const order = layOut(inputOf(definition, () => card.medium)).order;
  return new Map(order.map((id, index) => [id, index]));
}

function inputOf(definition: AutomationDefinition, heightOfId: (id: string) => number): LayoutInput {
  const ids = [definition.trigger.id, ...definition.nodes.map((node) => node.id)];
  return {
    root: definition.trigger.id,
    nodes: ids.map((id) => ({ id, height: heightOfId(id), outcomes: outcomesOf(definition, id, stepCatalogue) })),
    edges: definition.edges,
  };
}

/** Words, sizes and positions of everything on the canvas. */
export function draw(definition: AutomationDefinition, sketches: Sketches, words: Words): Drawing {
  const sketched = new Map<string, Sketch>([[definition.trigger.id, sketches.trigger(definition)]]);
  for (const node of definition.nodes) sketched.set(node.id, sketches.step(node));
  const layout = layOut(inputOf(definition, (id) => sketched.get(id)?.height ?? card.medium));
  const numbers = new Map(layout.order.map((id, index) => [id, index]));
  const views = new Map<string, StepView>();
  const back = gotosByTarget(definition, numbers);
  const root = sketched.get(definition.trigger.id);
  if (root !== undefined) views.set(definition.trigger.id, triggerView(definition, root, words));
  for (const node of definition.nodes) {
    const sketch = sketched.get(node.id);
    if (sketch === undefined) continue;
    views.set(node.id, {
      ...sketch,
      id: node.id,
      type: node.type,
      labels: labelsOf(node),
      number: numbers.get(node.id) ?? 0,
      rail: specOf(node.type).category,
      verb: words.t(`verbs.${node.type}`),
      name: node.name ?? '',
      note: node.note ?? '',
      gotoFrom: back.get(node.id) ?? [],
    });
  }
  return { layout, views, count: definition.nodes.length };
}

function labelsOf(node: DefinitionNode): ReadonlyMap<string, string> {
  return new Map(outcomeSpecs(node).flatMap((outcome) => (outcome.label === undefined ? [] : [[outcome.name, outcome.label] as const])));
}

function triggerView(definition: AutomationDefinition, sketch: Sketch, words: Words): StepView {
  const { trigger } = definition;
  return {
    ...sketch,
    id: trigger.id,
    type: trigger.type,
    number: 0,
    rail: 'trigger',
    verb: words.t('verbs.trigger'),
    name: '',
    note: '',
    gotoFrom: [],
    labels: new Map(),
  };
}

function gotosByTarget(definition: AutomationDefinition, numbers: ReadonlyMap<string, number>): Map<string, number[]> {
  const back = new Map<string, number[]>();
  for (const node of definition.nodes) {
    if (node.type !== 'flow.goto' || !isUnderstood(node)) continue;
    const { target } = node.config;
    if (typeof target === 'string') back.set(target, [...(back.get(target) ?? []), numbers.get(node.id) ?? 0]);
  }
  return back;
}

/** "Step 3 of 7, wait for event, the contact replies …, 1 problem": the name of a card for those who do not see it. */
export function spokenName(view: StepView, count: number, problems: number, words: Words): string {
  const title = [view.verb, view.name, view.sentence].filter((part) => part !== '').join(', ');
  const place = view.number === 0 ? words.t('spoken.trigger') : words.t('spoken.step', { number: view.number, count });
  const tail = problems > 0 ? words.t('spoken.problems', { count: problems }) : '';
  return [place, title, tail].filter((part) => part !== '').join(', ');
}
