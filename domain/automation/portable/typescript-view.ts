import type { AutomationDefinition, DefinitionNode } from '../definition/definition.ts';
import type { BoundNode } from '../nodes/bind.ts';
import { bindNode } from '../nodes/bind.ts';
import type { JsonObject } from '../../json.ts';
import { camel, conditionWords, quoted, valueWords } from './words.ts';

/**
 * A definition as TypeScript, for people to read: the drawing from top to bottom, a step to which several ways lead as a function of its
 * own. It parses, but nothing runs it; the definition stays what is true.
 */
export function typescriptView(definition: AutomationDefinition): string {
  const graph = graphOf(definition);
  const name = camel(definition.name) || 'automation';
  const start = graph.next(definition.trigger.id, 'next');
  const lines = [
    ...comment(definition.name, definition.description),
    `on(${quoted(definition.trigger.type)}, ${valueWords(definition.trigger.config)})`,
    `  .enrol(${valueWords(enrolment(definition))})`,
    ...definition.exit.map((rule) => `  .leaveWhen(${exitWords(rule)})`),
    `  .settings(${valueWords({ ...definition.settings })})`,
    `  .run(async function ${identifier(name)}({ ${definition.subject}, event, outputs }) {`,
    ...follow(start, graph, '    '),
    ...graph.shared.flatMap((id) => ['', ...sharedStep(id, graph)]),
    '  });',
  ];
  return `${lines.join('\n')}\n`;
}

interface Graph {
  readonly nodes: ReadonlyMap<string, DefinitionNode>;
  readonly bound: ReadonlyMap<string, BoundNode>;
  readonly next: (from: string, outcome: string) => string | null;
  /** Steps to which several ways lead, in the order of the drawing. */
  readonly shared: readonly string[];
  readonly functionOf: ReadonlyMap<string, string>;
}

function graphOf(definition: AutomationDefinition): Graph {
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  const bound = new Map<string, BoundNode>();
  for (const node of definition.nodes) {
    const result = bindNode(node.type, node.config);
    if (result.ok) bound.set(node.id, result.bound);
  }
  const ways = new Map<string, number>();
  const arrive = (id: string, count: number): unknown => ways.set(id, (ways.get(id) ?? 0) + count);
  const edges = new Map<string, string>();
  for (const edge of definition.edges) {
    const key = `${edge.from} ${edge.outcome}`;
    if (edges.has(key) || !nodes.has(edge.to)) continue;
    edges.set(key, edge.to);
    arrive(edge.to, 1);
  }
  // Whoever jumps to a step calls it by name.
  for (const { jump } of bound.values()) if (jump !== null && nodes.has(jump.target)) arrive(jump.target, 2);
  const start = edges.get(`${definition.trigger.id} next`);
  const shared = definition.nodes.filter(({ id }) => (ways.get(id) ?? 0) > 1 || (id !== start && !ways.has(id))).map(({ id }) => id);
  const taken = new Set<string>();
  const functionOf = new Map(shared.map((id) => [id, unique(identifier(camel(`go_${id}`)), taken)]));
  return { nodes, bound, shared, functionOf, next: (from, outcome) => edges.get(`${from} ${outcome}`) ?? null };
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = `${name}${n}`;
  taken.add(free);
  return free;
}

function identifier(name: string): string {
  return /^[A-Za-z_$]/.test(name) ? name : `_${name}`;
}

function sharedStep(id: string, graph: Graph): readonly string[] {
  return [`    async function ${graph.functionOf.get(id) ?? ''}() {`, ...stepLines(id, graph, '      '), '    }'];
}

/** What happens from a step on: in place, or by the name of its function. */
function follow(id: string | null, graph: Graph, indent: string): readonly string[] {
  if (id === null) return [`${indent}return;`];
  const called = graph.functionOf.get(id);
  return called === undefined ? stepLines(id, graph, indent) : [`${indent}return ${called}();`];
}

function stepLines(first: string, graph: Graph, indent: string): readonly string[] {
  const lines: string[] = [];
  // A chain is followed in a loop and not by recursion, for its length has no bound that a stack would like.
  for (let id: string | null = first; id !== null; ) {
    const node = graph.nodes.get(id);
    if (node === undefined) return lines;
    const only = oneStep(node, graph, indent, lines);
    if (only === undefined) return lines;
    if (only === null || graph.functionOf.has(only)) return [...lines, ...follow(only, graph, indent)];
    id = only;
  }
  return lines;
}

/** Writes one step. The step after it if there is one way on; undefined when every way is written. */
function oneStep(node: DefinitionNode, graph: Graph, indent: string, lines: string[]): string | null | undefined {
  const bound = graph.bound.get(node.id);
  const config: JsonObject = bound?.config ?? node.config;
  if (node.name !== undefined && node.name !== '') lines.push(`${indent}// ${oneLine(node.name)}`);
  if (node.type === 'flow.exit') {
    lines.push(`${indent}return exit(${valueWords(config)});`);
    return undefined;
  }
  if (bound?.jump) {
    const called = graph.functionOf.get(bound.jump.target);
    lines.push(`${indent}return atMost(${bound.jump.maxVisits}, ${called ?? quoted(bound.jump.target)});`);
    return undefined;
  }
  const outcomes = (bound?.outcomes ?? [{ name: 'next' }]).filter(
    (outcome) => !('optional' in outcome && outcome.optional === true) || graph.next(node.id, outcome.name) !== null,
  );
  const [only] = outcomes;
  const call = `${callOf(node)}(${valueWords(config)})`;
  if (outcomes.length <= 1) {
    const saved = (bound?.outputs.length ?? 0) > 0 ? `outputs${member(node.id)} = ` : '';
    lines.push(`${indent}${saved}await ${call};`);
    return only === undefined ? null : graph.next(node.id, only.name);
  }
  const names = outcomes.map((outcome) => outcome.name);
  lines.push(...(node.type === 'flow.if' ? ifLines(node, config, graph, indent) : switchLines(node, call, names, bound, graph, indent)));
  return undefined;
}

function ifLines(node: DefinitionNode, config: JsonObject, graph: Graph, indent: string): readonly string[] {
  const condition = valueWords(config['condition'] ?? null);
  return [
    `${indent}if (${condition}) {`,
    ...follow(graph.next(node.id, 'yes'), graph, `${indent}  `),
    `${indent}}`,
    ...follow(graph.next(node.id, 'no'), graph, indent),
  ];
}

function switchLines(
  node: DefinitionNode,
  call: string,
  names: readonly string[],
  bound: BoundNode | undefined,
  graph: Graph,
  indent: string,
): readonly string[] {
  if (bound?.parallel === true) {
    return [
      `${indent}return sideBySide({`,
      ...names.flatMap((name) => [
        `${indent}  ${quoted(name)}: async () => {`,
        ...follow(graph.next(node.id, name), graph, `${indent}    `),
        `${indent}  },`,
      ]),
      `${indent}});`,
    ];
  }
  return [
    `${indent}switch (await ${call}) {`,
    ...names.flatMap((name) => [`${indent}  case ${quoted(name)}:`, ...follow(graph.next(node.id, name), graph, `${indent}    `)]),
    `${indent}}`,
    `${indent}return;`,
  ];
}

function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

function callOf({ type }: DefinitionNode): string {
  return type.split('.').map(camel).join('.');
}

function enrolment({ enrollment }: AutomationDefinition): JsonObject {
  return JSON.parse(JSON.stringify(enrollment)) as JsonObject; // A definition is JSON by its schema.
}

function exitWords(rule: AutomationDefinition['exit'][number]): string {
  const when = rule.when === null ? [] : [`() => ${conditionWords(rule.when)}`];
  const what = rule.kind === 'event' ? [valueWords(rule.events), ...when] : when;
  return [...what, `{ reason: ${quoted(rule.reason)} }`].join(', ');
}

function comment(name: string, description: string | undefined): readonly string[] {
  const about = description === undefined || description === '' ? [] : [`// ${oneLine(description)}`];
  return [`// ${oneLine(name)}`, ...about];
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ');
}
