import { z } from 'zod';
import type { Sentence, TriggerSpec } from './spec.ts';

const config = z.strictObject({
  /** Which form; null is any. */
  formId: z.uuid().nullable(),
});
export type TriggerFormConfig = z.infer<typeof config>;

const any: Sentence = { key: 'triggers.form.anySentence', params: {} };

/** Somebody filled in a form: the run is about the record that came of it. */
export const triggerForm: TriggerSpec<'trigger.form', TriggerFormConfig> = {
  type: 'trigger.form',
  icon: 'form',
  config,
  defaults: { formId: null },
  events: () => ['form.submitted'],
  filter: (c) =>
    c.formId === null
      ? null
      : {
          kind: 'compare',
          left: { kind: 'field', path: 'event.data.formId' },
          operator: 'is',
          right: { kind: 'literal', value: c.formId },
        },
  references: (c) => (c.formId === null ? {} : { forms: [{ pointer: '/formId', value: c.formId }] }),
  sentence: (c) => (c.formId === null ? any : { key: 'triggers.form.sentence', params: { form: c.formId } }),
  title: () => 'When a form is sent',
};
