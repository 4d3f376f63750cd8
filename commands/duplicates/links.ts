import type { TenantTrx } from '../lib/context.ts';
import type { MergeType } from './find-pairs.ts';

/** Ids of what went from the loser to the winner, by where it was. */
export type Moved = Readonly<Record<string, readonly string[]>>;

interface Move {
  readonly trx: TenantTrx;
  readonly tenantId: string;
  readonly from: string;
  readonly to: string;
}

interface LinkTable {
  readonly table: string;
  /** The column that points to the record. */
  readonly record: string;
  /** What is linked; a record has it at most once. Null: every row stands for itself. */
  readonly thing: string | null;
}

const everywhere: readonly LinkTable[] = [
  { table: 'activity_links', record: 'record_id', thing: 'activity_id' },
  { table: 'task_links', record: 'record_id', thing: 'task_id' },
  { table: 'record_files', record: 'record_id', thing: 'file_id' },
  { table: 'record_watchers', record: 'record_id', thing: 'user_id' },
  { table: 'record_tags', record: 'record_id', thing: 'tag_id' },
  { table: 'notes', record: 'record_id', thing: null },
  { table: 'messages', record: 'record_id', thing: null },
];

const ofType: Readonly<Record<MergeType, readonly LinkTable[]>> = {
  lead: [
    { table: 'contacts', record: 'lead_id', thing: null },
    { table: 'deals', record: 'lead_id', thing: null },
    { table: 'lead_factors', record: 'lead_id', thing: 'factor' },
  ],
  contact: [
    { table: 'contact_companies', record: 'contact_id', thing: 'company_id' },
    { table: 'deal_contacts', record: 'contact_id', thing: 'deal_id' },
    { table: 'lead_conversions', record: 'contact_id', thing: null },
  ],
  company: [
    { table: 'contact_companies', record: 'company_id', thing: 'contact_id' },
    { table: 'deal_companies', record: 'company_id', thing: 'deal_id' },
    { table: 'company_members', record: 'company_id', thing: 'user_id' },
    { table: 'lead_conversions', record: 'company_id', thing: null },
  ],
};

const idOf = ({ table, thing }: LinkTable): string => thing ?? (table === 'lead_conversions' ? 'lead_id' : 'id');

/** Hangs everything of one record on another; what the other has already stays where it is. */
export async function moveLinks(move: Move, type: MergeType): Promise<Moved> {
  const moved: Record<string, readonly string[]> = {};
  if (type === 'contact') await keepRoles(move);
  for (const link of [...everywhere, ...ofType[type]]) moved[link.table] = await moveTable(move, link);
  return moved;
}

/** In a deal that knew both, what only the one that goes had to say is said by the one that stays. */
async function keepRoles({ trx, tenantId, from, to }: Move): Promise<void> {
  await trx.raw(
    `update deal_contacts w set role = l.role from deal_contacts l
     where w.tenant_id = ? and w.contact_id = ? and w.role = 'other'
       and l.tenant_id = w.tenant_id and l.deal_id = w.deal_id and l.contact_id = ? and l.role <> 'other'`,
    [tenantId, to, from],
  );
}

async function moveTable({ trx, tenantId, from, to }: Move, link: LinkTable): Promise<readonly string[]> {
  const { table, record, thing } = link;
  const id = idOf(link);
  const free =
    thing === null
      ? ''
      : `and not exists (select from ${table} o where o.tenant_id = l.tenant_id and o.${record} = ? and o.${thing} = l.${thing})`;
  const result: { rows: { id: string }[] } = await trx.raw(
    `update ${table} l set ${record} = ? where l.tenant_id = ? and l.${record} = ? ${free} returning l.${id}::text as id`,
    [to, tenantId, from, ...(thing === null ? [] : [to])],
  );
  return result.rows.map((row) => row.id);
}

/** Takes back what moved, as far as it is still where it went. Returns how many of each could not be. */
export async function returnLinks(move: Move, type: MergeType, moved: Moved): Promise<Readonly<Record<string, number>>> {
  const lost: Record<string, number> = {};
  for (const link of [...everywhere, ...ofType[type]]) {
    const ids = moved[link.table] ?? [];
    if (ids.length === 0) continue;
    const result: { rowCount: number | null } = await move.trx.raw(
      `update ${link.table} set ${link.record} = ? where tenant_id = ? and ${link.record} = ? and ${idOf(link)}::text = any(?::text[])`,
      [move.to, move.tenantId, move.from, [...ids]],
    );
    const missing = ids.length - (result.rowCount ?? 0);
    if (missing > 0) lost[link.table] = missing;
  }
  return lost;
}

/** The winner's timeline tells the loser's history too. Gives the number of the last event taken and those both had. */
export async function shareEvents(
  { trx, tenantId, from, to }: Move,
  type: MergeType,
): Promise<{ readonly upTo: string; readonly both: readonly string[] }> {
  const result: { rows: { upTo: string | null; both: string[] | null }[] } = await trx.raw(
    `select max(l.event_id)::text as "upTo", array_agg(l.event_id::text) filter (where exists (
       select from event_links o where o.tenant_id = l.tenant_id and o.record_id = ? and o.event_id = l.event_id)) as both
     from event_links l where l.tenant_id = ? and l.record_id = ?`,
    [to, tenantId, from],
  );
  await trx.raw(
    `insert into event_links (tenant_id, record_id, event_id, record_type, type, occurred_at)
     select tenant_id, ?, event_id, ?, type, occurred_at from event_links where tenant_id = ? and record_id = ? on conflict do nothing`,
    [to, type, tenantId, from],
  );
  return { upTo: result.rows[0]?.upTo ?? '0', both: result.rows[0]?.both ?? [] };
}

export async function unshareEvents(
  { trx, tenantId, from, to }: Move,
  shared: { readonly upTo: string; readonly both: readonly string[] },
): Promise<void> {
  await trx.raw(
    `delete from event_links w using event_links l
     where w.tenant_id = ? and w.record_id = ? and l.tenant_id = w.tenant_id and l.record_id = ? and l.event_id = w.event_id
       and w.event_id <= ?::bigint and w.event_id::text <> all(?::text[])`,
    [tenantId, from, to, shared.upTo, [...shared.both]],
  );
}

/** Runs that are over, and who may not enrol again, count for the record that is left. */
export async function moveRuns({ trx, tenantId, from, to }: Move, only: readonly string[] | null): Promise<readonly string[]> {
  const runs: { rows: { id: string }[] } = await trx.raw(
    `update runs set subject_id = ?, key = case when key = ? then ? else key end
     where tenant_id = ? and subject_id = ? and ended_at is not null and (?::text[] is null or id::text = any(?::text[])) returning id`,
    [to, from, to, tenantId, from, only === null ? null : [...only], only === null ? null : [...only]],
  );
  await trx.raw(
    `update enrolments set subject_id = ?, key = case when key = ? then ? else key end
     where tenant_id = ? and subject_id = ? and (?::text[] is null or run_id::text = any(?::text[]))`,
    [to, from, to, tenantId, from, only === null ? null : [...only], only === null ? null : [...only]],
  );
  return runs.rows.map((row) => row.id);
}
