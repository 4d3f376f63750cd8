import type { Transaction } from 'objection';
import { Lead } from '../models/crm.ts';
import { Task } from '../models/work.ts';
import { openedOf } from '../opening.ts';

export interface PriorityQuery {
  /** Whose list: these owners'. */
  readonly ownerUserIds: readonly string[];
  /** At most this many of each kind are considered; default 500. */
  readonly considered?: number;
}

export interface PriorityMaterial {
  readonly tasks: readonly Task[];
  /** Living leads that nobody plans to contact: no open task, no follow-up in the future. */
  readonly leads: readonly Lead[];
  /** The record each task is mainly about, by the task's id. */
  readonly recordOfTask: ReadonlyMap<string, { readonly type: string; readonly id: string; readonly name: string }>;
}

/** What could stand in a rep's priority list; `domain/records/priority-rules.ts` puts it in order. */
export async function priorityMaterial(trx: Transaction, query: PriorityQuery): Promise<PriorityMaterial> {
  const limit = query.considered ?? 500;
  const { tenantId } = openedOf(trx);
  const owners = [...query.ownerUserIds];
  const tasks = await Task.query(trx)
    .where('tenant_id', tenantId as string)
    .whereIn('owner_user_id', owners)
    .whereIn('status', ['open', 'in_progress'])
    .whereNull('archived_at')
    .orderByRaw('due_at, id')
    .limit(limit);
  const leads = await Lead.query(trx)
    .where('tenant_id', tenantId as string)
    .whereIn('owner_user_id', owners)
    .whereIn('status', ['new', 'contacted', 'qualified', 'nurture'])
    .whereNull('archived_at')
    .whereRaw('(follow_up_at is null or follow_up_at <= now())')
    .whereRaw(
      `not exists (select from task_links l join tasks t on t.tenant_id = l.tenant_id and t.id = l.task_id
        where l.tenant_id = leads.tenant_id and l.record_id = leads.id and t.status in ('open', 'in_progress') and t.archived_at is null)`,
    )
    .orderByRaw('score desc, id desc')
    .limit(limit);
  return {
    tasks,
    leads,
    recordOfTask: await recordsOfTasks(
      trx,
      tasks.map((task) => task.id),
    ),
  };
}

interface LinkRow {
  readonly task_id: string;
  readonly record_type: string;
  readonly record_id: string;
  readonly name: string | null;
}

/** The main record of each task with its name, in one statement. */
export async function recordsOfTasks(
  trx: Transaction,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly type: string; readonly id: string; readonly name: string }>> {
  if (taskIds.length === 0) return new Map();
  const result: { rows: LinkRow[] } = await trx.raw(
    `select distinct on (l.task_id) l.task_id, l.record_type, l.record_id,
       coalesce(
         nullif(trim(ld.first_name || ' ' || ld.last_name), ''), ld.company_name, ld.email,
         nullif(trim(c.first_name || ' ' || c.last_name), ''), c.email, co.name, d.name) as name
     from task_links l
     left join leads ld on l.record_type = 'lead' and ld.tenant_id = l.tenant_id and ld.id = l.record_id
     left join contacts c on l.record_type = 'contact' and c.tenant_id = l.tenant_id and c.id = l.record_id
     left join companies co on l.record_type = 'company' and co.tenant_id = l.tenant_id and co.id = l.record_id
     left join deals d on l.record_type = 'deal' and d.tenant_id = l.tenant_id and d.id = l.record_id
     where l.tenant_id = ? and l.task_id = any(?::uuid[])
     order by l.task_id, l.is_primary desc, l.record_id`,
    [openedOf(trx).tenantId, [...taskIds]],
  );
  return new Map(result.rows.map((row) => [row.task_id, { type: row.record_type, id: row.record_id, name: row.name ?? '' }]));
}
