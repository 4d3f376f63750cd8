import { z } from 'zod';
import type { Condition } from '../../expressions/ast.ts';
import { fieldPath, jsonValue } from '../definition/expression-schema.ts';
import { located } from './shared.ts';
import type { TriggerSpec } from './spec.ts';

const config = z.strictObject({
  /** Any of these starts a run. */
  events: z.array(z.string().max(100)).max(50),
  /** For `*.updated` and the like: all of these fields changed (from and to where given). */
  changes: z
    .array(z.strictObject({ field: fieldPath, from: jsonValue.exactOptional(), to: jsonValue.exactOptional() }))
    .max(20)
    .default([]),
});
export type TriggerEventConfig = z.infer<typeof config>;

export const triggerEvent: TriggerSpec<'trigger.event', TriggerEventConfig> = {
  type: 'trigger.event',
  icon: 'flash',
  config,
  defaults: { events: [], changes: [] },
  events: (c) => [...new Set(c.events)].sort(),
  filter: (c) =>
    c.changes.length === 0 ? null : { kind: 'all', of: c.changes.map((change): Condition => ({ kind: 'changed', ...change })) },
  references: (c) => ({
    eventTypes: c.events.map((type, index) => located(`/events/${index}`, type)),
    paths: c.changes.map((change, index) => located(`/changes/${index}/field`, change.field)),
  }),
  sentence: (c) => ({ key: 'triggers.event.sentence', params: { events: c.events, changes: JSON.parse(JSON.stringify(c.changes)) } }),
  title: (c) => `When ${c.events.join(' or ') || 'something happens'}`,
};
