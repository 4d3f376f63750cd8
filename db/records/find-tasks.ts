import type { Transaction } from 'objection';
import type { NamedUser } from './find-leads.ts';
import type { TaskRow } from './rows.ts';
import { rowOf, rowsOf } from './sql.ts';
import { automationJson, linksJson, ofTenant, userJson } from './views.ts';

export interface NamedRecord {
  readonly type: 'lead' | 'contact' | 'company' | 'deal';
  readonly id: string;
  readonly name: string;
}
export interface AutomationSource {
  readonly id: string;
  readonly name: string;
  readonly runId: string;
  readonly step: string;
  readonly stepNumber: number | null;
}

/** A task with what is shown beside it. */
export interface TaskView extends TaskRow {
  readonly owner: NamedUser | null;
  readonly completedBy: NamedUser | null;
  readonly createdByUser: NamedUser | null;
  readonly createdByAutomation: AutomationSource | null;
  readonly records: readonly NamedRecord[];
}

const taskView = `t.*, ${userJson('t.owner_user_id', 't')} as owner, ${userJson('t.completed_by_user_id', 't')} as completed_by,
  ${userJson('t.created_by_user_id', 't')} as created_by_user,
  ${automationJson('t.created_by_automation_id', 't.created_by_run_id', 't.created_by_step', 't.tenant_id')} as created_by_automation,
  ${linksJson('task_links', 'task_id', 't')} as records`;

/** Tasks by id, in no particular order. */
export async function findTasks(trx: Transaction, ids: readonly string[]): Promise<TaskView[]> {
  return rowsOf<TaskView>(trx, `select ${taskView} from tasks t where ${ofTenant('t')} and t.id = any(?::uuid[])`, [[...ids]]);
}

/** One task, archived or not; null when there is none in this tenant. */
export async function findTask(trx: Transaction, id: string): Promise<TaskView | null> {
  return rowOf<TaskView>(trx, `select ${taskView} from tasks t where ${ofTenant('t')} and t.id = ?`, [id]);
}

export interface TaskCounts {
  readonly open: number;
  readonly overdue: number;
  readonly dueToday: number;
  readonly doneToday: number;
  readonly unassigned: number;
}

/** How many tasks there are, of one person or of all. */
export async function countTasks(
  trx: Transaction,
  query: { readonly owner: string | null; readonly now: Date; readonly startOfToday: Date; readonly endOfToday: Date },
): Promise<TaskCounts> {
  const counts = await rowOf<TaskCounts>(
    trx,
    `select
       count(*) filter (where mine and open)::int as open,
       count(*) filter (where mine and open and due_at < ?)::int as overdue,
       count(*) filter (where mine and open and due_at >= ? and due_at < ?)::int as due_today,
       count(*) filter (where mine and status = 'done' and completed_at >= ?)::int as done_today,
       count(*) filter (where open and owner_user_id is null)::int as unassigned
     from (
       select t.*, t.status in ('open', 'in_progress') as open, (?::uuid is null or t.owner_user_id = ?::uuid) as mine
       from tasks t where ${ofTenant('t')} and t.archived_at is null
         and (t.status in ('open', 'in_progress') or t.completed_at >= ?)
     ) c`,
    [query.now, query.now, query.endOfToday, query.startOfToday, query.owner, query.owner, query.startOfToday],
  );
  return counts ?? { open: 0, overdue: 0, dueToday: 0, doneToday: 0, unassigned: 0 };
}
