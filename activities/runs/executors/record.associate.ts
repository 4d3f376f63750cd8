import { updateRecord } from '../../../commands/records/update-record.ts';
import { linkBetween } from '../../../domain/automation/nodes/record-associate.ts';
import type { Executor } from './executor.ts';
import { lockTarget, noTarget, refOf } from './targets.ts';

export const executeAssociate: Executor<'record.associate'> = async (config, env) => {
  const one = refOf(config.record, env);
  const other = refOf(config.with, env);
  if (one === null || other === null) return { kind: 'fail', reason: noTarget };
  const inputs = { record: { ...one }, with: { ...other } };
  const link = linkBetween(one.type, other.type);
  if (link === null) return { kind: 'fail', reason: `A ${one.type} and a ${other.type} cannot be linked.`, inputs };
  const [holder, pointed] = one.type === link.on ? [one, other] : [other, one];
  const { row, written } = await lockTarget(holder, env);
  const now = (row as unknown as Readonly<Record<string, unknown>>)[link.field] ?? null;
  if (now === pointed.id || (now !== null && config.ifLinked === 'keep')) {
    return { kind: 'done', outcome: 'next', inputs, output: { changed: false } };
  }
  written(await updateRecord(env.trx, env.context, { record: holder, patch: { [link.field]: pointed.id }, loaded: row }));
  return { kind: 'done', outcome: 'next', inputs, output: { changed: true } };
};
