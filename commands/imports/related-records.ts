import type { RowError, RowErrorCode } from '../../domain/imports/import-problem.ts';
import { foldName } from '../../domain/imports/row-keys.ts';
import { type RelatedField, relatedFields } from '../../domain/imports/work-targets.ts';
import { subjectTypes } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { uniqueRefs } from '../records/lock-refs.ts';
import { rowsOf } from '../records/sql.ts';
import { findNamed } from './find-matches.ts';
import type { ImportJobRow } from './import-job.ts';
import type { UnderstoodRow } from './row-reader.ts';

export interface RelatedRecords {
  /** What the row hangs on, the record it is about first. */
  readonly of: (row: UnderstoodRow) => readonly SubjectRef[];
  /** What the row names and nobody knows, as warnings. */
  readonly missing: (row: UnderstoodRow) => readonly RowError[];
}

/** The records that rows of work name: by the other product's id, by e-mail or by name. One statement a sort of name. */
export async function relatedRecords(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
): Promise<RelatedRecords> {
  const names = (field: RelatedField): string[] => rows.flatMap((row) => piecesOf(row, field));
  const found: Readonly<Record<RelatedField, ReadonlyMap<string, SubjectRef>>> = {
    relatedId: await byExternalId(trx, context, job, names('relatedId')),
    deal: await dealsByName(trx, context, names('deal')),
    lead: refs('lead', await findNamed(trx, context, 'lead', names('lead'))),
    contact: refs('contact', await findNamed(trx, context, 'contact', names('contact'))),
    company: refs('company', await findNamed(trx, context, 'company', names('company'))),
  };
  const known = (row: UnderstoodRow, field: RelatedField): readonly (SubjectRef | undefined)[] =>
    piecesOf(row, field).map((piece) => found[field].get(field === 'relatedId' ? piece : foldName(piece)));
  return {
    of: (row) => uniqueRefs(relatedFields.flatMap((field) => known(row, field).flatMap((ref) => ref ?? []))),
    missing: (row) =>
      relatedFields.flatMap((field) => (known(row, field).some((ref) => ref === undefined) ? [unknown(job, row, field)] : [])),
  };
}

/** Several ids may stand in one cell; names are taken whole. */
function piecesOf(row: UnderstoodRow, field: RelatedField): readonly string[] {
  const text = row.values[field];
  if (typeof text !== 'string') return [];
  return field === 'relatedId' ? text.split(/\s*[;,]\s*/).filter((piece) => piece !== '') : [text];
}

function refs(type: SubjectRef['type'], ids: ReadonlyMap<string, string>): ReadonlyMap<string, SubjectRef> {
  return new Map([...ids].map(([name, id]) => [name, { type, id }]));
}

async function byExternalId(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  job: ImportJobRow,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SubjectRef>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<{ readonly key: string; readonly type: SubjectRef['type']; readonly id: string }>(
    trx,
    // Ids of different kinds of record may be equal in a product; the kind a note is most often about comes last and wins.
    `select external_id as key, record_type as type, record_id as id from external_ids
     where tenant_id = ? and source = ? and external_id = any(?::text[]) and record_type = any(?::text[])
     order by array_position(array['company', 'lead', 'deal', 'contact'], record_type)`,
    [context.tenantId, job.source ?? 'file', [...new Set(ids)], [...subjectTypes]],
  );
  return new Map(rows.map(({ key, type, id }) => [key, { type, id }]));
}

/** A name that several open deals share says nothing. */
async function dealsByName(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, SubjectRef>> {
  const wanted = [...new Set(names.map(foldName))];
  if (wanted.length === 0) return new Map();
  const rows = await rowsOf<{ readonly key: string; readonly id: string }>(
    trx,
    `select lower(name) as key, min(id::text)::uuid as id from deals where tenant_id = ? and archived_at is null and lower(name) = any(?::text[])
     group by lower(name) having count(*) = 1`,
    [context.tenantId, wanted],
  );
  return new Map(rows.map(({ key, id }) => [key, { type: 'deal', id }]));
}

function unknown(job: ImportJobRow, row: UnderstoodRow, field: RelatedField): RowError {
  const column = job.mapping.find((entry) => entry.to === 'field' && entry.field === field)?.column ?? null;
  const heading = job.columns.find((one) => one.index === column)?.label ?? null;
  const value = String(row.values[field]).slice(0, 200);
  const code: RowErrorCode = field === 'relatedId' ? 'related_unknown' : `${field}_unknown`;
  const noun = field === 'relatedId' ? 'record with the id' : field;
  const message = `There is no ${noun} "${value}", or several are called so; the row is imported without it.`;
  return { code, message, column: column === null ? null : column + 1, heading, value };
}
