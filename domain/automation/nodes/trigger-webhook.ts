import { z } from 'zod';
import type { Sentence, TriggerSpec } from './spec.ts';

const config = z.strictObject({
  /** Which inbound webhook; null is any. */
  webhookId: z.uuid().nullable(),
});
export type TriggerWebhookConfig = z.infer<typeof config>;

const any: Sentence = { key: 'triggers.webhook.anySentence', params: {} };

/** Another system called: the run is about the record that its request was mapped to. */
export const triggerWebhook: TriggerSpec<'trigger.webhook', TriggerWebhookConfig> = {
  type: 'trigger.webhook',
  icon: 'cloud-download',
  config,
  defaults: { webhookId: null },
  events: () => ['webhook.received'],
  filter: (c) =>
    c.webhookId === null
      ? null
      : {
          kind: 'compare',
          left: { kind: 'field', path: 'event.data.webhookId' },
          operator: 'is',
          right: { kind: 'literal', value: c.webhookId },
        },
  references: (c) => (c.webhookId === null ? {} : { inboundWebhooks: [{ pointer: '/webhookId', value: c.webhookId }] }),
  sentence: (c) => (c.webhookId === null ? any : { key: 'triggers.webhook.sentence', params: { webhook: c.webhookId } }),
  title: () => 'When another system calls',
};
