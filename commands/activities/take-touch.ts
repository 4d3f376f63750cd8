import { leadStatusAfterTouch } from '../../domain/records/lead-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { LockedSubjects, SubjectRef } from '../records/lock-refs.ts';
import type { ActivityRow, LeadRow, TaskRow } from '../records/rows.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { writeRecord } from '../records/write-record.ts';
import { completeTask } from '../tasks/complete-task.ts';
import { activityData } from './activity-data.ts';

/**
 * What a touch means for its records, which the caller has locked: their open first-touch tasks are done, a new lead that
 * was reached is contacted, and `touch.logged` tells each record.
 */
export async function takeTouch(
  trx: TenantTrx,
  context: CommandContext,
  activity: ActivityRow,
  records: readonly SubjectRef[],
  subjects: LockedSubjects,
): Promise<readonly TaskRow[]> {
  const open = await lockFirstTouchTasks(trx, context, records);
  const about = [{ type: 'activity', id: activity.id } as const, ...open.map((task) => ({ type: 'task', id: task.id }) as const)];
  for (const record of records) context.record({ type: 'touch.logged', subject: record, related: about, data: activityData(activity) });
  const completed: TaskRow[] = [];
  for (const task of open) {
    const loaded = { task, records: records.filter((record) => task.recordIds.includes(record.id)) };
    const input = { id: task.id, outcome: activity.outcome, notes: activity.body, data: { activityId: activity.id } };
    completed.push(await completeTask(trx, context, { ...input, loaded }));
  }
  for (const lead of subjects.lead) await touchLead(trx, context, activity, lead);
  await touchContacts(trx, context, activity, subjects);
  return completed;
}

type FirstTouchTask = TaskRow & { readonly recordIds: readonly string[] };

async function lockFirstTouchTasks(
  trx: TenantTrx,
  context: CommandContext,
  records: readonly SubjectRef[],
): Promise<readonly FirstTouchTask[]> {
  return rowsOf<FirstTouchTask>(
    trx,
    `select tasks.*, array(select record_id::text from task_links where tenant_id = tasks.tenant_id and task_id = tasks.id) as record_ids
     from tasks
     where tenant_id = ? and kind = 'first_touch' and status in ('open', 'in_progress') and archived_at is null
       and id in (select task_id from task_links where tenant_id = ? and record_id = any(?::uuid[]))
     order by id for no key update of tasks`,
    [context.tenantId, context.tenantId, records.map((record) => record.id)],
  );
}

/** Status by rule; when the lead was touched is bookkeeping that wakes nobody and leaves the version alone. */
async function touchLead(trx: TenantTrx, context: CommandContext, activity: ActivityRow, lead: LeadRow): Promise<void> {
  const touched = await rowOf<LeadRow>(
    trx,
    `update leads set first_touched_at = coalesce(first_touched_at, ?), last_touched_at = greatest(last_touched_at, ?)
     where tenant_id = ? and id = ? returning *`,
    [activity.occurredAt, activity.occurredAt, context.tenantId, lead.id],
  );
  if (touched === null) throw new Error(`the locked lead ${lead.id} has gone`);
  const status = leadStatusAfterTouch(lead.status, activity.outcome);
  await writeRecord(trx, context, 'lead', touched, { status }, { data: { reason: 'touch', activityId: activity.id } });
}

async function touchContacts(trx: TenantTrx, context: CommandContext, activity: ActivityRow, subjects: LockedSubjects): Promise<void> {
  if (subjects.contact.length === 0) return;
  const ids = subjects.contact.map((contact) => contact.id);
  await trx.raw('update contacts set last_touched_at = greatest(last_touched_at, ?) where tenant_id = ? and id = any(?::uuid[])', [
    activity.occurredAt,
    context.tenantId,
    ids,
  ]);
}
