import { z } from 'zod';
import type { RecordType } from '../../records/record-types.ts';
import { aboutSchema, effectOutcomes, located, recordRetry } from './shared.ts';
import type { NodeSpec } from './spec.ts';

const config = z.strictObject({
  record: aboutSchema.default({ kind: 'subject' }),
  /** The record it is linked with, in either order. */
  with: aboutSchema,
  /** `keep` leaves a link to another record as it is. */
  ifLinked: z.enum(['replace', 'keep']).default('replace'),
});
export type RecordAssociateConfig = z.infer<typeof config>;

/** The field that holds the link between two kinds of record, and on which of them it stands; null when they are never linked. */
export function linkBetween(one: RecordType, other: RecordType): { readonly on: 'contact' | 'deal'; readonly field: string } | null {
  const pair = [one, other].sort().join(' ');
  if (pair === 'company contact') return { on: 'contact', field: 'companyId' };
  if (pair === 'company deal') return { on: 'deal', field: 'companyId' };
  return pair === 'contact deal' ? { on: 'deal', field: 'contactId' } : null;
}

export const recordAssociate: NodeSpec<'record.associate', RecordAssociateConfig> = {
  type: 'record.associate',
  category: 'record',
  icon: 'link',
  config,
  defaults: { record: { kind: 'subject' }, with: { kind: 'output', step: '', name: 'record' }, ifLinked: 'replace' },
  outcomes: () => effectOutcomes,
  outputs: () => [{ name: 'changed', type: 'boolean' }],
  references: (c) => ({
    outputs: [
      ...(c.record.kind === 'output' ? [located('/record', { step: c.record.step, name: c.record.name })] : []),
      ...(c.with.kind === 'output' ? [located('/with', { step: c.with.step, name: c.with.name })] : []),
    ],
    links: [located('/with', { record: c.record, with: c.with })],
  }),
  sentence: (c) => ({
    key: 'steps.record.associate.sentence',
    params: { record: { ...c.record }, with: { ...c.with }, ifLinked: c.ifLinked },
  }),
  title: () => 'Link records',
  retry: recordRetry,
  emits: (c, subject) => (c.record.kind === 'subject' || c.with.kind === 'subject' ? [`${subject}.updated`] : []),
};
