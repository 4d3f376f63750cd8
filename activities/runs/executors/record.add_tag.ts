import { addTags } from '../../../commands/tags/add-tag.ts';
import type { Executor } from './executor.ts';

export const executeAddTag: Executor<'record.add_tag'> = async (config, env) => {
  const tags = await addTags(env.trx, env.context, { record: env.subject, names: config.tags, held: true });
  env.replaceTags((current) => [...new Set([...current, ...tags.map((tag) => tag.name)])].sort());
  return { kind: 'done', outcome: 'next', inputs: { tags: config.tags }, output: { changed: tags.some((tag) => tag.added) } };
};
