import { removeTag } from '../../../commands/tags/remove-tag.ts';
import type { Executor } from './executor.ts';

export const executeRemoveTag: Executor<'record.remove_tag'> = async (config, env) => {
  let changed = false;
  for (const name of config.tags) {
    if (await removeTag(env.trx, env.context, { record: env.subject, name, held: true })) changed = true;
  }
  const gone = new Set(config.tags.map((tag) => tag.toLowerCase()));
  env.replaceTags((current) => current.filter((tag) => !gone.has(tag.toLowerCase())));
  return { kind: 'done', outcome: 'next', inputs: { tags: config.tags }, output: { changed } };
};
