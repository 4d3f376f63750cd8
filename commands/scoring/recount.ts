import type { BulkRow } from '../bulk/bulk-change.ts';
import { cancelBulk, createRescore, loadBulk, workingStates, writeBulk } from '../bulk/bulk-change.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { userOf } from '../records/made-by.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { readSettings } from './read-rules.ts';
import { rescore } from './rescore.ts';

/** Leads scored in one transaction: it must stay well under a second. */
const batchLeads = 500;

/** Counts all leads anew in the background; a count that is under way begins again, because it began with other rules. */
export async function startRecount(trx: TenantTrx, context: CommandContext, userId: string): Promise<void> {
  const { recountId } = await readSettings(trx, context.tenantId);
  if (recountId !== null) {
    const running = await loadBulk(trx, context.tenantId, recountId, true);
    if (workingStates.includes(running.status)) await cancelBulk(trx, context, recountId);
  }
  const id = await createRescore(trx, context, { userId });
  await trx.raw(
    `insert into scoring_settings (tenant_id, recount_id, updated_at) values (?, ?, ?)
     on conflict (tenant_id) do update set recount_id = excluded.recount_id`,
    [context.tenantId, id, context.now],
  );
}

/** Scores the next leads of a count. Owners are not told: it is the rules that changed and not their leads. */
export async function rescoreNext(trx: TenantTrx, context: RecordingContext, job: BulkRow): Promise<BulkRow> {
  const rows = await rowsOf<{ id: string }>(
    trx,
    'select id from leads where tenant_id = ? and archived_at is null and (?::uuid is null or id > ?::uuid) order by id limit ?',
    [context.tenantId, job.afterCursor, job.afterCursor, batchLeads],
  );
  const last = rows.at(-1);
  if (last === undefined) return writeBulk(trx, context, job, { status: 'completed', finishedAt: context.now });
  const ids = rows.map((row) => row.id);
  const changes = await rescore(trx, context, ids, { because: 'rules', tell: false });
  for (const event of changes) context.record(event);
  return writeBulk(trx, context, job, {
    afterCursor: last.id,
    done: job.done + rows.length,
    changed: job.changed + changes.length,
    unchanged: job.unchanged + rows.length - changes.length,
  });
}

/** The same where rules that are at work name something that means another thing now: a segment, a field of one's own. */
export async function recountIfNamed(trx: TenantTrx, context: CommandContext, name: string): Promise<void> {
  const asking = await rowOf<{ userId: string | null }>(
    trx,
    `select s.updated_by_user_id as user_id from scoring_settings s where s.tenant_id = ? and exists (
       select from scoring_rules r where r.tenant_id = s.tenant_id and r.enabled and strpos(r.condition::text, ?) > 0)`,
    [context.tenantId, name],
  );
  const userId = userOf(context.actor) ?? asking?.userId;
  if (asking !== null && userId) await startRecount(trx, context, userId);
}
