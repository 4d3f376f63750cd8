import { literal, runTogether } from '../../db/opening.ts';
import { addBusinessTime, nextWindow } from '../../domain/calendar/business-time.ts';
import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import type { MovedRun } from '../runs/move.ts';
import type { CatchUp, OperationRow, Pace } from './operation-row.ts';

/** One run or record of an operation. */
export interface OperationItem {
  readonly position: number;
  readonly targetId: string;
  readonly dueAt: Date | null;
  readonly before: MovedRun['before'] | null;
  readonly after: MovedRun['after'] | null;
}

/** What became of one of them. */
export interface ItemResult {
  readonly position: number;
  readonly outcome: 'changed' | 'unchanged' | 'refused';
  readonly code?: string;
  readonly reason?: string;
  readonly runId?: string;
  readonly before?: MovedRun['before'];
  readonly after?: MovedRun['after'];
}

/** Notes the next targets behind those that are there, each with the instant at which its turn comes. @returns how many there are now */
export async function addItems(
  trx: TenantTrx,
  context: CommandContext,
  row: OperationRow,
  ids: readonly string[],
  due: (position: number) => string | null,
): Promise<number> {
  const items = ids.map((id, index) => ({ position: row.total + index + 1, target_id: id, due_at: due(row.total + index) }));
  await runTogether(trx, [
    `insert into run_operation_items (tenant_id, operation_id, position, target_id, due_at)
     select ${literal(context.tenantId)}::uuid, ${literal(row.id)}::uuid, position, target_id, due_at
     from jsonb_to_recordset(${literal(items)}::jsonb) as i (position int, target_id uuid, due_at timestamptz) on conflict do nothing`,
  ]);
  const counted = await rowOf<{ total: number }>(
    trx,
    'select coalesce(max(position), 0)::int as total from run_operation_items where tenant_id = ? and operation_id = ?',
    [context.tenantId, row.id],
  );
  return counted?.total ?? row.total;
}

/** When each of a paced row of records has its turn; null: at once. */
export function turnsOf(pace: Pace | null, calendar: BusinessCalendar, start: string): (position: number) => string | null {
  if (pace === null) return () => null;
  const seconds = 3_600 / pace.perHour;
  return (position) => {
    const amount = Math.round(position * seconds);
    if (!pace.businessHours) return new Date(Date.parse(start) + amount * 1_000).toISOString();
    const open = addBusinessTime(calendar, start, { amount, unit: 'seconds' });
    return open.ok ? open.instant : null;
  };
}

/** When each of the held runs of a resume goes on. */
export function releasesOf(
  catchUp: CatchUp,
  hours: number,
  of: number,
  calendar: BusinessCalendar,
  start: string,
): (position: number) => string | null {
  if (catchUp === 'window') {
    const open = nextWindow(calendar, start);
    return () => (open.ok ? open.instant : null);
  }
  if (catchUp !== 'spread') return () => null;
  const step = of <= 1 ? 0 : (hours * 3_600_000) / (of - 1);
  return (position) => new Date(Date.parse(start) + Math.round(position * step)).toISOString();
}

/** The next targets whose turn has come, locked by their operation. */
export function dueItems(trx: TenantTrx, context: CommandContext, row: OperationRow, limit: number): Promise<OperationItem[]> {
  return rowsOf<OperationItem>(
    trx,
    `select position, target_id, due_at, before, after from run_operation_items
     where tenant_id = ? and operation_id = ? and outcome is null and (due_at is null or due_at <= ?) order by position limit ?`,
    [context.tenantId, row.id, context.now, limit],
  );
}

/** When the next target has its turn, if none has it now; null when all are done. */
export async function nextTurn(trx: TenantTrx, context: CommandContext, row: OperationRow): Promise<Date | null> {
  const next = await rowOf<{ dueAt: Date | null }>(
    trx,
    'select min(coalesce(due_at, ?)) as due_at from run_operation_items where tenant_id = ? and operation_id = ? and outcome is null',
    [context.now, context.tenantId, row.id],
  );
  return next?.dueAt ?? null;
}

/** What was moved and has not been taken back yet. */
export function movedItems(trx: TenantTrx, context: CommandContext, row: OperationRow, limit: number): Promise<OperationItem[]> {
  return rowsOf<OperationItem>(
    trx,
    `select position, target_id, due_at, before, after from run_operation_items
     where tenant_id = ? and operation_id = ? and outcome = 'changed' and before is not null and undo is null order by position limit ?`,
    [context.tenantId, row.id, limit],
  );
}

export async function noteResults(
  trx: TenantTrx,
  context: CommandContext,
  row: OperationRow,
  results: readonly ItemResult[],
): Promise<void> {
  const flat = results.map((result) => ({ ...result, run_id: result.runId }));
  await runTogether(trx, [
    `update run_operation_items i set outcome = r.outcome, code = r.code, reason = r.reason, run_id = r.run_id, before = r.before, after = r.after
     from jsonb_to_recordset(${literal(flat)}::jsonb) as r (position int, outcome text, code text, reason text, run_id uuid, before jsonb, after jsonb)
     where i.tenant_id = ${literal(context.tenantId)}::uuid and i.operation_id = ${literal(row.id)}::uuid and i.position = r.position`,
  ]);
}

/** Puts targets off that are busy at this moment. */
export async function putOff(trx: TenantTrx, context: CommandContext, row: OperationRow, positions: readonly number[]): Promise<void> {
  await trx.raw(
    `update run_operation_items set due_at = ?::timestamptz + interval '2 seconds' where tenant_id = ? and operation_id = ? and position = any(?::int[])`,
    [context.now, context.tenantId, row.id, [...positions]],
  );
}
