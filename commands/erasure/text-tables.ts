import type { TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';

/** The columns of a table in which texts can stand. Names come from the catalogue of the database. */
export interface TextTable {
  readonly table: string;
  /** The primary key without the tenant. */
  readonly key: readonly string[];
  readonly json: readonly string[];
  readonly text: readonly string[];
  /** Lists of texts. */
  readonly lists?: readonly string[];
}

/** Looked at by the ids they are about, or holding nothing of people outside: accounts, settings, plans. */
const elsewhere = `
  events event_links audit_entries feed outbox runs steps enrolments rejections
  deals tasks task_links activities activity_links notes messages leads
  contacts companies contact_channels users sessions roles role_permissions user_roles teams
  team_members tenants templates template_versions plans automations automation_versions pipelines stages
  tags record_tags custom_fields business_calendars dispatches subscriptions run_batches assignment_counters
`
  .trim()
  .split(/\s+/);

/**
 * Every other table of tenants: notifications, kept answers, imports, and whatever is added later. They are searched for the
 * values themselves, so that a new table cannot keep what was erased.
 */
export async function remainingTables(trx: TenantTrx): Promise<readonly TextTable[]> {
  const tables = await rowsOf<TextTable>(
    trx,
    `select c.relname as "table",
       array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
             where i.indrelid = c.oid and i.indisprimary and a.attname <> 'tenant_id' order by array_position(i.indkey, a.attnum)) as key,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             and a.atttypid = 'jsonb'::regtype and a.attgenerated = '' order by a.attnum) as json,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             and a.atttypid = 'text'::regtype and a.attgenerated = ''
             and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey)) order by a.attnum) as text,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             and a.atttypid = 'text[]'::regtype and a.attgenerated = '' order by a.attnum) as lists
     from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all(?::text[])
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.atttypid in ('jsonb'::regtype, 'text'::regtype, 'text[]'::regtype))
       and has_table_privilege(c.oid, 'update') order by 1`,
    [[...elsewhere]],
  );
  return tables.filter((table) => table.json.length + table.text.length + (table.lists?.length ?? 0) > 0);
}

const known = new Map<string, ReadonlyMap<string, string>>();

/** Types of a table's columns: what a key's text is cast back to. */
export async function primaryKeys(trx: TenantTrx, table: string): Promise<ReadonlyMap<string, string>> {
  const read = known.get(table);
  if (read !== undefined) return read;
  const rows = await rowsOf<{ name: string; type: string }>(
    trx,
    `select attname::text as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = ?::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  const types = new Map(rows.map((row) => [row.name, row.type]));
  known.set(table, types);
  return types;
}
