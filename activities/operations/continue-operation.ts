import { heartbeat } from '@temporalio/activity';
import { compileWorld } from '../../commands/operations/matching-filter.ts';
import { addItems, dueItems, movedItems, nextTurn, releasesOf, turnsOf } from '../../commands/operations/items.ts';
import type { OperationRow } from '../../commands/operations/operation-row.ts';
import { loadOperation, workingStates, writeOperation } from '../../commands/operations/operation-row.ts';
import { undoItems, workItems } from '../../commands/operations/work.ts';
import type { RecordingContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { rowsOf } from '../../commands/records/sql.ts';
import { tenantCalendar } from '../../commands/runs/lib/reopen-waits.ts';
import type { Doors } from '../../db/doors.ts';
import { openRunIds } from '../../db/queries/find-runs.ts';
import { listRecords } from '../../db/queries/lists/list-records.ts';
import { recordTables } from '../../db/queries/lists/relations.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { OperationActivities, OperationAnswer, OperationInput } from '../../workflows/contracts/run-operation.ts';

export interface OperationDeps {
  readonly db: Doors;
  /** A test's clock instead of PostgreSQL's. */
  readonly now?: () => Date;
}

/** Ids looked up at once, and targets worked on in one transaction: it must stay under a second. */
const pageRows = 1_000;
const batchRows = 25;
/** One call takes about so long, so that the workflow shows progress and a stop is quick. */
const callMs = 15_000;
const beatMs = 3_000;

export function createOperationActivities(deps: OperationDeps): OperationActivities {
  return {
    continueOperation: async (input) => {
      const beating = setInterval(() => heartbeat(), beatMs);
      try {
        return await continueOperation(deps, input, Date.now() + callMs);
      } finally {
        clearInterval(beating);
      }
    },
  };
}

const superseded: OperationAnswer = { kind: 'done', status: 'superseded', count: 0 };

/** Goes on from where the last commit ended, until the operation is done, has to wait, or the time is up. */
export async function continueOperation(deps: OperationDeps, input: OperationInput, until: number): Promise<OperationAnswer> {
  for (;;) {
    const row = await current(deps, input);
    if (row === null) return superseded;
    const step = row.status === 'collecting' ? await collect(deps, input, row) : await nextBatch(deps, input);
    if (step === null) return superseded;
    const { after, waits } = step;
    if (!workingStates.includes(after.status)) return { kind: 'done', status: after.status, count: after.done };
    if (waits !== null) return { kind: 'waits', until: waits.toISOString(), count: after.done };
    if (Date.now() > until) return { kind: 'again', count: after.done };
  }
}

interface Step {
  readonly after: OperationRow;
  readonly waits: Date | null;
}

async function current(deps: OperationDeps, input: OperationInput): Promise<OperationRow | null> {
  const tenantId = asTenantId(input.tenantId);
  const row = await deps.db
    .readTenant(tenantId, (trx) => loadOperation(trx, tenantId, input.operationId))
    .catch((error: unknown) => {
      if (error instanceof UserError && error.code === 'not_found') return null;
      throw error;
    });
  return row === null || row.incarnation !== input.incarnation || !workingStates.includes(row.status) ? null : row;
}

/** Notes the next page of targets: the selection is what it was when somebody confirmed it, whatever changes meanwhile. */
async function collect(deps: OperationDeps, input: OperationInput, row: OperationRow): Promise<Step | null> {
  const page = await targets(deps, row, asTenantId(input.tenantId)).catch((error: unknown) => {
    // What cannot be selected any more (the automation was archived meanwhile) is not tried for ever.
    if (error instanceof UserError) return null;
    throw error;
  });
  if (page === null) return step(deps, input, (trx, context, locked) => finish(trx, context, locked, 'cancelled'));
  return step(deps, input, async (trx, context, locked) => {
    if (locked.status !== 'collecting' || locked.afterCursor !== row.afterCursor) return locked;
    const { calendar } = await tenantCalendar(trx, context.tenantId);
    const start = (locked.total === 0 ? context.now : locked.createdAt).toISOString();
    const { request } = locked;
    const due =
      request.kind === 'enrol'
        ? turnsOf(request.pace, calendar, start)
        : request.kind === 'resume'
          ? releasesOf(request.catchUp, request.hours, page.ids.length, calendar, start)
          : () => null;
    const total = await addItems(trx, context, locked, page.ids, due);
    return writeOperation(trx, context, locked, { total, afterCursor: page.next, ...(page.next === null ? { status: 'working' } : {}) });
  });
}

interface Page {
  readonly ids: readonly string[];
  readonly next: string | null;
}

/** Held runs are spread over their hours as a whole, so they are taken in one page; a tenant has no more of them than this. */
const mostHeld = 100_000;

async function targets(deps: OperationDeps, row: OperationRow, tenantId: ReturnType<typeof asTenantId>): Promise<Page> {
  const { request } = row;
  if (request.kind === 'enrol') return records(deps, row, tenantId);
  return deps.db.readTenantAs(tenantId, row.ownersSeen, async (trx) => {
    const limit = request.kind === 'resume' ? mostHeld : pageRows;
    const filter =
      request.kind === 'publish'
        ? {
            automationId: row.automationId,
            ...(request.from === undefined ? { belowVersion: request.version } : { version: request.from }),
          }
        : request.kind === 'resume'
          ? { automationId: row.automationId, status: ['held'], holdCode: 'paused' }
          : request.selection.kind === 'ids'
            ? { ids: request.selection.ids }
            : request.selection.filter;
    const withFailed = request.kind === 'runs' && request.action.kind === 'retry';
    const ids = await openRunIds(trx, { ...filter, withFailed, after: row.afterCursor, limit });
    return { ids, next: ids.length < limit ? null : (ids.at(-1) ?? null) };
  });
}

async function records(deps: OperationDeps, row: OperationRow, tenantId: ReturnType<typeof asTenantId>): Promise<Page> {
  const { request } = row;
  if (request.kind !== 'enrol') return { ids: [], next: null };
  const { selection } = request;
  const world = await deps.db.readTenant(tenantId, (trx) =>
    compileWorld(trx, tenantId, row.automationId, selection.kind === 'matching' ? selection.filter : undefined),
  );
  if (selection.kind === 'ids') {
    return deps.db.readTenantAs(tenantId, row.ownersSeen, async (trx) => {
      const rows = await rowsOf<{ id: string }>(
        trx,
        `select id from ${recordTables[world.subject].table} where tenant_id = ? and id = any(?::uuid[]) and archived_at is null order by id`,
        [tenantId, [...selection.ids]],
      );
      return { ids: rows.map((found) => found.id), next: null };
    });
  }
  const page = await listRecords(
    deps.db,
    tenantId,
    world.subject,
    { limit: pageRows, sort: 'createdAt', ...world.query, ...(row.afterCursor === null ? {} : { cursor: row.afterCursor }) },
    row.ownersSeen,
  );
  return { ids: page.items.map((item) => item.id), next: page.next };
}

async function nextBatch(deps: OperationDeps, input: OperationInput): Promise<Step | null> {
  let waits: Date | null = null;
  const done = await step(deps, input, async (trx, context, row) => {
    waits = null;
    if (row.status === 'undoing') {
      const moved = await movedItems(trx, context, row, batchRows);
      return moved.length === 0 ? finish(trx, context, row, 'undone') : undoItems(trx, context, row, moved);
    }
    const items = await dueItems(trx, context, row, batchRows);
    if (items.length > 0) return workItems(trx, context, row, items);
    waits = await nextTurn(trx, context, row);
    return waits === null ? finish(trx, context, row, 'completed') : row;
  });
  return done === null ? null : { after: done.after, waits };
}

function finish(
  trx: TenantTrx,
  context: RecordingContext,
  row: OperationRow,
  status: 'completed' | 'undone' | 'cancelled',
): Promise<OperationRow> {
  return writeOperation(trx, context, row, { status, finishedAt: context.now });
}

/** One transaction under the operation's lock; null when it is no longer this workflow's. */
async function step(
  deps: OperationDeps,
  input: OperationInput,
  work: (trx: TenantTrx, context: RecordingContext, row: OperationRow) => Promise<OperationRow>,
): Promise<Step | null> {
  const row = await current(deps, input);
  if (row === null) return null;
  const tenantId = asTenantId(input.tenantId);
  const { createdByUserId } = row;
  const actor =
    createdByUserId === null ? ({ kind: 'system', name: 'operation' } as const) : ({ kind: 'user', userId: createdByUserId } as const);
  const after = await runCommand(
    deps.db,
    { tenantId, actor },
    async (trx, context) => {
      const locked = await loadOperation(trx, tenantId, input.operationId, true);
      if (locked.incarnation !== input.incarnation || !workingStates.includes(locked.status)) return null;
      return work(trx, context, locked);
    },
    { repeatable: true, ...(deps.now === undefined ? {} : { now: deps.now }) },
  );
  return after === null ? null : { after, waits: null };
}
