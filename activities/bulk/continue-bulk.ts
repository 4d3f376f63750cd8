import { heartbeat } from '@temporalio/activity';
import type { BulkRow } from '../../commands/bulk/bulk-change.ts';
import { loadBulk, workingStates, writeBulk } from '../../commands/bulk/bulk-change.ts';
import type { ItemResult, UndoResult } from '../../commands/bulk/bulk-items.ts';
import { applyItems, openItems, undoItems } from '../../commands/bulk/bulk-items.ts';
import type { RecordingContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { selectionQuery } from '../../commands/lists/selection.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { rowsOf } from '../../commands/records/sql.ts';
import { rescoreNext } from '../../commands/scoring/recount.ts';
import type { Doors } from '../../db/doors.ts';
import { listRecords } from '../../db/queries/lists/list-records.ts';
import { recordTables } from '../../db/queries/lists/relations.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { BulkActivities, BulkInput, BulkProgress } from '../../workflows/contracts/bulk-change.ts';

export interface BulkDeps {
  readonly db: Doors;
}

/** Ids looked up at once, and records changed in one transaction: it must stay under a second. */
const pageRows = 1_000;
const batchRows = 50;
/** One call takes about so long, so that the workflow shows progress and a stop is quick. */
const callMs = 15_000;
const beatMs = 3_000;

export function createBulkActivities(deps: BulkDeps): BulkActivities {
  return {
    continueBulk: async (input) => {
      const beating = setInterval(() => heartbeat(), beatMs);
      try {
        return await continueBulk(deps, input, Date.now() + callMs);
      } finally {
        clearInterval(beating);
      }
    },
  };
}

/** Goes on from where the last commit ended, until the change is done or the time is up. */
export async function continueBulk(deps: BulkDeps, input: BulkInput, until: number): Promise<BulkProgress> {
  for (;;) {
    const job = await current(deps, input);
    if (job === null) return { done: true, status: 'superseded', records: 0 };
    const after = job.status === 'collecting' ? await collect(deps, input, job) : await nextBatch(deps, input);
    if (after === null) return { done: true, status: 'superseded', records: job.done };
    if (!workingStates.includes(after.status)) return { done: true, status: after.status, records: after.done };
    if (Date.now() > until) return { done: false, status: after.status, records: after.done };
  }
}

async function current(deps: BulkDeps, input: BulkInput): Promise<BulkRow | null> {
  const tenantId = asTenantId(input.tenantId);
  const job = await deps.db.readTenant(tenantId, (trx) => loadBulk(trx, tenantId, input.bulkId)).catch(goneIsNull);
  return job === null || job.incarnation !== input.incarnation || !workingStates.includes(job.status) ? null : job;
}

function goneIsNull(error: unknown): null {
  if (error instanceof UserError && error.code === 'not_found') return null;
  throw error;
}

/** Notes the next page of records: the selection is what it was when somebody confirmed it, whatever changes meanwhile. */
async function collect(deps: BulkDeps, input: BulkInput, job: BulkRow): Promise<BulkRow | null> {
  const tenantId = asTenantId(input.tenantId);
  const page = await selected(deps, job, tenantId);
  return step(deps, input, async (trx, context, locked) => {
    if (locked.status !== 'collecting' || locked.afterCursor !== job.afterCursor) return locked;
    await trx.raw(
      `insert into bulk_items (tenant_id, bulk_id, position, record_id)
       select ?, ?, ? + n, id from unnest(?::uuid[]) with ordinality as found(id, n) on conflict do nothing`,
      [tenantId, job.id, locked.total, page.ids],
    );
    const total = locked.total + page.ids.length;
    if (page.next !== null) return writeBulk(trx, context, locked, { total, afterCursor: page.next });
    return writeBulk(trx, context, locked, { total, afterCursor: null, status: locked.preview ? 'previewing' : 'applying' });
  });
}

async function selected(
  deps: BulkDeps,
  job: BulkRow,
  tenantId: ReturnType<typeof asTenantId>,
): Promise<{ readonly ids: string[]; readonly next: string | null }> {
  const { selection } = job;
  if (selection.kind === 'ids') return { ids: await inSight(deps, job, tenantId, selection.ids), next: null };
  const query = {
    ...(await selectionQuery(deps.db, tenantId, job.entity, selection)),
    limit: pageRows,
    ...(job.afterCursor === null ? {} : { cursor: job.afterCursor }),
  };
  const page = await listRecords(deps.db, tenantId, job.entity, query, job.ownersSeen);
  return { ids: page.items.map((item) => item.id), next: page.next };
}

/** Of the ids somebody gave, those whose records they may see. */
function inSight(deps: BulkDeps, job: BulkRow, tenantId: ReturnType<typeof asTenantId>, ids: readonly string[]): Promise<string[]> {
  return deps.db.readTenantAs(tenantId, job.ownersSeen, async (trx) => {
    const rows = await rowsOf<{ id: string }>(
      trx,
      `select id from ${recordTables[job.entity].table} where tenant_id = ? and id = any(?::uuid[]) and archived_at is null order by id`,
      [tenantId, [...ids]],
    );
    return rows.map((row) => row.id);
  });
}

class OnlyLooked extends Error {
  readonly results: readonly ItemResult[];
  constructor(results: readonly ItemResult[]) {
    super('a preview changes nothing');
    this.results = results;
  }
}

async function nextBatch(deps: BulkDeps, input: BulkInput): Promise<BulkRow | null> {
  try {
    return await step(deps, input, async (trx, context, job) => {
      if (job.action.kind === 'rescore') return rescoreNext(trx, context, job);
      const items = await openItems(trx, job, context.tenantId, batchRows);
      if (items.length === 0) return finish(trx, context, job);
      if (job.status === 'undoing') return noteUndone(trx, context, job, await undoItems(trx, context, job, items));
      const results = await applyItems(trx, context, job, items);
      if (job.status === 'previewing') throw new OnlyLooked(results);
      return note(trx, context, job, results);
    });
  } catch (error) {
    // Everything was done by the real rules and is rolled back; what they said is noted.
    if (error instanceof OnlyLooked) return step(deps, input, (trx, context, job) => note(trx, context, job, error.results));
    throw error;
  }
}

function finish(trx: TenantTrx, context: RecordingContext, job: BulkRow): Promise<BulkRow> {
  const status = job.status === 'undoing' ? 'undone' : job.status === 'previewing' ? 'previewed' : 'completed';
  return writeBulk(trx, context, job, { status, finishedAt: context.now });
}

async function note(trx: TenantTrx, context: RecordingContext, job: BulkRow, results: readonly ItemResult[]): Promise<BulkRow> {
  await trx.raw(
    `update bulk_items i set name = r.name, outcome = r.outcome, code = r.code, reason = r.reason, before = r.before, version_after = r."versionAfter"
     from jsonb_to_recordset(?::jsonb) as r(position int, name text, outcome text, code text, reason text, before jsonb, "versionAfter" int)
     where i.tenant_id = ? and i.bulk_id = ? and i.position = r.position`,
    [JSON.stringify(results), context.tenantId, job.id],
  );
  const of = (outcome: ItemResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  return writeBulk(trx, context, job, {
    done: job.done + results.length,
    changed: job.changed + of('changed'),
    unchanged: job.unchanged + of('unchanged'),
    refused: job.refused + of('refused'),
  });
}

async function noteUndone(trx: TenantTrx, context: RecordingContext, job: BulkRow, results: readonly UndoResult[]): Promise<BulkRow> {
  await trx.raw(
    `update bulk_items i set undo = r.undo, reason = r.reason from jsonb_to_recordset(?::jsonb) as r(position int, undo text, reason text)
     where i.tenant_id = ? and i.bulk_id = ? and i.position = r.position`,
    [JSON.stringify(results), context.tenantId, job.id],
  );
  const undone = results.filter((result) => result.undo === 'undone').length;
  return writeBulk(trx, context, job, { done: job.done + results.length, undone: job.undone + undone });
}

/** One transaction under the change's lock; null when it is no longer this workflow's. */
async function step(
  deps: BulkDeps,
  input: BulkInput,
  work: (trx: TenantTrx, context: RecordingContext, job: BulkRow) => Promise<BulkRow>,
): Promise<BulkRow | null> {
  const job = await current(deps, input);
  if (job === null) return null;
  const tenantId = asTenantId(input.tenantId);
  return runCommand(
    deps.db,
    { tenantId, actor: { kind: 'user', userId: job.createdByUserId } },
    async (trx, context) => {
      const locked = await loadBulk(trx, tenantId, input.bulkId, true);
      if (locked.incarnation !== input.incarnation || !workingStates.includes(locked.status)) return null;
      return work(trx, context, locked);
    },
    { repeatable: true },
  );
}
