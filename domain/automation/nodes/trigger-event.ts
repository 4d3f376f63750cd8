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
  /** The figure went over the mark, from below or from above: a score that is high enough. */
  crossing: z.strictObject({ field: fieldPath, value: z.number(), direction: z.enum(['up', 'down']) }).exactOptional(),
});
export type TriggerEventConfig = z.infer<typeof config>;

export const triggerEvent: TriggerSpec<'trigger.event', TriggerEventConfig> = {
  type: 'trigger.event',
  icon: 'flash',
  config,
  defaults: { events: [], changes: [] },
  events: (c) => [...new Set(c.events)].sort(),
  filter: (c) => {
    const of = [...c.changes.map((change): Condition => ({ kind: 'changed', ...change })), ...crossed(c)];
    return of.length === 0 ? null : { kind: 'all', of };
  },
  references: (c) => ({
    eventTypes: c.events.map((type, index) => located(`/events/${index}`, type)),
    paths: [
      ...c.changes.map((change, index) => located(`/changes/${index}/field`, change.field)),
      ...(c.crossing === undefined ? [] : [located('/crossing/field', c.crossing.field)]),
    ],
  }),
  sentence: (c) => ({
    key: 'triggers.event.sentence',
    params: {
      events: c.events,
      changes: JSON.parse(JSON.stringify(c.changes)),
      ...(c.crossing === undefined ? {} : { crossing: { ...c.crossing } }),
    },
  }),
  title: (c) => `When ${c.events.join(' or ') || 'something happens'}`,
};

function crossed({ crossing }: TriggerEventConfig): readonly Condition[] {
  if (crossing === undefined) return [];
  const { field, value, direction } = crossing;
  const name = field.slice(field.indexOf('.') + 1);
  const side = (when: 'before' | 'after', operator: 'less_than' | 'greater_or_equal'): Condition => ({
    kind: 'compare',
    left: { kind: 'field', path: `event.${when}.${name}` },
    operator,
    right: { kind: 'literal', value },
  });
  return direction === 'up'
    ? [side('before', 'less_than'), side('after', 'greater_or_equal')]
    : [side('before', 'greater_or_equal'), side('after', 'less_than')];
}
