import { effectOutcomes, located, recordRetry } from './shared.ts';
import type { NodeSpec } from './spec.ts';
import { tagConfig } from './tags.ts';
import type { TagConfig } from './tags.ts';

export type RecordAddTagConfig = TagConfig;

export const recordAddTag: NodeSpec<'record.add_tag', RecordAddTagConfig> = {
  type: 'record.add_tag',
  category: 'record',
  icon: 'tag',
  config: tagConfig,
  defaults: { tags: [] },
  outcomes: () => effectOutcomes,
  outputs: () => [{ name: 'changed', type: 'boolean' }],
  references: (c) => ({
    tags: c.tags.map((tag, index) => located(`/tags/${index}`, tag)),
    nonEmpty: [located('/tags', c.tags.length)],
  }),
  sentence: (c) => ({ key: 'steps.record.add_tag.sentence', params: { tags: c.tags } }),
  title: (c) => `Add tag ${c.tags.join(', ')}`,
  retry: recordRetry,
  emits: () => ['tag.added'],
};
