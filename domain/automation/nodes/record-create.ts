import { z } from 'zod';
import { subjectTypes } from '../../records/record-types.ts';
import type { SubjectType } from '../../records/record-types.ts';
import { expression } from '../definition/expression-schema.ts';
import { located, recordRetry } from './shared.ts';
import type { NodeSpec } from './spec.ts';

/** What happens when there is one already: take it, write what is given into it, make another one, or fail. */
export const duplicateAnswers = ['use', 'update', 'create', 'fail'] as const;

const config = z.strictObject({
  recordType: z.enum(subjectTypes),
  /** `field` is a field of the new record, e.g. `email`, `companyId` or `custom.budget`. */
  values: z
    .array(
      z.strictObject({
        field: z
          .string()
          .max(100)
          .regex(/^[A-Za-z][\w]*(\.[A-Za-z0-9_]\w*)?$/, 'is not a field'),
        value: expression,
      }),
    )
    .max(50),
  /** Of a deal: where it begins; null is the first stage of the default pipeline. */
  stageId: z.string().max(100).nullable().default(null),
  onDuplicate: z.enum(duplicateAnswers).default('use'),
});
export type RecordCreateConfig = z.infer<typeof config>;

/** Fields that a new record may be given although they are changed by steps of their own later. */
export const onlyAtBirth: Readonly<Record<SubjectType, readonly string[]>> = {
  lead: ['ownerUserId'],
  contact: ['ownerUserId', 'companyId'],
  company: ['ownerUserId'],
  deal: ['ownerUserId', 'companyId', 'contactId'],
};

/** At least one field of each group must be given. */
export const neededAtBirth: Readonly<Record<SubjectType, readonly (readonly string[])[]>> = {
  lead: [['firstName', 'lastName', 'email', 'phone']],
  contact: [['firstName', 'lastName', 'email', 'phone']],
  company: [['name']],
  deal: [['name']],
};

export const recordCreate: NodeSpec<'record.create', RecordCreateConfig> = {
  type: 'record.create',
  category: 'record',
  icon: 'add',
  config,
  defaults: { recordType: 'contact', values: [], stageId: null, onDuplicate: 'use' },
  outcomes: (c) => [
    { name: 'created' },
    ...(c.onDuplicate === 'use' || c.onDuplicate === 'update' ? [{ name: 'existing' }] : []),
    { name: 'error', optional: true },
  ],
  outputs: (c) => [
    { name: 'record', type: 'reference', recordType: c.recordType, fields: true },
    { name: 'created', type: 'boolean' },
  ],
  references: (c) => ({
    creates: [located('/values', { recordType: c.recordType, fields: c.values.map((one) => one.field) })],
    values: c.values.map((one, index) =>
      located(`/values/${index}/value`, { expression: one.value, accepts: [], intoNew: { recordType: c.recordType, field: one.field } }),
    ),
    stages: c.recordType === 'deal' && c.stageId !== null ? [located('/stageId', c.stageId)] : [],
    nonEmpty: [located('/values', c.values.length)],
  }),
  sentence: (c) => ({
    key: 'steps.record.create.sentence',
    params: { recordType: c.recordType, values: JSON.parse(JSON.stringify(c.values)), onDuplicate: c.onDuplicate },
  }),
  title: (c) => `Create a ${c.recordType}`,
  retry: recordRetry,
  emits: (c, subject) => (c.recordType === subject ? [`${c.recordType}.created`] : []),
};
