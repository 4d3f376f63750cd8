import type { Transaction } from 'objection';
import type { ImportEntity, MatchKey } from '../../domain/imports/record-targets.ts';

/** An import with what its page shows beside it. Column names as in the table. */
export interface ImportView {
  readonly id: string;
  readonly version: number;
  readonly entity: ImportEntity;
  readonly source: string | null;
  readonly match_by: MatchKey | null;
  readonly create_missing: boolean;
  readonly undone_rows: number;
  readonly kept_rows: number;
  readonly undone_at: Date | null;
  readonly file_name: string;
  readonly file_size: string;
  readonly status:
    | 'mapping'
    | 'validating'
    | 'validated'
    | 'applying'
    | 'paused'
    | 'completed'
    | 'failed'
    | 'cancelled'
    | 'undoing'
    | 'undone';
  readonly columns: readonly {
    readonly index: number;
    readonly heading: string;
    readonly label: string;
    readonly samples: readonly string[];
  }[];
  readonly mapping: readonly unknown[];
  readonly on_duplicate: 'skip' | 'update' | 'update_only';
  readonly problem: { readonly code: string; readonly message: string; readonly row?: number; readonly column?: number } | null;
  readonly total_rows: number;
  readonly processed_rows: number;
  readonly valid_rows: number;
  readonly warning_rows: number;
  readonly rejected_rows: number;
  readonly duplicate_rows: number;
  readonly imported_rows: number;
  readonly updated_rows: number;
  readonly created_by_user_id: string | null;
  readonly created_by_name: string | null;
  readonly created_at: Date;
  readonly completed_at: Date | null;
  readonly before_id: string | null;
  readonly before_at: Date | null;
}

// The same bytes were imported before: known by their hash.
const select = `
  select imports.*, files.size_bytes as file_size, coalesce(user_profiles.full_name, users.email) as created_by_name,
    earlier.id as before_id, earlier.completed_at as before_at
  from imports
  join files on files.tenant_id = imports.tenant_id and files.id = imports.file_id
  left join users on users.tenant_id = imports.tenant_id and users.id = imports.created_by_user_id
  left join user_profiles on user_profiles.tenant_id = imports.tenant_id and user_profiles.user_id = imports.created_by_user_id
  left join lateral (
    select other.id, other.completed_at
    from files same
    join imports other on other.tenant_id = same.tenant_id and other.file_id = same.id and other.entity = imports.entity and other.status = 'completed' and other.created_at < imports.created_at
    where same.tenant_id = imports.tenant_id and same.sha256 = files.sha256 and other.id <> imports.id
    order by other.completed_at desc limit 1
  ) earlier on true`;

const tenant = `current_setting('app.tenant')::uuid`;

/** The newest first, one more than `limit`. */
export async function findImports(
  trx: Transaction,
  page: { readonly limit: number; readonly after: string | null },
): Promise<readonly ImportView[]> {
  const result: { rows: ImportView[] } = await trx.raw(
    `${select} where imports.tenant_id = ${tenant} and (?::uuid is null or imports.id < ?::uuid) order by imports.id desc limit ?`,
    [page.after, page.after, page.limit + 1],
  );
  return result.rows;
}

export async function findImport(trx: Transaction, id: string): Promise<ImportView | null> {
  const result: { rows: ImportView[] } = await trx.raw(`${select} where imports.tenant_id = ${tenant} and imports.id = ?`, [id]);
  return result.rows[0] ?? null;
}

export interface ImportRowView {
  readonly row_number: number;
  readonly status: 'valid' | 'rejected' | 'duplicate' | 'imported' | 'updated' | 'undone';
  readonly record_id: string | null;
  readonly cells: readonly string[] | null;
  readonly errors: readonly unknown[];
  readonly warnings: readonly unknown[];
}

const shown = {
  preview: 'cells is not null',
  problems: `(status in ('rejected', 'duplicate') or warnings <> '[]')`,
  refused: `status in ('rejected', 'duplicate')`,
} as const;

/** Rows of an import in the order of the file, one more than `limit`. */
export async function findImportRows(
  trx: Transaction,
  query: { readonly importId: string; readonly show: keyof typeof shown; readonly limit: number; readonly after: number | null },
): Promise<readonly ImportRowView[]> {
  const result: { rows: ImportRowView[] } = await trx.raw(
    `select row_number, status, record_id, cells, errors, warnings from import_rows
     where tenant_id = ${tenant} and import_id = ? and row_number > ? and ${shown[query.show]} order by row_number limit ?`,
    [query.importId, query.after ?? 0, query.limit + 1],
  );
  return result.rows;
}

export interface KeptChangeView {
  readonly id: string;
  readonly row_number: number;
  readonly record_type: ImportEntity;
  readonly record_id: string;
  readonly undo: 'part' | 'kept';
  readonly undo_note: string | null;
}

/** What an undo had to leave, one more than `limit`. */
export async function findKeptChanges(
  trx: Transaction,
  query: { readonly importId: string; readonly limit: number; readonly after: string | null },
): Promise<readonly KeptChangeView[]> {
  const result: { rows: KeptChangeView[] } = await trx.raw(
    `select id, row_number, record_type, record_id, undo, undo_note from import_changes
     where tenant_id = ${tenant} and import_id = ? and undo in ('part', 'kept') and (?::uuid is null or id > ?::uuid) order by id limit ?`,
    [query.importId, query.after, query.after, query.limit + 1],
  );
  return result.rows;
}
