import { findPipelineNames, findTagNames, findTaskRecords, findUserNames } from '../../db/queries/export-names.ts';
import { findRecordNames } from '../../db/queries/record-names.ts';
import type { CellNames, ExportedRecord } from '../../domain/exports/cells.ts';
import type { ExportField } from '../../domain/exports/export-columns.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { TenantTrx } from '../lib/context.ts';
import { nameOf } from '../records/name-of.ts';

/** Names that are the same on every page: looked up once for a piece of a file. */
export interface LastingNames {
  readonly users: Map<string, string>;
  readonly pipelines: Map<string, string>;
}

export function noNames(): LastingNames {
  return { users: new Map(), pipelines: new Map() };
}

/**
 * The names behind the ids of a page, in as many statements as there are kinds of them. It reads in the rights of whoever
 * asked: what they may not see has no name.
 */
export async function namesOfPage(
  trx: TenantTrx,
  fields: readonly ExportField[],
  records: readonly ExportedRecord[],
  lasting: LastingNames,
): Promise<CellNames> {
  const ids = records.map((record) => record.id);
  await learnUsers(trx, fields, records, lasting.users);
  const staged = fields.some((field) => field.key === 'pipelineId' || field.key === 'stageId');
  if (staged && lasting.pipelines.size === 0) {
    for (const row of await findPipelineNames(trx)) lasting.pipelines.set(row.id, row.name);
  }
  const tags = has(fields, 'tags') ? grouped(await findTagNames(trx, ids), (row) => row.recordId) : null;
  const links = has(fields, 'about') ? await findTaskRecords(trx, ids) : [];
  const referred = fields.filter((field) => field.type === 'reference').flatMap((field) => valuesOf(field, records));
  const named = await findRecordNames(trx, [...referred, ...links.map((link) => link.recordId)]);
  const record = (id: string): string | undefined => {
    const row = named.get(id);
    return row === undefined ? undefined : nameOf(row);
  };
  const about = grouped(links, (link) => link.taskId);
  return {
    user: (id) => lasting.users.get(id),
    pipeline: (id) => lasting.pipelines.get(id),
    stage: (id) => lasting.pipelines.get(id),
    record,
    tags: (id) => (tags?.get(id) ?? []).map((row) => row.name),
    about: (id) => (about.get(id) ?? []).map((link) => record(link.recordId)).filter((name) => name !== undefined),
  };
}

async function learnUsers(
  trx: TenantTrx,
  fields: readonly ExportField[],
  records: readonly ExportedRecord[],
  users: Map<string, string>,
): Promise<void> {
  const wanted = fields.filter((field) => field.type === 'user').flatMap((field) => valuesOf(field, records));
  const unknown = [...new Set(wanted)].filter((id) => !users.has(id));
  if (unknown.length === 0) return;
  for (const row of await findUserNames(trx, unknown)) users.set(row.id, row.name);
}

function has(fields: readonly ExportField[], type: ExportField['type']): boolean {
  return fields.some((field) => field.type === type);
}

const custom = 'custom.';

/** The ids in a column. */
function valuesOf(field: ExportField, records: readonly ExportedRecord[]): string[] {
  return records.flatMap((record) => {
    const own = field.key.startsWith(custom);
    const values = own ? ((record['custom'] ?? {}) as JsonObject) : record;
    const value = values[own ? field.key.slice(custom.length) : field.key];
    return typeof value === 'string' ? [value] : [];
  });
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
