import type pg from 'pg';
import { newId } from '../../../commands/lib/new-id.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

/** A row that satisfies the types; checks and foreign keys are off while it is planted. */
export function plantedValue(column: Column, tenantId: string): unknown {
  if (column.name === 'tenant_id') return tenantId;
  if (column.type.endsWith('[]')) return '{}';
  if (column.type === 'uuid') return newId();
  if (column.type === 'jsonb') return '{}';
  if (column.type === 'boolean') return false;
  if (column.type.startsWith('timestamp')) return new Date();
  if (/int|numeric/.test(column.type)) return 1;
  if (column.type === 'date') return '2026-11-21';
  return `x${newId().slice(-8)}`;
}

export async function columnsOf(behind: pg.Client, table: string): Promise<readonly Column[]> {
  const { rows } = await behind.query<Column>(
    `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull and not a.atthasdef as required
     from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = '' order by a.attnum`,
    [table],
  );
  return rows;
}

/** Puts a row of the tenant into a table, past its checks; keys are off where the transaction says so. */
export async function plant(behind: pg.Client, table: string, tenantId: string): Promise<void> {
  const columns = (await columnsOf(behind, table)).filter((column) => column.required || column.name === 'tenant_id');
  const { rows: checks } = await behind.query<{ name: string }>(
    `select conname as name from pg_constraint where conrelid = $1::regclass and contype = 'c'`,
    [table],
  );
  for (const check of checks) await behind.query(`alter table ${table} drop constraint "${check.name}"`);
  await behind.query(
    `insert into ${table} (${columns.map((column) => column.name).join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
    columns.map((column) => plantedValue(column, tenantId)),
  );
}
