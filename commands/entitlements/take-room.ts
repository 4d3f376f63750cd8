import { UserError } from '../../domain/errors/errors.ts';
import { limitWords, type RecordLimit } from '../../domain/entitlements/entitlements.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { seeingAll } from '../records/sight.ts';
import { rowOf } from '../records/sql.ts';
import { entitlementsOfActor } from './read-entitlements.ts';

const tables: Readonly<Record<RecordLimit, string>> = {
  'leads.max': 'leads',
  'contacts.max': 'contacts',
  'companies.max': 'companies',
  'deals.max': 'deals',
};

export const limitOf: Readonly<Record<SubjectType, RecordLimit>> = {
  lead: 'leads.max',
  contact: 'contacts.max',
  company: 'companies.max',
  deal: 'deals.max',
};

/** So many transactions can make records of one kind in a limited workspace before one waits for another. */
const shards = 8;

/** The rows of a file that come after the one that found no room are not counted for one by one. */
const full = new WeakMap<CommandContext, Set<RecordLimit>>();

interface Wanted {
  readonly limit: RecordLimit;
  readonly count: number;
  /** For whoever acts. */
  readonly most: number;
  /** For the workspace; null when only this person is limited. */
  readonly mostOfWorkspace: number | null;
}

/**
 * Takes room for so many new records under a limit of the plan; gives for how many there is some. Without a limit it costs one read a
 * transaction. With one, room is taken from one of several rows that nobody else holds, so that makers of records do not wait for each other;
 * only when none has enough everybody is waited for and the records are counted. Exact: room taken comes back with a rollback, and what was
 * archived meanwhile is found when it is needed.
 */
export async function takeRoom(trx: TenantTrx, context: CommandContext, limit: RecordLimit, count: number): Promise<number> {
  if (count <= 0) return 0;
  const { own, workspace } = await entitlementsOfActor(trx, context);
  const most = own.limits[limit].value;
  if (most === null) return count;
  const mostOfWorkspace = workspace.limits[limit].value;
  const wanted = { limit, count, most, mostOfWorkspace };
  if (full.get(context)?.has(limit) === true) return 0;
  if (most === mostOfWorkspace && (await takeFromOne(trx, context, wanted))) return count;
  return countAndTake(trx, context, wanted);
}

/** The same for what makes no sense in part: 422 with the limit. */
export async function requireRoom(trx: TenantTrx, context: CommandContext, limit: RecordLimit, count = 1): Promise<void> {
  if ((await takeRoom(trx, context, limit, count)) < count) throw await limitReached(trx, context, limit);
}

export async function limitReached(trx: TenantTrx, context: CommandContext, limit: RecordLimit): Promise<UserError> {
  const { own } = await entitlementsOfActor(trx, context);
  const most = own.limits[limit].value ?? 0;
  const detail = `Your plan allows ${most.toLocaleString('en')} ${limitWords[limit]}. Archive some, or ask for a larger plan.`;
  return new UserError('LIMIT_REACHED', detail, [], { key: limit, limit: most });
}

async function takeFromOne(trx: TenantTrx, context: CommandContext, { limit, count, most }: Wanted): Promise<boolean> {
  const taken = await rowOf(
    trx,
    `update entitlement_rooms set room = room - ? where tenant_id = ? and entitlement = ? and shard = (
       select shard from entitlement_rooms where tenant_id = ? and entitlement = ? and limit_value = ? and room >= ?
       order by (shard + pg_backend_pid()) % ${shards} limit 1 for no key update skip locked)
     returning shard`,
    [count, context.tenantId, limit, context.tenantId, limit, most, count],
  );
  return taken !== null;
}

/** Waits for whoever is making records, counts what there is, and deals out what is left anew. */
async function countAndTake(trx: TenantTrx, context: CommandContext, wanted: Wanted): Promise<number> {
  const { limit, most, mostOfWorkspace } = wanted;
  const key = [context.tenantId, limit];
  await trx.raw(
    `insert into entitlement_rooms (tenant_id, entitlement, shard, limit_value, room)
     select ?, ?, shard, 0, 0 from generate_series(0, ${shards - 1}) as s(shard) on conflict do nothing`,
    key,
  );
  await trx.raw('select 1 from entitlement_rooms where tenant_id = ? and entitlement = ? order by shard for no key update', key);
  // A statement of its own after the locks: it sees what whoever held them has committed.
  const counted = await seeingAll(trx, context, () =>
    rowOf<{ readonly n: number }>(
      trx,
      `select count(*)::int as n from (select from ${tables[limit]} where tenant_id = ? and archived_at is null limit ?) there`,
      [context.tenantId, Math.max(most, mostOfWorkspace ?? 0) + 1],
    ),
  );
  const there = counted?.n ?? 0;
  const granted = Math.max(0, Math.min(wanted.count, most - there));
  if (granted === 0 && context.actor.kind === 'import') full.set(context, (full.get(context) ?? new Set()).add(limit));
  const left = Math.max(0, (mostOfWorkspace ?? 0) - there - granted);
  await trx.raw(
    `update entitlement_rooms set limit_value = ?, room = ?::bigint / ${shards} + (shard < ?::bigint % ${shards})::int where tenant_id = ? and entitlement = ?`,
    [mostOfWorkspace ?? 0, left, left, ...key],
  );
  return granted;
}
