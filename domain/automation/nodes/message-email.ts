import { z } from 'zod';
import { expression } from '../definition/expression-schema.ts';
import { located, personReferences, personSchema, personWords, recordRetry, short, textSchema, windowSchema } from './shared.ts';
import type { NodeSpec } from './spec.ts';

const config = z.strictObject({
  content: z.discriminatedUnion('kind', [
    /** Empty id until the author has chosen. The template's approved version is pinned when the automation is published. */
    z.strictObject({ kind: z.literal('template'), templateId: z.string().max(100) }),
    /** Handlebars: `{{lead.firstName}}`, `{{default lead.firstName "there"}}`. The body is HTML; plain text is made from it. */
    z.strictObject({ kind: z.literal('inline'), subject: textSchema, body: z.string().max(200_000) }),
  ]),
  to: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('subject') }),
      z.strictObject({ kind: z.literal('person'), person: personSchema }),
      z.strictObject({ kind: z.literal('address'), value: expression }),
    ])
    .default({ kind: 'subject' }),
  /** Null is refused by the compiler: whoever sends says under which right. */
  consent: z.enum(['transactional', 'marketing']).nullable().default(null),
  /** Outside it the message is kept until it opens. Null: at any time. */
  window: windowSchema.nullable().default(null),
});
export type MessageEmailConfig = z.infer<typeof config>;

export const messageEmail: NodeSpec<'message.email', MessageEmailConfig> = {
  type: 'message.email',
  category: 'message',
  icon: 'envelope',
  config,
  defaults: { content: { kind: 'template', templateId: '' }, to: { kind: 'subject' }, consent: null, window: null },
  /** `not_sent`: no address, or suppressed; without that branch the run goes on by `next` and the step says so. */
  outcomes: () => [{ name: 'next' }, { name: 'not_sent', optional: true }, { name: 'error', optional: true }],
  outputs: () => [{ name: 'message', type: 'reference', recordType: 'message', maybe: true }],
  references: (c) => {
    const person = c.to.kind === 'person' ? personReferences('/to/person', c.to.person) : { users: [], values: [] };
    const inline = c.content.kind === 'inline' ? c.content : null;
    return {
      templates: c.content.kind === 'template' ? [located('/content/templateId', c.content.templateId)] : [],
      texts: inline === null ? [] : [located('/content/subject', inline.subject), located('/content/body', inline.body)],
      required: inline === null ? [] : [located('/content/subject', inline.subject), located('/content/body', inline.body)],
      users: person.users,
      values: [
        ...person.values,
        ...(c.to.kind === 'address' ? [located('/to/value', { expression: c.to.value, accepts: ['email', 'text'] as const })] : []),
      ],
      recipient: c.to.kind === 'subject',
    };
  },
  sentence: (c) => ({
    key: `steps.message.email.${c.content.kind}`,
    params: {
      ...(c.content.kind === 'template' ? { templateId: c.content.templateId } : { subject: c.content.subject }),
      to: JSON.parse(JSON.stringify(c.to)),
    },
  }),
  title: (c) => {
    const what = c.content.kind === 'inline' ? `"${short(c.content.subject)}"` : 'a template';
    return `Send e-mail ${what}${c.to.kind === 'person' ? ` to ${personWords(c.to.person)}` : ''}`;
  },
  retry: recordRetry,
  emits: () => ['message.queued', 'message.sent', 'message.failed', 'message.bounced', 'message.unknown'],
  estimate: () => ({ minSeconds: 0, maxSeconds: 0, messages: 1 }),
};
