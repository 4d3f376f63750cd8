import { z } from 'zod';
import { expression, fieldPath } from '../definition/expression-schema.ts';
import { effectOutcomes, located, recordRetry } from './shared.ts';
import type { NodeSpec } from './spec.ts';

const config = z.strictObject({
  /** `field` is a path of the run's record, e.g. `lead.status` or `lead.custom.budget`. */
  changes: z.array(z.strictObject({ field: fieldPath, value: expression })).max(50),
});
export type RecordUpdateConfig = z.infer<typeof config>;

export const recordUpdate: NodeSpec<'record.update', RecordUpdateConfig> = {
  type: 'record.update',
  category: 'record',
  icon: 'edit',
  config,
  defaults: { changes: [] },
  outcomes: () => effectOutcomes,
  outputs: () => [{ name: 'changed', type: 'boolean' }],
  references: (c) => ({
    writes: c.changes.map((change, index) => located(`/changes/${index}/field`, change.field)),
    values: c.changes.map((change, index) =>
      located(`/changes/${index}/value`, { expression: change.value, accepts: [], into: change.field }),
    ),
    nonEmpty: [located('/changes', c.changes.length)],
  }),
  sentence: (c) => ({ key: 'steps.record.update.sentence', params: { changes: JSON.parse(JSON.stringify(c.changes)) } }),
  title: (c) => `Set ${c.changes.map((change) => change.field).join(', ') || 'fields'}`,
  retry: recordRetry,
  emits: (c, subject) => [
    `${subject}.updated`,
    ...(subject === 'lead' && c.changes.some((change) => change.field === 'lead.status') ? (['lead.status_changed'] as const) : []),
    ...(subject === 'lead' && c.changes.some((change) => change.field === 'lead.score') ? (['lead.score_changed'] as const) : []),
  ],
};
