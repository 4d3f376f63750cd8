import { createOrFind } from '../../../commands/records/create-or-find.ts';
import { valueOf } from '../../../domain/expressions/evaluate.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import type { Executor } from './executor.ts';
import { asResult } from './targets.ts';

export const executeCreate: Executor<'record.create'> = async (config, env) => {
  const { recordType: type, onDuplicate, stageId } = config;
  const fields: Record<string, Json> = {};
  const custom: Record<string, Json> = {};
  for (const { field, value } of config.values) {
    const [first = '', second] = field.split('.');
    const given = idIn(valueOf(value, env.facts));
    if (first === 'custom' && second !== undefined) custom[second] = given;
    else fields[first] = given;
  }
  const patch = { ...fields, ...(Object.keys(custom).length === 0 ? {} : { custom }) };
  const { id, outcome } = await createOrFind(env.trx, env.context, { type, patch, onDuplicate, stageId });
  if (id === env.subject.id) env.relatedChanged();
  return {
    kind: 'done',
    outcome,
    inputs: { recordType: type, ...patch },
    output: { record: await asResult({ type, id }, env), created: outcome === 'created' },
  };
};

/** The result of an earlier step may be a record: a field that points to records holds its id. */
function idIn(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { id } = value as JsonObject;
  return typeof id === 'string' ? id : value;
}
