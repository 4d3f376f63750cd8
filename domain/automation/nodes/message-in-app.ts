import { z } from 'zod';
import { effectOutcomes, located, personReferences, personSchema, personWords, recordRetry, short, textSchema } from './shared.ts';
import type { NodeSpec } from './spec.ts';

const config = z.strictObject({
  to: personSchema.default({ kind: 'owner' }),
  text: textSchema,
  level: z.enum(['info', 'warning']).default('info'),
});
export type MessageInAppConfig = z.infer<typeof config>;

export const messageInApp: NodeSpec<'message.in_app', MessageInAppConfig> = {
  type: 'message.in_app',
  category: 'message',
  icon: 'notifications',
  config,
  defaults: { to: { kind: 'owner' }, text: '', level: 'info' },
  outcomes: () => effectOutcomes,
  outputs: () => [{ name: 'recipient', type: 'user', maybe: true }],
  references: (c) => {
    const person = personReferences('/to', c.to);
    return { texts: [located('/text', c.text)], required: [located('/text', c.text)], users: person.users, values: person.values };
  },
  sentence: (c) => ({ key: 'steps.message.in_app.sentence', params: { to: JSON.parse(JSON.stringify(c.to)), text: c.text } }),
  title: (c) => `Tell ${personWords(c.to)} "${short(c.text)}"`,
  retry: recordRetry,
};
