import { z } from 'zod';
import type { TriggerSpec } from './spec.ts';

const config = z.strictObject({
  /** Which segment; null has not been chosen. */
  segmentId: z.uuid().nullable().default(null),
  when: z.enum(['entered', 'left']).default('entered'),
});
export type TriggerSegmentConfig = z.infer<typeof config>;

/** A record comes into a segment, or leaves it. Those that are in when the automation goes live do not come in. */
export const triggerSegment: TriggerSpec<'trigger.segment', TriggerSegmentConfig> = {
  type: 'trigger.segment',
  icon: 'people',
  config,
  defaults: { segmentId: null, when: 'entered' },
  events: (c) => [`segment.${c.when}`],
  filter: (c) =>
    c.segmentId === null
      ? null
      : {
          kind: 'compare',
          left: { kind: 'field', path: 'event.data.segmentId' },
          operator: 'is',
          right: { kind: 'literal', value: c.segmentId },
        },
  references: () => ({}),
  sentence: (c) => ({ key: `triggers.segment.${c.when}Sentence`, params: { segment: c.segmentId } }),
  title: (c) => (c.when === 'entered' ? 'When a record enters a segment' : 'When a record leaves a segment'),
};
