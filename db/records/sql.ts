import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { runPrepared } from '../opening.ts';

export type Binding = Knex.RawBinding;

/** Columns whose name in the API differs from their snake case. */
const columnOf: Readonly<Record<string, string>> = { phone: 'phone_e164' };
const fieldOf: Readonly<Record<string, string>> = { phone_e164: 'phone' };

/** `ownerUserId` is stored as `owner_user_id`. */
export function columnName(field: string): string {
  return columnOf[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const fieldNames = new Map<string, string>();

/** 64-bit numbers arrive as text; amounts of money fit into what JavaScript counts exactly. */
const amounts: ReadonlySet<string> = new Set(['amount_minor', 'annual_revenue_minor']);

function fieldName(column: string): string {
  const known = fieldNames.get(column);
  if (known !== undefined) return known;
  const made = fieldOf[column] ?? column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  fieldNames.set(column, made);
  return made;
}

/** A row as the database gave it, with the names of the API. */
export function fromColumns<Row>(row: Readonly<Record<string, unknown>>): Row {
  const named: Record<string, unknown> = {};
  for (const column of Object.keys(row)) {
    const value = row[column];
    named[fieldName(column)] = amounts.has(column) && value !== null ? Number(value) : value;
  }
  // The caller names the shape of what its own statement selects; nothing else can know it.
  return named as Row;
}

/** Runs one statement and gives its rows with the names of the API. The caller says what its statement selects. */
export async function rowsOf<Row>(trx: Transaction, sql: string, bindings: readonly Binding[] = []): Promise<Row[]> {
  const result: { rows: Record<string, unknown>[] } = await trx.raw(sql, bindings);
  return result.rows.map((row) => fromColumns<Row>(row));
}

const keptNames = new Map<string, string>();

/**
 * The same for a statement of the hot path whose text takes few forms, such as an insert by one command: each connection plans it once.
 * Nothing a caller may choose freely (filters, lists of marks) may stand in its text.
 */
export async function keptRowOf<Row>(trx: Transaction, sql: string, bindings: readonly Binding[] = []): Promise<Row | null> {
  return (await keptRowsOf<Row>(trx, sql, bindings))[0] ?? null;
}

export async function keptRowsOf<Row>(trx: Transaction, sql: string, bindings: readonly Binding[] = []): Promise<Row[]> {
  const name = keptNames.get(sql) ?? createHash('sha1').update(sql).digest('base64url');
  keptNames.set(sql, name);
  const rows = await runPrepared<Record<string, unknown>>(trx, name, sql, bindings);
  return rows.map((row) => fromColumns<Row>(row));
}

/** The first row, or null. */
export async function rowOf<Row>(trx: Transaction, sql: string, bindings: readonly Binding[] = []): Promise<Row | null> {
  return (await rowsOf<Row>(trx, sql, bindings))[0] ?? null;
}

/** What PostgreSQL takes for a value of a record: objects travel as JSON. */
function bindingOf(value: unknown): Binding {
  if (value === null || value === undefined) return null;
  if (value instanceof Date || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(value);
}

export interface Fragment {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/** A value computed by SQL instead of bound. */
export class SqlValue {
  readonly fragment: Fragment;
  constructor(sql: string, bindings: readonly Binding[] = []) {
    this.fragment = { sql, bindings };
  }
}

function valueOf(value: unknown): Fragment {
  return value instanceof SqlValue ? value.fragment : { sql: '?', bindings: [bindingOf(value)] };
}

/** `insert into table (…) values (…) returning *` for one row; table and field names come from our code, never from callers. */
export function insertInto(table: string, values: Readonly<Record<string, unknown>>): Fragment {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const parts = given.map(([, value]) => valueOf(value));
  return {
    sql: `insert into ${table} (${given.map(([field]) => columnName(field)).join(', ')}) values (${parts.map((part) => part.sql).join(', ')}) returning *`,
    bindings: parts.flatMap((part) => part.bindings),
  };
}

/** `update table set … where tenant and id returning *`; raises the version, so every ETag read before is stale. */
export function updateOf(
  table: string,
  key: { readonly tenantId: string; readonly id: string },
  values: Readonly<Record<string, unknown>>,
  now: Date,
): Fragment {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const parts = given.map(([, value]) => valueOf(value));
  const sets = given.map(([field], index) => `${columnName(field)} = ${parts[index]?.sql ?? 'null'}`);
  return {
    sql: `update ${table} set ${[...sets, 'version = version + 1', 'updated_at = ?'].join(', ')} where tenant_id = ? and id = ? returning *`,
    bindings: [...parts.flatMap((part) => part.bindings), now, key.tenantId, key.id],
  };
}

/** The id of a user who may own things, or null: nothing is given to somebody who left. */
export function activeUser(tenantId: string, userId: string | null): SqlValue | null {
  if (userId === null) return null;
  return new SqlValue("(select id from users where tenant_id = ? and id = ? and status = 'active')", [tenantId, userId]);
}
