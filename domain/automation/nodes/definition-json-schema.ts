import { z } from 'zod';
import type { Json, JsonObject } from '../../json.ts';
import { definitionSchema } from '../definition/schema.ts';
import { nodeSpecs, triggerSpecs } from './registry.ts';

/**
 * JSON Schema (2020-12) of a whole definition as it is exported and imported: the outer form, and for every trigger and step the settings
 * of its type. What only a tenant can say (whether a field or a person exists) is the compiler's.
 */
export function definitionJsonSchema(): JsonObject {
  const outer = schemaOf(definitionSchema, 'definition');
  const settings = Object.entries({ ...triggerSpecs, ...nodeSpecs }).map(([type, spec]) => [type, schemaOf(spec.config, type)] as const);
  const properties = objectOf(outer.root['properties']);
  const nodes = objectOf(properties['nodes']);
  const root: JsonObject = {
    ...outer.root,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Cadenza automation',
    properties: {
      $schema: { type: 'string' },
      ...properties,
      trigger: { anyOf: Object.keys(triggerSpecs).map((type) => withSettings(objectOf(properties['trigger']), type)) },
      nodes: { ...nodes, items: { anyOf: Object.keys(nodeSpecs).map((type) => withSettings(objectOf(nodes['items']), type)) } },
    },
    $defs: Object.assign({}, outer.defs, ...settings.map(([type, { root: own, defs }]) => ({ ...defs, [`settings.${type}`]: own }))),
  };
  return root;
}

/** The form of a step, for one type of it. */
function withSettings(form: JsonObject, type: string): JsonObject {
  const properties = objectOf(form['properties']);
  return { ...form, properties: { ...properties, type: { const: type }, config: { $ref: `#/$defs/settings.${type}` } } };
}

/** Definitions inside are named after what they belong to: zod numbers them anew for every schema. */
function schemaOf(schema: z.ZodType, name: string): { readonly root: JsonObject; readonly defs: JsonObject } {
  const made = JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const named: unknown = JSON.parse(made.replaceAll('#/$defs/__schema', `#/$defs/${name}.`));
  const { $defs, $schema: _dialect, ...root } = objectOf(named as Json); // JSON.parse gives JSON.
  const defs = Object.entries(objectOf($defs ?? {})).map(([key, value]) => [key.replace('__schema', `${name}.`), value]);
  return { root, defs: Object.fromEntries(defs) as JsonObject };
}

function objectOf(value: Json | undefined): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('The schema is not an object.');
  return value as JsonObject; // Arrays and null are excluded above.
}
