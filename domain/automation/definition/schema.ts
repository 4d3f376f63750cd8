import { z } from 'zod';
import { subjectTypes } from '../../records/record-types.ts';
import { nodeTypes, triggerTypes } from '../nodes/node-types.ts';
import type { AutomationDefinition } from './definition.ts';
import { errorClasses, whileActiveAnswers } from './definition.ts';
import { condition, jsonValue, nodeId } from './expression-schema.ts';

export const maxNodes = 500;

/** Segments that one automation may keep out. */
export const maxSuppressed = 20;

const config = z.record(z.string(), jsonValue);

const exitRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('condition'), reason: z.string().min(1).max(200), when: condition }),
  z.strictObject({
    kind: z.literal('event'),
    reason: z.string().min(1).max(200),
    events: z.array(z.string().max(100)).min(1).max(50),
    when: condition.nullable().default(null),
  }),
]);

const enrollment = z.strictObject({
  filter: condition.nullable().default(null),
  key: z
    .string()
    .max(200)
    .regex(/^(record|event\.[\w.-]+)$/, 'must be "record" or a path into the event such as event.data.appointmentId')
    .default('record'),
  reenroll: z.enum(['never', 'after_end', 'always']).default('after_end'),
  whileActive: z.enum(whileActiveAnswers).default('ignore'),
  exclusive: z.strictObject({ group: z.string().max(64), priority: z.number().int().min(0).max(100).default(0) }).exactOptional(),
  suppression: z
    .strictObject({ segments: z.array(z.string().max(64)).min(1).max(maxSuppressed), leave: z.boolean().default(false) })
    .exactOptional(),
});

const settings = z.strictObject({
  timeZone: z.string().min(1).max(60).default('tenant'),
  onError: z.enum(['hold', 'fail']).default('hold'),
  loopGuard: z
    .strictObject({ max: z.number().int().min(1).max(10_000), perHours: z.number().int().min(1).max(8_760) })
    .default({ max: 20, perHours: 24 }),
});

const failureRule = z.strictObject({
  retry: z
    .strictObject({
      attempts: z.number().int().min(1).max(50),
      firstDelaySeconds: z.number().min(0).max(86_400),
      factor: z.number().min(1).max(10),
      maxDelaySeconds: z.number().min(0).max(604_800),
      on: z.array(z.enum(errorClasses)).max(errorClasses.length),
    })
    .exactOptional(),
  rule: z.enum(['hold', 'fail', 'go_on']).exactOptional(),
});

/**
 * The outer form of a definition. Each node's `config` is open here and checked by the schema of its type, so that one bad field names its step.
 * What may be left out has a default: a definition of a trigger and a name is complete.
 */
export const definitionSchema: z.ZodType<AutomationDefinition> = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string().trim().min(1, 'must not be empty').max(200),
  description: z.string().max(5_000).exactOptional(),
  subject: z.enum(subjectTypes),
  trigger: z.strictObject({ id: nodeId, type: z.enum(triggerTypes), config: config.default({}) }),
  enrollment: enrollment.default({ filter: null, key: 'record', reenroll: 'after_end', whileActive: 'ignore' }),
  exit: z.array(exitRule).max(50).default([]),
  settings: settings.default({ timeZone: 'tenant', onError: 'hold', loopGuard: { max: 20, perHours: 24 } }),
  nodes: z
    .array(
      z.strictObject({
        id: nodeId,
        type: z.enum(nodeTypes),
        name: z.string().max(200).exactOptional(),
        note: z.string().max(5_000).exactOptional(),
        onFailure: failureRule.exactOptional(),
        config: config.default({}),
      }),
    )
    .default([]),
  edges: z.array(z.strictObject({ from: nodeId, outcome: z.string().min(1).max(64), to: nodeId })).default([]),
});
