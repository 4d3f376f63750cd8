import type { CompileContext } from '../compile/context.ts';
import type { Normalized, NormalNode } from '../compile/normalize.ts';
import type { CatalogueType, Scope } from '../../records/field-catalogue.ts';
import { catalogueTypes, resolveField } from '../../records/field-catalogue.ts';
import type { RecordType } from '../../records/record-types.ts';
import type { ValueType } from '../../expressions/ast.ts';
import type { TypeScope } from '../../expressions/check.ts';
import type { DiagnosticCode } from './codes.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnostic, Fix } from './diagnostic.ts';
import type { JsonObject } from '../../json.ts';
import type { Completed, Graph } from './graph.ts';
import type { Scopes } from './scopes.ts';
import { scopesOf } from './scopes.ts';
import type { OutputSpec } from '../nodes/spec.ts';
import { ancestorsOf, completedBefore, graphOf } from './graph.ts';

/** Everything the checks look at, worked out once. */
export interface Model {
  readonly normalized: Normalized;
  readonly graph: Graph;
  readonly context: CompileContext;
  /** Steps that every path to a step has completed. */
  readonly completed: Completed;
  /** The branches steps stand in that go on side by side. */
  readonly scopes: Scopes;
  /** The type of every variable that a step sets; that of the step read first. */
  readonly variables: ReadonlyMap<string, ValueType>;
}

export type Check = (model: Model) => readonly Diagnostic[];

export function modelOf(normalized: Normalized, context: CompileContext): Model {
  const graph = graphOf(normalized);
  const scopes = scopesOf(graph);
  return { normalized, graph, context, scopes, completed: completedBefore(graph, scopes), variables: variablesIn(normalized, graph) };
}

function variablesIn(normalized: Normalized, graph: Graph): ReadonlyMap<string, ValueType> {
  const found = new Map<string, ValueType>();
  const ids = [...graph.order, ...normalized.nodes.map((node) => node.id)];
  for (const id of ids) {
    for (const { value } of graph.byId.get(id)?.bound?.references.variables ?? []) {
      if (!found.has(value.name)) found.set(value.name, value.type);
    }
  }
  return found;
}

/** A diagnostic about a step; `pointer` is relative to the step's config. */
export function atConfig(node: NormalNode, code: DiagnosticCode, pointer: string, params: JsonObject = {}, fix?: Fix): Diagnostic {
  return diagnose(code, { nodeId: node.id, pointer: `${node.pointer}/config${pointer}` }, params, fix);
}

export function atNode(node: NormalNode, code: DiagnosticCode, params: JsonObject = {}, fix?: Fix): Diagnostic {
  return diagnose(code, { nodeId: node.id, pointer: node.pointer }, params, fix);
}

/** What conditions and values of the trigger and enrolment may refer to. */
export function triggerScope(model: Model): TypeScope {
  return { ...baseScope(model), events: model.normalized.trigger?.events ?? [] };
}

/** What conditions and values of a step may refer to; a wait's filter sees the event it waits for. */
export function stepScope(model: Model, node: NormalNode): TypeScope {
  const awaited = node.node.type === 'wait.for_event' ? node.bound?.references.eventTypes?.map((type) => type.value) : undefined;
  return { ...baseScope(model), events: awaited ?? model.normalized.trigger?.events ?? [] };
}

/** Segments of the automation's kind of record; unknown while the tenant is. */
function knownSegments({ context, normalized }: Model): Pick<TypeScope, 'segments'> {
  const { segment } = context;
  const { subject } = normalized.definition;
  return segment === undefined ? {} : { segments: { has: (id) => segment(id)?.entity === subject } };
}

function baseScope(model: Model): Scope & Pick<TypeScope, 'catalogue' | 'outputType' | 'segments'> {
  return {
    subject: model.normalized.definition.subject,
    variable: (name) => model.variables.get(name) ?? null,
    events: [],
    catalogue: model.context.catalogue,
    ...knownSegments(model),
    outputType: (step, name) => {
      const [first = name, ...rest] = name.split('.');
      const output = outputOf(model, step, first);
      if (output === undefined) return name === 'error' && model.graph.byId.has(step) ? 'text' : null;
      if (rest.length === 0) return output.type;
      if (output.type !== 'reference') return null;
      if (rest.length === 1 && (rest[0] === 'id' || rest[0] === 'type')) return 'text';
      return output.fields === true && isCatalogued(output.recordType)
        ? (resolveField(model.context.catalogue, output.recordType, rest, false)?.type ?? null)
        : null;
    },
  };
}

/** A result of a step; the items of a list are records of its kind. */
export function outputOf(model: Model, step: string, name: string): OutputSpec | undefined {
  const output = model.graph.byId.get(step)?.bound?.outputs.find((one) => one.name === name);
  if (output?.itemOf === undefined) return output;
  const { itemOf } = output;
  const list = model.graph.byId.get(itemOf.step)?.bound?.outputs.find((one) => one.name === itemOf.name);
  return list?.listOf === undefined ? output : { ...output, recordType: list.listOf };
}

function isCatalogued(type: RecordType | undefined): type is RecordType & CatalogueType {
  return catalogueTypes.some((one) => one === type);
}

/** Whether the output of `step` is there whenever `at` is reached. */
export function isCompletedBefore(model: Model, step: string, at: string): boolean {
  return model.completed.before(step, at);
}

export function canReach(model: Model, from: string, to: string): boolean {
  return ancestorsOf(model.graph, to).has(from);
}
