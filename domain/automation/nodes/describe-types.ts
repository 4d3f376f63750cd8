import { z } from 'zod';
import type { Json, JsonObject } from '../../json.ts';
import { bindNode } from './bind.ts';
import { nodeFixture, triggerFixtures } from './fixtures.ts';
import type { NodeCategory, NodeType, TriggerType } from './node-types.ts';
import { nodeTypes, triggerTypes } from './node-types.ts';
import { nodeSpecs, triggerSpecs } from './registry.ts';
import type { OutcomeSpec, OutputSpec } from './spec.ts';

/** A node type as data, for the API, for pages and for other programs that write definitions. */
export interface NodeTypeDescription {
  readonly type: NodeType;
  readonly category: NodeCategory;
  readonly icon: string;
  /** JSON Schema (draft 2020-12) of the config as it may be written: what has a default may be left out. */
  readonly schema: Json;
  readonly defaults: JsonObject;
  /** Outcomes and results of the example. */
  readonly outcomes: readonly OutcomeSpec[];
  readonly outputs: readonly OutputSpec[];
  readonly example: JsonObject;
}

export interface TriggerTypeDescription {
  readonly type: TriggerType;
  readonly icon: string;
  readonly schema: Json;
  readonly defaults: JsonObject;
  readonly example: JsonObject;
}

export function describeNodeTypes(): readonly NodeTypeDescription[] {
  return nodeTypes.map((type) => {
    const { category, icon, defaults, config } = nodeSpecs[type];
    const example = nodeFixture(type);
    const bound = bindNode(type, example);
    return {
      type,
      category,
      icon,
      schema: schemaOf(config),
      defaults,
      outcomes: bound.ok ? bound.bound.outcomes : [],
      outputs: bound.ok ? bound.bound.outputs : [],
      example,
    };
  });
}

export function describeTriggerTypes(): readonly TriggerTypeDescription[] {
  return triggerTypes.map((type) => {
    const { icon, defaults, config } = triggerSpecs[type];
    return { type, icon, schema: schemaOf(config), defaults, example: { ...triggerFixtures[type] } };
  });
}

function schemaOf(config: z.ZodType): Json {
  // The published schema of a schema is JSON; zod types it by the draft it follows.
  return z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) as unknown as Json;
}
