import { effectOutcomes, located, recordRetry } from './shared.ts';
import type { NodeSpec } from './spec.ts';
import { tagConfig } from './tags.ts';
import type { TagConfig } from './tags.ts';

export type RecordRemoveTagConfig = TagConfig;

export const recordRemoveTag: NodeSpec<'record.remove_tag', RecordRemoveTagConfig> = {
  type: 'record.remove_tag',
  category: 'record',
  icon: 'small-cross',
  config: tagConfig,
  defaults: { tags: [] },
  outcomes: () => effectOutcomes,
  outputs: () => [{ name: 'changed', type: 'boolean' }],
  references: (c) => ({
    tags: c.tags.map((tag, index) => located(`/tags/${index}`, tag)),
    nonEmpty: [located('/tags', c.tags.length)],
  }),
  sentence: (c) => ({ key: 'steps.record.remove_tag.sentence', params: { tags: c.tags } }),
  title: (c) => `Remove tag ${c.tags.join(', ')}`,
  retry: recordRetry,
  emits: () => ['tag.removed'],
};
