import { findRecords } from '../../../commands/records/find-records.ts';
import { withValues } from '../../../domain/automation/nodes/record-find.ts';
import type { Executor } from './executor.ts';
import { asResult } from './targets.ts';

/** Looks for records as they are now, this run's own changes included. The run's own record is never its own match. */
export const executeFind: Executor<'record.find'> = async (config, env) => {
  const { recordType, sort, take } = config;
  const limit = take === 'first' ? 1 : config.limit;
  const filter = withValues(config.condition, env.facts);
  const ids = await findRecords(env.trx, env.context, {
    type: recordType,
    filter,
    sort,
    limit,
    except: env.subject.id,
    timeZone: env.facts.timeZone,
  });
  const [first] = ids;
  const inputs = { recordType, filter: JSON.parse(JSON.stringify(filter)) };
  if (first === undefined) return { kind: 'done', outcome: 'none', inputs, output: { count: 0 } };
  return {
    kind: 'done',
    outcome: 'found',
    inputs,
    output: {
      record: await asResult({ type: recordType, id: first }, env),
      count: ids.length,
      ...(take === 'all' ? { records: ids.map((id) => ({ type: recordType, id })) } : {}),
    },
  };
};
