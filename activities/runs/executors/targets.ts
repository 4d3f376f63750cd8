import { loadRecords } from '../../../commands/automations/lib/load-records.ts';
import { lockRecord } from '../../../commands/records/lock-record.ts';
import type { SubjectRef } from '../../../commands/records/lock-refs.ts';
import type { SubjectRows } from '../../../commands/records/rows.ts';
import { recordAbout } from '../../../domain/automation/nodes/wait-for-event.ts';
import type { About } from '../../../domain/automation/nodes/shared.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { valueAt } from '../../../domain/expressions/facts.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import { subjectTypes } from '../../../domain/records/record-types.ts';
import type { EffectEnv } from './executor.ts';

/** A record that a step acts upon, locked and read. */
export interface Target {
  readonly ref: SubjectRef;
  readonly row: SubjectRows[SubjectType];
  /** Tells the run what a command has written. */
  readonly written: (row: object) => void;
}

/** Which record a selector means; null if the step that finds or makes it did not. */
export function refOf(about: About, env: EffectEnv): SubjectRef | null {
  const ref = recordAbout(about, env);
  const type = subjectTypes.find((one) => one === ref?.type);
  return ref === null || type === undefined ? null : { type, id: ref.id };
}

/** The run's own record is locked and read already; another one is locked here. Refuses when it is not there any more. */
export async function lockTarget(ref: SubjectRef, env: EffectEnv): Promise<Target> {
  if (ref.id === env.subject.id) {
    // The session read exactly this record, locked, by its kind's table.
    return { ref, row: env.row as unknown as SubjectRows[SubjectType], written: env.replaceRow };
  }
  return { ref, row: await lockRecord(env.trx, env.context, ref.type, ref.id), written: env.relatedChanged };
}

export const noTarget = 'The record does not exist: the step that finds or makes it did not.';

/** A record as a result: what it is, and of its fields those that later steps read. */
export async function asResult(ref: SubjectRef, env: EffectEnv): Promise<JsonObject> {
  const prefix = 'record.';
  const fields = env.keeps.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  if (fields.length === 0) return { ...ref };
  const reads = new Set(fields.map((field) => `${ref.type}.${field}`));
  const loaded = (await loadRecords(env.trx, env.context.tenantId, [ref], reads)).get(ref.id);
  const result: Record<string, Json> = {};
  for (const field of loaded === undefined ? [] : fields) put(result, field.split('.'), valueAt(loaded?.json ?? {}, field));
  return { ...result, ...ref };
}

function put(into: Record<string, Json>, [key = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const inner = { ...(into[key] as JsonObject | undefined) };
  put(inner, rest, value);
  into[key] = inner;
}
