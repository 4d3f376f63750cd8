import { choiceFor, mapFor } from '../../domain/automation/operations/impact.ts';
import { standsAt } from '../../domain/automation/operations/move-run.ts';
import type { RunState } from '../../domain/automation/run/run-types.ts';
import { rejectionSentences } from '../../domain/automation/enrolment-rules.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { enrol } from '../automations/enrol.ts';
import { liveVersion } from '../automations/enrol-manually.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import { cancelRun, exitRun } from '../runs/cancel.ts';
import { moveRun, takeMoveBack } from '../runs/move.ts';
import { releaseHeldRuns } from '../runs/release-held-runs.ts';
import { retryRun } from '../runs/retry.ts';
import type { ItemResult, OperationItem } from './items.ts';
import { noteResults, putOff } from './items.ts';
import type { OperationRequest, OperationRow, RunAction } from './operation-row.ts';
import { writeOperation } from './operation-row.ts';

/** It is being executed at this moment: later. */
interface Busy {
  readonly position: number;
  readonly busy: true;
}

/** Does the operation's work for some of its targets, each by the command a person would use. */
export async function workItems(
  trx: TenantTrx,
  context: RecordingContext,
  row: OperationRow,
  items: readonly OperationItem[],
): Promise<OperationRow> {
  const { request } = row;
  const results =
    request.kind === 'enrol'
      ? await enrolItems(trx, context, row, items)
      : request.kind === 'resume'
        ? await releaseItems(trx, context, row, items)
        : await oneByOne(trx, context, items, (item) => runItem(trx, context, request, item));
  const done = results.filter((result): result is ItemResult => !('busy' in result));
  const busy = results.filter((result): result is Busy => 'busy' in result);
  if (done.length > 0) await noteResults(trx, context, row, done);
  if (busy.length > 0)
    await putOff(
      trx,
      context,
      row,
      busy.map((one) => one.position),
    );
  const of = (outcome: ItemResult['outcome']) => done.filter((result) => result.outcome === outcome).length;
  return writeOperation(trx, context, row, {
    done: row.done + done.length,
    changed: row.changed + of('changed'),
    refused: row.refused + of('refused'),
  });
}

async function oneByOne(
  trx: TenantTrx,
  context: RecordingContext,
  items: readonly OperationItem[],
  work: (item: OperationItem) => Promise<Omit<ItemResult, 'position'> | null>,
): Promise<(ItemResult | Busy)[]> {
  const results: (ItemResult | Busy)[] = [];
  for (const item of items) {
    await trx.raw('savepoint item');
    const noted = context.takeEvents();
    for (const event of noted) context.record(event);
    try {
      const result = await work(item);
      await trx.raw('release savepoint item');
      results.push(result === null ? { position: item.position, busy: true } : { position: item.position, ...result });
    } catch (error) {
      // One that cannot be done is no reason to stop the others, and nothing of it stays.
      if (!(error instanceof UserError)) throw error;
      await trx.raw('rollback to savepoint item');
      context.takeEvents();
      for (const event of noted) context.record(event);
      results.push({ position: item.position, outcome: 'refused', code: error.code, reason: error.message });
    }
  }
  return results;
}

type RunWork = Extract<OperationRequest, { kind: 'publish' | 'runs' }>;

async function runItem(
  trx: TenantTrx,
  context: RecordingContext,
  request: RunWork,
  item: OperationItem,
): Promise<Omit<ItemResult, 'position'> | null> {
  const run = await rowOf<{ version: number; state: RunState; ended: boolean; shell: string; status: string }>(
    trx,
    'select version, state, ended_at is not null as ended, shell, status from runs where tenant_id = ? and id = ? for no key update',
    [context.tenantId, item.targetId],
  );
  const failed = run?.status === 'failed' && request.kind === 'runs' && request.action.kind === 'retry';
  if (run === null || (run.ended && !failed)) return { outcome: 'unchanged', code: 'ended', reason: 'The run has ended.' };
  if (run.shell === 'batch') return null;
  if (request.kind === 'runs') return act(trx, context, request.action, item.targetId);
  const choice = choiceFor(request.choices, run.version, run.state.started ? standsAt(run.state) : []);
  const meant = request.from === undefined ? run.version < request.version : run.version === request.from;
  if (choice === 'stay' || !meant) return { outcome: 'unchanged', code: 'stays' };
  if (choice === 'exit') {
    const reason =
      request.from === undefined
        ? `It left when version ${request.version} was published.`
        : `It left when version ${request.from} was called back.`;
    await exitRun(trx, context, { id: item.targetId, reason });
    return { outcome: 'changed', code: 'exited' };
  }
  const moved = await moveRun(trx, context, { id: item.targetId, version: request.version, map: mapFor(request.choices, run.version) });
  return { outcome: 'changed', code: 'moved', ...moved };
}

async function act(trx: TenantTrx, context: RecordingContext, action: RunAction, id: string): Promise<Omit<ItemResult, 'position'>> {
  switch (action.kind) {
    case 'cancel':
      await cancelRun(trx, context, { id, reason: action.reason });
      return { outcome: 'changed', code: 'cancelled' };
    case 'retry':
      await retryRun(trx, context, { id, on: action.on });
      return { outcome: 'changed', code: 'retried' };
    case 'move': {
      const { version, map } = action;
      return {
        outcome: 'changed',
        code: 'moved',
        ...(await moveRun(trx, context, { id, map, ...(version === undefined ? {} : { version }) })),
      };
    }
  }
}

/** Somebody archived the automation before all had their turn. */
function archivedIsNull(error: unknown): null {
  if (error instanceof UserError) return null;
  throw error;
}

async function enrolItems(
  trx: TenantTrx,
  context: RecordingContext,
  row: OperationRow,
  items: readonly OperationItem[],
): Promise<readonly ItemResult[]> {
  const live = await liveVersion(trx, context, row.automationId).catch(archivedIsNull);
  if (live === null)
    return items.map(({ position }) => ({ position, outcome: 'refused', code: 'not_live', reason: rejectionSentences.not_live }));
  const { subject } = live.plan;
  const candidates = items.map((item) => ({ live, subject: { type: subject, id: item.targetId }, source: 'manual' as const, event: null }));
  const result = await enrol(trx, context, candidates);
  const runs = new Map(result.enrolled.map(({ runId, candidate }) => [candidate.subject?.id, runId]));
  const rules = new Map(result.rejected.map(({ rule, candidate }) => [candidate.subject?.id, rule]));
  return items.map((item): ItemResult => {
    const runId = runs.get(item.targetId);
    if (runId !== undefined) return { position: item.position, outcome: 'changed', runId };
    const rule = rules.get(item.targetId) ?? 'no_record';
    return { position: item.position, outcome: 'refused', code: rule, reason: rejectionSentences[rule] };
  });
}

async function releaseItems(
  trx: TenantTrx,
  context: RecordingContext,
  row: OperationRow,
  items: readonly OperationItem[],
): Promise<readonly ItemResult[]> {
  const released = new Set(
    await releaseHeldRuns(trx, context, { automationId: row.automationId, ids: items.map((item) => item.targetId) }),
  );
  return items.map((item): ItemResult => {
    if (released.has(item.targetId)) return { position: item.position, outcome: 'changed', runId: item.targetId };
    return { position: item.position, outcome: 'unchanged', code: 'not_held', reason: 'The run was not held by the pause any more.' };
  });
}

/** Takes moves back that no run has acted upon. */
export async function undoItems(
  trx: TenantTrx,
  context: RecordingContext,
  row: OperationRow,
  items: readonly OperationItem[],
): Promise<OperationRow> {
  const results: { position: number; undo: 'undone' | 'refused'; reason: string | null }[] = [];
  for (const item of items) {
    const { before, after } = item;
    const why =
      before === null || after === null ? 'It was not moved.' : await takeMoveBack(trx, context, item.targetId, { before, after });
    results.push({ position: item.position, undo: why === null ? 'undone' : 'refused', reason: why });
  }
  await trx.raw(
    `update run_operation_items i set undo = r.undo, reason = r.reason from jsonb_to_recordset(?::jsonb) as r (position int, undo text, reason text)
     where i.tenant_id = ? and i.operation_id = ? and i.position = r.position`,
    [JSON.stringify(results), context.tenantId, row.id],
  );
  const undone = results.filter((result) => result.undo === 'undone').length;
  return writeOperation(trx, context, row, { done: row.done + results.length, undone: row.undone + undone });
}
