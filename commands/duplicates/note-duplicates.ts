import { UserError } from '../../domain/errors/errors.ts';
import { notFound } from '../records/lock-record.ts';
import { subjectSeen } from '../../db/visibility.ts';
import { isUuid } from '../../domain/ids.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import type { FoundPair, MergeType } from './find-pairs.ts';
import { findPairs } from './find-pairs.ts';

/** Fields whose change may make two records one. */
export const identityFields: ReadonlySet<string> = new Set([
  'firstName',
  'lastName',
  'email',
  'phone',
  'companyName',
  'companyId',
  'name',
  'domain',
]);

/**
 * Looks whether records that were just written may be the same as others and puts the pairs on the list: one statement, and one more
 * when there are any. Nothing is ever merged by it. Returns how many pairs were new.
 */
export async function noteDuplicates(
  trx: TenantTrx,
  context: CommandContext,
  type: MergeType,
  ids: readonly string[] | null,
): Promise<number> {
  if (ids !== null && ids.length === 0) return 0;
  return storePairs(trx, context, await findPairs(trx, context.tenantId, type, ids));
}

/** A pair that somebody dismissed stays dismissed; one that is open takes the newer score. */
export async function storePairs(trx: TenantTrx, context: CommandContext, pairs: readonly FoundPair[]): Promise<number> {
  if (pairs.length === 0) return 0;
  const rows = pairs.map((pair) => ({ ...pair, id: newId() }));
  const result: { rows: { isNew: boolean }[] } = await trx.raw(
    `insert into duplicate_pairs (tenant_id, id, a_type, a_id, b_type, b_id, score, reasons, created_at, updated_at)
     select ?, id, "aType", "aId", "bType", "bId", score, array(select jsonb_array_elements_text(reasons)), ?, ?
     from jsonb_to_recordset(?::jsonb) as p(id uuid, "aType" text, "aId" uuid, "bType" text, "bId" uuid, score int, reasons jsonb)
     order by "aId", "bId"
     on conflict (tenant_id, a_id, b_id) do update set score = excluded.score, reasons = excluded.reasons
       where duplicate_pairs.status = 'open'
     returning xmax = 0 as "isNew"`,
    [context.tenantId, context.now, context.now, JSON.stringify(rows)],
  );
  return result.rows.filter((row) => row.isNew).length;
}

/** Says that two records are two: the pair leaves the list and does not come back. */
export async function dismissPair(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  if (!isUuid(input.id)) throw notFound('pair');
  const result: { rows: { status: string }[] } = await trx.raw(
    `select status from duplicate_pairs where tenant_id = ? and id = ? and ${subjectSeen('a_type', 'a_id')} and ${subjectSeen('b_type', 'b_id')} for update`,
    [context.tenantId, input.id],
  );
  const [pair] = result.rows;
  if (pair === undefined) throw notFound('pair');
  if (pair.status === 'merged') throw new UserError('conflict', 'The two have been merged meanwhile.');
  await trx.raw(
    `update duplicate_pairs set status = 'dismissed', resolved_at = ?, updated_at = ?, version = version + 1 where tenant_id = ? and id = ? and status = 'open'`,
    [context.now, context.now, context.tenantId, input.id],
  );
}
