import type { AutomationDefinition, DefinitionNode, TriggerNode } from '../../../../../domain/automation/definition/definition.ts';
import type { NodeType, TriggerType } from '../../../../../domain/automation/nodes/node-types.ts';
import { nodeSpecs, triggerSpecs } from '../../../../../domain/automation/nodes/registry.ts';
import type { NodeSpec, OutcomeSpec, OutputSpec, Sentence, TriggerSpec } from '../../../../../domain/automation/nodes/spec.ts';
import type { ValueType } from '../../../../../domain/expressions/ast.ts';
import type { JsonObject } from '../../../../../domain/json.ts';
import type { RecordType } from '../../../../../domain/records/record-types.ts';
import type { StepCatalogue } from '../draft/catalogue.ts';

export interface VariableInfo {
  readonly name: string;
  readonly type: ValueType;
}

type Like = Pick<DefinitionNode, 'type' | 'config'>;

/** The spec of a type for a config of that very type: what `parsed` hands over came out of the spec's own schema. */
type LooseSpec = NodeSpec<NodeType, unknown>;
type LooseTrigger = TriggerSpec<TriggerType, unknown>;

export function specOf(type: NodeType): LooseSpec {
  return nodeSpecs[type] as unknown as LooseSpec;
}
export function triggerSpecOf(type: TriggerType): LooseTrigger {
  return triggerSpecs[type] as unknown as LooseTrigger;
}

/** A draft may hold what its schema refuses; it is shown as far as it can be understood. */
const cache = new WeakMap<JsonObject, unknown>();
function parsed(node: Like): unknown {
  const known = cache.get(node.config);
  if (known !== undefined) return known;
  const spec = specOf(node.type);
  const whole = spec.config.safeParse(node.config);
  const config = whole.success ? whole.data : (spec.config.safeParse({ ...spec.defaults, ...node.config }).data ?? spec.defaults);
  cache.set(node.config, config);
  return config;
}

/** True when the config passes the schema of its type. */
export function isUnderstood(node: Like): boolean {
  return specOf(node.type).config.safeParse(node.config).success;
}

export function outcomeSpecs(node: Like): readonly OutcomeSpec[] {
  return specOf(node.type).outcomes(parsed(node));
}

/** Outcomes that exist only once a branch leaves by them, such as `error`. */
export function optionalOutcomes(node: Like): readonly string[] {
  return outcomeSpecs(node).flatMap((outcome) => (outcome.optional ? [outcome.name] : []));
}

export function outputsOf(node: Like): readonly OutputSpec[] {
  return specOf(node.type).outputs(parsed(node));
}

/** The kind of record a result is; the items of a list are of its kind. */
export function recordTypeOf(definition: Pick<AutomationDefinition, 'nodes'>, output: OutputSpec): RecordType | undefined {
  const { itemOf } = output;
  if (itemOf === undefined) return output.recordType;
  const node = definition.nodes.find((one) => one.id === itemOf.step);
  return node === undefined ? undefined : outputsOf(node).find((one) => one.name === itemOf.name)?.listOf;
}

/** What steps set, by name; a name set twice is one. */
export function variablesOf(definition: Pick<AutomationDefinition, 'nodes'>): readonly VariableInfo[] {
  const all = definition.nodes.flatMap((node) => specOf(node.type).references(parsed(node)).variables ?? []);
  return [...new Map(all.flatMap(({ value }) => (value.name === '' ? [] : [[value.name, value] as const]))).values()];
}

export function sentenceOf(node: Like): Sentence {
  return specOf(node.type).sentence(parsed(node));
}

export function triggerSentenceOf(trigger: TriggerNode): Sentence {
  const spec = triggerSpecOf(trigger.type);
  const config = spec.config.safeParse(trigger.config);
  return spec.sentence(config.success ? config.data : spec.defaults);
}

/** The events that can start it: their data can be used by every step. */
export function triggerEventsOf(trigger: TriggerNode): readonly string[] {
  const spec = triggerSpecOf(trigger.type);
  const config = spec.config.safeParse(trigger.config);
  return spec.events(config.success ? config.data : spec.defaults);
}

/** Steps after which nothing can stand. */
export function isEnd(type: NodeType): boolean {
  const spec = specOf(type);
  return spec.outcomes(spec.defaults).length === 0;
}

export const stepCatalogue: StepCatalogue = {
  outcomesOf: (node, used) =>
    outcomeSpecs(node)
      .filter((outcome) => !outcome.optional || used.has(outcome.name))
      .map((outcome) => outcome.name),
  stepPointers: (node) => {
    const references = specOf(node.type).references(parsed(node));
    return [
      ...(references.steps ?? []).map((located) => located.pointer),
      ...(references.outputs ?? []).map((located) => `${located.pointer}/step`),
    ];
  },
  defaultsOf: (type) => specOf(type).defaults,
};
