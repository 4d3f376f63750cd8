import { z } from 'zod';
import type { TriggerSpec } from './spec.ts';

const config = z.strictObject({});
export type TriggerManualConfig = z.infer<typeof config>;

export const triggerManual: TriggerSpec<'trigger.manual', TriggerManualConfig> = {
  type: 'trigger.manual',
  icon: 'hand-up',
  config,
  defaults: {},
  events: () => [],
  filter: () => null,
  references: () => ({}),
  sentence: () => ({ key: 'triggers.manual.sentence', params: {} }),
  title: () => 'When somebody starts it',
};
