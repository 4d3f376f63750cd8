import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { recordKinds } from '../records/record-kinds.ts';
import { rowsOf } from '../records/sql.ts';

export interface Hanging {
  /** Tasks, activities, notes and messages that were about nothing else. */
  readonly dropped: readonly string[];
  /** Deals, tasks and activities that stay, because they are about something else too. */
  readonly near: readonly string[];
}

/** Deletes what was about these records only; names what stays and may tell of them. */
export async function dropWhatHangsOnIt(trx: TenantTrx, context: CommandContext, ids: readonly string[]): Promise<Hanging> {
  const { tenantId } = context;
  const list = [...ids];
  const near: string[] = [];
  const dropped: string[] = [];
  for (const [table, links, column] of [
    ['tasks', 'task_links', 'task_id'],
    ['activities', 'activity_links', 'activity_id'],
  ] as const) {
    const linked = await rowsOf<{ id: string; shared: boolean }>(
      trx,
      `select l.${column} as id, bool_or(o.record_id is not null) as shared from ${links} l
       left join ${links} o on o.tenant_id = l.tenant_id and o.${column} = l.${column} and o.record_id <> all(?::uuid[])
       where l.tenant_id = ? and l.record_id = any(?::uuid[]) group by l.${column} order by 1`,
      [list, tenantId, list],
    );
    const sole = linked.filter((row) => !row.shared).map((row) => row.id);
    near.push(...linked.filter((row) => row.shared).map((row) => row.id));
    dropped.push(...sole);
    await trx.raw(`delete from ${links} where tenant_id = ? and record_id = any(?::uuid[])`, [tenantId, list]);
    await trx.raw(`delete from ${table} where tenant_id = ? and id = any(?::uuid[])`, [tenantId, sole]);
  }
  const notes = await rowsOf<{ id: string }>(trx, 'delete from notes where tenant_id = ? and record_id = any(?::uuid[]) returning id', [
    tenantId,
    list,
  ]);
  const messages = await rowsOf<{ id: string }>(
    trx,
    `update messages set to_address = 'erased', to_name = null, reply_to = null, subject = null, body = null, body_text = null, error = null,
       status = case when status in ('queued', 'scheduled') then 'suppressed' else status end, version = version + 1, updated_at = ?
     where tenant_id = ? and record_id = any(?::uuid[]) returning id`,
    [context.now, tenantId, list],
  );
  dropped.push(...notes.map((row) => row.id), ...messages.map((row) => row.id));
  const deals = await rowsOf<{ id: string }>(
    trx,
    `select id from deals where tenant_id = ? and (contact_id = any(?::uuid[]) or lead_id = any(?::uuid[]) or company_id = any(?::uuid[])
       or id in (select deal_id from deal_contacts where tenant_id = ? and contact_id = any(?::uuid[]))
       or id in (select deal_id from deal_companies where tenant_id = ? and company_id = any(?::uuid[]))) order by id for no key update`,
    [tenantId, list, list, list, tenantId, list, tenantId, list],
  );
  near.push(...deals.map((deal) => deal.id));
  await dropFiles(trx, context, list);
  await dropExports(trx, context);
  for (const table of ['record_tags', 'record_watchers', 'external_ids', 'trigger_occasions', 'segment_members'])
    await trx.raw(`delete from ${table} where tenant_id = ? and record_id = any(?::uuid[])`, [tenantId, list]);
  await trx.raw('delete from notifications where tenant_id = ? and record_id = any(?::uuid[])', [tenantId, [...list, ...dropped]]);
  return { dropped, near };
}

/** Attachments of the records, and the files they were imported from: those hold their rows in plain text. */
async function dropFiles(trx: TenantTrx, context: CommandContext, ids: readonly string[]): Promise<void> {
  const { tenantId, now } = context;
  await trx.raw(
    `with hung as (delete from record_files where tenant_id = ? and record_id = any(?::uuid[]) returning file_id),
     imported as (select distinct r.import_id from import_rows r where r.tenant_id = ? and r.record_id = any(?::uuid[]))
     update files set deleted_at = coalesce(deleted_at, ?), name = 'erased', sha256 = null
     where tenant_id = ? and (
       id in (select file_id from hung) and not exists (
         select from record_files o where o.tenant_id = files.tenant_id and o.file_id = files.id and o.record_id <> all(?::uuid[]))
       or id in (select i.file_id from imports i join imported on imported.import_id = i.id where i.tenant_id = ? and i.status in ('completed', 'failed', 'cancelled')))`,
    [tenantId, [...ids], tenantId, [...ids], now, tenantId, [...ids], tenantId],
  );
}

/** Files of exports may hold the records and cannot be searched: none of them is handed out any more, and housekeeping takes them away. */
async function dropExports(trx: TenantTrx, { tenantId, now }: CommandContext): Promise<void> {
  await trx.raw(
    `update exports set expires_at = ? where tenant_id = ? and has_files and status = 'completed' and (expires_at is null or expires_at > ?)`,
    [now, tenantId, now],
  );
}

/** Deletes the row itself. Whoever points to it points to nothing, or goes with it where it cannot be without. */
export async function dropRecord(trx: TenantTrx, context: CommandContext, record: SubjectRef): Promise<void> {
  const { table } = recordKinds[record.type];
  const references = await rowsOf<{ tableName: string; columnName: string; optional: boolean }>(
    trx,
    `select c.conrelid::regclass::text as table_name, a.attname as column_name, not a.attnotnull as optional
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) and a.attname <> 'tenant_id'
     where c.contype = 'f' and c.confrelid = ?::regclass and c.confdeltype = 'a' order by 1, 2`,
    [table],
  );
  for (const { tableName, columnName, optional } of references) {
    const what = optional ? `update ${tableName} set ${columnName} = null` : `delete from ${tableName}`;
    await trx.raw(`${what} where tenant_id = ? and ${columnName} = ?`, [context.tenantId, record.id]);
  }
  await trx.raw(`delete from ${table} where tenant_id = ? and id = ?`, [context.tenantId, record.id]);
}
