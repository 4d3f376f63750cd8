import { z } from 'zod';
import { aboutSchema, effectOutcomes, located, recordRetry } from './shared.ts';
import type { NodeSpec } from './spec.ts';

const config = z.strictObject({ about: aboutSchema.default({ kind: 'subject' }) });
export type RecordArchiveConfig = z.infer<typeof config>;

/** A run whose own record is archived has nothing left to be about: it ends there. */
export const recordArchive: NodeSpec<'record.archive', RecordArchiveConfig> = {
  type: 'record.archive',
  category: 'record',
  icon: 'archive',
  config,
  defaults: { about: { kind: 'subject' } },
  outcomes: (c) => (c.about.kind === 'subject' ? [] : effectOutcomes),
  outputs: (c) => (c.about.kind === 'subject' ? [] : [{ name: 'changed', type: 'boolean' }]),
  references: (c) => (c.about.kind === 'output' ? { outputs: [located('/about', { step: c.about.step, name: c.about.name })] } : {}),
  sentence: (c) => ({
    key: c.about.kind === 'subject' ? 'steps.record.archive.subject' : 'steps.record.archive.output',
    params: { about: { ...c.about } },
  }),
  title: (c) => (c.about.kind === 'subject' ? 'Archive the record and end' : 'Archive a record'),
  retry: recordRetry,
  ends: (c) => c.about.kind === 'subject',
  emits: (c, subject) => (c.about.kind === 'subject' ? [`${subject}.deleted`] : []),
};
