import { z } from 'zod';
import { nodeTypes, triggerTypes } from '../../domain/automation/nodes/node-types.ts';
import { subjectTypes } from '../../domain/records/record-types.ts';
import { flag, json, jsonObject } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'automations';

export const nodeTypeInfo = z
  .object({
    type: z.enum(nodeTypes),
    category: z.string(),
    icon: z.string(),
    schema: json.meta({ description: 'JSON Schema of its config.' }),
    defaults: jsonObject,
    outcomes: z.array(z.object({ name: z.string(), optional: z.boolean() })),
    outputs: z.array(z.object({ name: z.string(), type: z.string(), recordType: z.string().nullable(), maybe: z.boolean() })),
    example: jsonObject,
  })
  .meta({ id: 'NodeType' });

export const triggerTypeInfo = z
  .object({ type: z.enum(triggerTypes), icon: z.string(), schema: json, defaults: jsonObject, example: jsonObject })
  .meta({ id: 'TriggerType' });

export const getNodeTypes = endpoint({
  method: 'GET',
  path: '/v1/automation-node-types',
  summary: 'Every kind of trigger and step, with the schema of its settings, its outcomes and results',
  tag,
  response: z.object({ triggers: z.array(triggerTypeInfo), nodes: z.array(nodeTypeInfo), events: z.array(z.string()) }),
});

export const getDefinitionSchema = endpoint({
  method: 'GET',
  path: '/v1/automation-definition-schema',
  summary: 'JSON Schema of a definition as it is exported and imported',
  tag,
  response: jsonObject,
});

export const starterAutomation = z
  .object({
    name: z.string().meta({ description: 'Stays the same; `definition.name` is what people read.' }),
    title: z.string(),
    about: z.string(),
    subject: z.enum(subjectTypes),
    /** A draft to begin with. What only a person can choose is left empty. */
    definition: jsonObject,
  })
  .meta({ id: 'StarterAutomation' });
export type StarterAutomation = z.infer<typeof starterAutomation>;

export const listStarterAutomations = endpoint({
  method: 'GET',
  path: '/v1/starter-automations',
  summary: 'Automations to begin with, ready to be made one’s own',
  tag,
  response: z.object({ items: z.array(starterAutomation) }),
});

export const catalogueField = z
  .object({
    path: z.string().meta({ description: 'As conditions, values and templates write it: `lead.owner.email`.' }),
    type: z.string(),
    label: z.string().nullable(),
    labelKey: z.string(),
    always: z.boolean(),
    writable: z.boolean(),
    options: z.array(z.object({ value: z.string(), label: z.string().nullable() })),
    operators: z.array(z.string()),
  })
  .meta({ id: 'CatalogueField' });

export const getFieldCatalogue = endpoint({
  method: 'GET',
  path: '/v1/field-catalogue/{subject}',
  summary: 'Every field that an automation about such records can use, those of related records and the tenant’s own included',
  tag,
  params: z.object({ subject: z.enum(subjectTypes) }),
  query: z.object({ related: flag.optional() }),
  response: z.object({ subject: z.enum(subjectTypes), fields: z.array(catalogueField) }),
});
