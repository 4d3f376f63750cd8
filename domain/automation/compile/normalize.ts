import type { AutomationDefinition, DefinitionNode } from '../definition/definition.ts';
import { definitionSchema, maxNodes } from '../definition/schema.ts';
import type { BoundNode, BoundTrigger, SchemaIssue } from '../nodes/bind.ts';
import { bindNode, bindTrigger } from '../nodes/bind.ts';
import { nodeTypes, triggerTypes } from '../nodes/node-types.ts';
import { diagnose, pointerOf } from '../validate/diagnose.ts';
import type { Diagnostic } from '../validate/diagnostic.ts';

export interface NormalNode {
  readonly id: string;
  readonly index: number;
  readonly pointer: string;
  readonly node: DefinitionNode;
  /** Null while a setting is not valid; structure is checked all the same. */
  readonly bound: BoundNode | null;
}

/** A definition of the right form, defaults filled in, each node bound to its spec. */
export interface Normalized {
  readonly definition: AutomationDefinition;
  readonly trigger: BoundTrigger | null;
  readonly nodes: readonly NormalNode[];
}

export interface NormalizeResult {
  readonly normalized: Normalized | null;
  readonly diagnostics: readonly Diagnostic[];
}

const whole = { nodeId: null, pointer: '' };
const maxDepth = 60;
const maxValues = 200_000;

/** First phase: from anything at all to a definition whose form is right, or to what is wrong with it. */
export function normalize(input: unknown): NormalizeResult {
  if (!isBounded(input)) return refused([diagnose('AUT-001', whole)]);
  const version = memberOf(input, 'schemaVersion');
  if (version !== undefined && version !== 1) {
    return refused([diagnose('AUT-002', { nodeId: null, pointer: '/schemaVersion' }, { given: String(version).slice(0, 40) })]);
  }
  const nodes = memberOf(input, 'nodes');
  if (Array.isArray(nodes) && nodes.length > maxNodes) {
    return refused([diagnose('AUT-007', { nodeId: null, pointer: '/nodes' }, { steps: nodes.length, max: maxNodes })]);
  }
  const parsed = definitionSchema.safeParse(input);
  if (!parsed.success) return refused(parsed.error.issues.map((issue) => formDiagnostic(issue, input)));
  return bind(parsed.data);
}

function bind(definition: AutomationDefinition): NormalizeResult {
  const diagnostics: Diagnostic[] = [];
  const trigger = bindTrigger(definition.trigger.type, definition.trigger.config);
  if (!trigger.ok) diagnostics.push(...settingDiagnostics(trigger.issues, definition.trigger.id, '/trigger/config'));
  const nodes = definition.nodes.map((node, index): NormalNode => {
    const pointer = `/nodes/${index}`;
    const result = bindNode(node.type, node.config);
    if (!result.ok) diagnostics.push(...settingDiagnostics(result.issues, node.id, `${pointer}/config`));
    return { id: node.id, index, pointer, node, bound: result.ok ? result.bound : null };
  });
  return { normalized: { definition, trigger: trigger.ok ? trigger.bound : null, nodes }, diagnostics };
}

function settingDiagnostics(issues: readonly SchemaIssue[], nodeId: string, pointer: string): readonly Diagnostic[] {
  return issues.map((issue) =>
    diagnose(
      'AUT-005',
      { nodeId, pointer: pointer + pointerOf(issue.path) },
      { setting: issue.path.map(String).join('.') || 'config', problem: problemOf(issue) },
    ),
  );
}

function formDiagnostic(issue: SchemaIssue, input: unknown): Diagnostic {
  const pointer = pointerOf(issue.path);
  const place = { nodeId: nodeIdAt(input, issue.path), pointer };
  const [first, second, third] = issue.path;
  if (first === 'nodes' && third === 'type' && typeof second === 'number')
    return diagnose('AUT-004', place, { type: textAt(input, issue.path), known: [...nodeTypes] });
  if (first === 'trigger' && second === 'type')
    return diagnose('AUT-004', place, { type: textAt(input, issue.path), known: [...triggerTypes] });
  if (first === 'trigger' && issue.path.length === 1) return diagnose('AUT-006', place);
  return diagnose('AUT-003', place, {
    where: issue.path.length === 0 ? 'The automation' : issue.path.map(String).join('.'),
    problem: problemOf(issue),
  });
}

/** zod's message as the end of a sentence: "Invalid input: expected string, received number" becomes "should be string but is number". */
function problemOf(issue: SchemaIssue): string {
  if (issue.code === 'unrecognized_keys') return `has unknown members: ${issue.keys.slice(0, 5).join(', ')}`;
  const typed = /^Invalid input: expected (.*?), received (.*)$/.exec(issue.message);
  if (typed !== null) return typed[2] === 'undefined' ? 'is missing' : `should be ${typed[1]} but is ${typed[2]}`;
  const option = /^Invalid option: expected one of (.*)$/.exec(issue.message);
  if (option !== null) return `should be one of ${(option[1] ?? '').replaceAll('|', ', ').slice(0, 300)}`;
  const size = /^Too (?:small|big): expected \w+ to (?:have|be) (.*)$/.exec(issue.message);
  if (size !== null) return `must have ${(size[1] ?? '').replace('>=', 'at least ').replace('<=', 'at most ')}`;
  return issue.message.startsWith('Invalid') ? 'is not valid' : issue.message.replace(/\.$/, '');
}

function nodeIdAt(input: unknown, path: readonly PropertyKey[]): string | null {
  if (path[0] === 'trigger') return idOf(memberOf(input, 'trigger'));
  if (path[0] !== 'nodes' || typeof path[1] !== 'number') return null;
  const nodes = memberOf(input, 'nodes');
  return Array.isArray(nodes) ? idOf(nodes[path[1]]) : null;
}

function idOf(value: unknown): string | null {
  const id = memberOf(value, 'id');
  return typeof id === 'string' ? id.slice(0, 64) : null;
}

function textAt(input: unknown, path: readonly PropertyKey[]): string {
  let value = input;
  for (const key of path) value = memberOf(value, key);
  return typeof value === 'string' ? value.slice(0, 100) : String(JSON.stringify(value) ?? 'nothing').slice(0, 100);
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<PropertyKey, unknown>>)[key]
    : undefined;
}

/** Whether a value is small and flat enough to be looked at; also false for anything that contains itself. Without recursion. */
function isBounded(input: unknown): boolean {
  const open: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }];
  let values = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    values += 1;
    if (values > maxValues || depth > maxDepth) return false;
    if (typeof value === 'string' && value.length > 1_000_000) return false;
    if (typeof value !== 'object' || value === null) continue;
    const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (members.length > maxValues) return false;
    for (const member of members) open.push({ value: member, depth: depth + 1 });
  }
  return true;
}

function refused(diagnostics: readonly Diagnostic[]): NormalizeResult {
  return { normalized: null, diagnostics };
}
