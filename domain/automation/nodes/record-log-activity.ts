import { z } from 'zod';
import { activityDirections, activityTypes } from '../../records/touch-rules.ts';
import { effectOutcomes, located, recordRetry, short, textSchema } from './shared.ts';
import type { NodeSpec } from './spec.ts';

/** What an automation logs is never a touch: that word is kept for contact made by a person. */
const config = z.strictObject({
  type: z.enum(activityTypes).default('note'),
  direction: z.enum(activityDirections).nullable().default(null),
  subject: textSchema,
  body: textSchema.default(''),
});
export type RecordLogActivityConfig = z.infer<typeof config>;

export const recordLogActivity: NodeSpec<'record.log_activity', RecordLogActivityConfig> = {
  type: 'record.log_activity',
  category: 'record',
  icon: 'history',
  config,
  defaults: { type: 'note', direction: null, subject: '', body: '' },
  outcomes: () => effectOutcomes,
  outputs: () => [{ name: 'activity', type: 'reference', recordType: 'activity' }],
  references: (c) => ({
    texts: [located('/subject', c.subject), located('/body', c.body)],
    required: [located('/subject', c.subject)],
  }),
  sentence: (c) => ({ key: 'steps.record.log_activity.sentence', params: { type: c.type, subject: c.subject } }),
  title: (c) => `Log ${c.type} "${short(c.subject)}"`,
  retry: recordRetry,
  emits: () => ['activity.logged'],
};
