import { archivedAmong } from '../../../commands/records/custom-values.ts';
import { updateRecord } from '../../../commands/records/update-record.ts';
import type { SubjectRows } from '../../../commands/records/rows.ts';
import { valueOf } from '../../../domain/expressions/evaluate.ts';
import type { Json } from '../../../domain/json.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import type { Executor } from './executor.ts';

export const executeUpdate: Executor<'record.update'> = async (config, env) => {
  const fields: Record<string, Json> = {};
  const custom: Record<string, Json> = {};
  for (const change of config.changes) {
    const [, ...path] = change.field.split('.');
    const value = valueOf(change.value, env.facts);
    if (path[0] === 'custom' && path[1] !== undefined) custom[path[1]] = value;
    else if (path[0] !== undefined) fields[path[0]] = value;
  }
  const patch = { ...fields, ...(Object.keys(custom).length === 0 ? {} : { custom }) };
  const keys = Object.keys(custom);
  const removed = keys.length === 0 ? [] : await archivedAmong(env.trx, env.context, env.subject.type, keys);
  const leftOut = removed.map((field) => field.label).join(', ');
  if (removed.length > 0 && removed.length === keys.length && Object.keys(fields).length === 0) {
    return { kind: 'skip', outcome: 'next', reason: `Nothing was set: the field ${leftOut} has been removed.`, inputs: patch };
  }
  const before = env.row.version;
  const row = await updateRecord(env.trx, env.context, {
    record: env.subject,
    patch,
    // The session read exactly this record, locked, by its kind's table.
    loaded: env.row as unknown as SubjectRows[SubjectType],
  });
  env.replaceRow(row);
  return {
    kind: 'done',
    outcome: 'next',
    inputs: patch,
    output: { changed: row.version !== before, ...(leftOut === '' ? {} : { removedFields: leftOut }) },
  };
};
