import type { JsonObject } from '../../../domain/json.ts';
import type { TriggerType } from '../../../domain/automation/nodes/node-types.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { notificationInsert } from '../../notifications/notification.ts';
import { rowOf, rowsOf } from '../../records/sql.ts';
import { loadPlan } from '../lib/plans.ts';

/** An automation that begins runs by time, as its live version has it. */
export interface ClockedAutomation {
  readonly id: string;
  readonly name: string;
  readonly ownerUserId: string | null;
  readonly publishedAt: Date;
  readonly plan: Plan;
}

/** How far an automation's time was followed. */
export interface Clock {
  readonly since: Date;
  readonly sweptThrough: Date;
  /** The stretch under way and how far it is done; null between two. */
  readonly sweeping: Sweeping | null;
}

export interface Sweeping {
  /** What it was begun for: another version may begin by something else. */
  readonly trigger: TriggerType;
  readonly from: string;
  readonly to: string;
  /** Id of the last record that was looked at. */
  readonly after: string | null;
}

/** The events that only this machinery makes. An automation that listens to one of them has to be followed. */
export const clockEvents = ['date.reached', 'schedule.due'] as const;

/** Names of the automations of a tenant that have to be followed, paused ones too: what falls due meanwhile is held. */
export async function clockedAutomations(trx: TenantTrx, tenantId: string): Promise<readonly string[]> {
  const rows = await rowsOf<{ id: string }>(
    trx,
    `select v.automation_id as id from automation_versions v join automations a on a.tenant_id = v.tenant_id and a.id = v.automation_id
     where v.tenant_id = ? and v.closed_at_event is null and v.trigger_events && ?::text[] and a.status in ('active', 'paused') order by 1`,
    [tenantId, [...clockEvents]],
  );
  return rows.map((row) => row.id);
}

/** The automation with its clock, which is locked, so that two sweeps never follow it at once; null if it is not live any more. */
export async function takeClock(
  trx: TenantTrx,
  context: CommandContext,
  automationId: string,
): Promise<{ readonly automation: ClockedAutomation; readonly clock: Clock } | null> {
  const row = await rowOf<Omit<ClockedAutomation, 'plan'> & { planHash: string }>(
    trx,
    `select a.id, a.name, a.owner_user_id, v.published_at, v.plan_hash from automation_versions v
       join automations a on a.tenant_id = v.tenant_id and a.id = v.automation_id
     where v.tenant_id = ? and v.automation_id = ? and v.closed_at_event is null and a.status in ('active', 'paused')`,
    [context.tenantId, automationId],
  );
  if (row === null) return null;
  await trx.raw('insert into trigger_clocks (tenant_id, automation_id, since, swept_through) values (?, ?, ?, ?) on conflict do nothing', [
    context.tenantId,
    automationId,
    row.publishedAt,
    row.publishedAt,
  ]);
  const clock = await rowOf<Clock>(
    trx,
    'select since, swept_through, sweeping from trigger_clocks where tenant_id = ? and automation_id = ? for update',
    [context.tenantId, automationId],
  );
  if (clock === null) return null;
  const plan = await loadPlan(trx, context.tenantId, row.planHash);
  const sweeping = clock.sweeping?.trigger === plan.trigger.type ? clock.sweeping : null;
  return { automation: { ...row, plan }, clock: { ...clock, sweeping } };
}

/** Notes how far it went on. Without `sweeping` everything up to `through` is done. */
export async function setClock(
  trx: TenantTrx,
  context: CommandContext,
  automationId: string,
  { through, sweeping = null }: { readonly through?: Date; readonly sweeping?: Sweeping | null },
): Promise<void> {
  await trx.raw(
    'update trigger_clocks set swept_through = coalesce(?::timestamptz, swept_through), sweeping = ?::jsonb where tenant_id = ? and automation_id = ?',
    [through ?? null, sweeping === null ? null : JSON.stringify(sweeping), context.tenantId, automationId],
  );
}

/** Forgets the clocks of automations that begin by something else now, or by nothing: what was due meanwhile is nobody's. */
export async function forgetClocks(trx: TenantTrx, context: CommandContext, followed: readonly string[]): Promise<void> {
  await trx.raw('delete from trigger_clocks where tenant_id = ? and automation_id <> all(?::uuid[])', [context.tenantId, [...followed]]);
}

/** What came too late to be made up for is counted, and told to whoever answers for the automation. */
export async function tellMissed(
  trx: TenantTrx,
  context: CommandContext,
  automation: ClockedAutomation,
  missed: { readonly count: number; readonly from: Date; readonly to: Date; readonly hours: number },
): Promise<void> {
  if (missed.count === 0) return;
  await trx.raw('update trigger_clocks set missed = missed + ?, missed_at = ? where tenant_id = ? and automation_id = ?', [
    missed.count,
    context.now,
    context.tenantId,
    automation.id,
  ]);
  if (automation.ownerUserId === null) return;
  const data: JsonObject = { count: missed.count, from: missed.from.toISOString(), to: missed.to.toISOString() };
  const statement = notificationInsert(context, {
    userId: automation.ownerUserId,
    kind: 'automation.missed',
    title: `${automation.name} has missed ${missed.count} due ${missed.count === 1 ? 'time' : 'times'}`,
    body: `Nothing ran from ${data.from} to ${data.to}. What fell due more than ${missed.hours} hours ago is not made up for.`,
    severity: 'warning',
    record: { type: 'automation', id: automation.id },
    data,
  });
  await trx.raw(statement.sql, [...statement.bindings]);
}
