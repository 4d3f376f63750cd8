import { toJson } from '../../domain/records/changes.ts';
import { readFields } from '../../domain/records/field-values.ts';
import { taskFields } from '../../domain/records/record-fields.ts';
import type { TaskKind, TaskPriority } from '../../domain/records/task-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { createdFields } from '../records/created-fields.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { lockSubjects, uniqueRefs } from '../records/lock-refs.ts';
import { madeBy, userOf } from '../records/made-by.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { TaskRow } from '../records/rows.ts';
import { keepInSight } from '../records/sight.ts';
import type { Fragment } from '../records/sql.ts';
import { activeUser, insertInto, keptRowOf } from '../records/sql.ts';
import { assignmentNotice, requireOwner } from '../records/write-record.ts';

export interface CreateTask {
  readonly title: string;
  readonly description?: string | null | undefined;
  readonly dueAt?: Date | string | null | undefined;
  readonly priority?: TaskPriority | undefined;
  readonly kind?: TaskKind | undefined;
  /** Absent: whoever creates it, if a person does. */
  readonly ownerUserId?: string | null | undefined;
  /** What it is about, the most important first. */
  readonly records?: readonly SubjectRef[] | undefined;
  /** The caller has locked the records in this transaction. */
  readonly held?: boolean | undefined;
  /** Do not tell the owner, who has just made it. */
  readonly quiet?: boolean | undefined;
}

/** Creates a task, links it to its records and tells its owner: one statement beside the locks. */
export async function createTask(trx: TenantTrx, context: CommandContext, input: CreateTask): Promise<TaskRow> {
  const { records: given = [], held, quiet, ...fields } = input;
  const { values, problems } = readFields(taskFields, { ...fields, title: fields.title }, { parsePhone });
  refuseProblems('task', problems);
  const records = uniqueRefs(given);
  if (held !== true) await lockSubjects(trx, context, records);
  const id = newId();
  const owner = input.ownerUserId === undefined ? userOf(context.actor) : input.ownerUserId;
  const insert = insertInto('tasks', {
    tenantId: context.tenantId,
    id,
    ...values,
    ownerUserId: activeUser(context.tenantId, owner),
    createdByUserId: userOf(context.actor),
    ...madeBy(context.actor),
    createdAt: context.now,
    updatedAt: context.now,
  });
  const notice = owner === null || quiet === true ? null : assignmentNotice(context, 'task', { id, name: String(values['title']) }, owner);
  await keepInSight(trx, context, [owner]);
  const task = await keptRowOf<TaskRow>(trx, ...together(insert, linksOf(context, 'task_links', 'task_id', id, records), notice));
  if (task === null) throw new Error('the task was not inserted');
  requireOwner(task.ownerUserId, owner);
  recordNewTask(context, task, records);
  return task;
}

function recordNewTask(context: CommandContext, task: TaskRow, records: readonly SubjectRef[]): void {
  const about = { subject: { type: 'task', id: task.id }, related: records } as const;
  const fields = createdFields(task, ['title', 'priority', 'kind', 'dueAt', 'status', 'ownerUserId']);
  context.record({
    type: 'task.created',
    ...about,
    after: fields,
    data: { title: task.title, kind: task.kind, dueAt: toJson(task.dueAt) },
  });
  if (task.ownerUserId === null) return;
  context.record({ type: 'task.assigned', ...about, before: { ownerUserId: null }, after: { ownerUserId: task.ownerUserId } });
}

/** The statement that links a new task or activity to its records; null when there are none. */
export function linksOf(
  context: CommandContext,
  table: 'task_links' | 'activity_links',
  column: 'task_id' | 'activity_id',
  id: string,
  records: readonly SubjectRef[],
): Fragment | null {
  if (records.length === 0) return null;
  return {
    sql: `insert into ${table} (tenant_id, ${column}, record_type, record_id, is_primary) values ${records.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
    bindings: records.flatMap((record, index) => [context.tenantId, id, record.type, record.id, index === 0]),
  };
}

/** Several writes in one statement; the first is the one that answers. */
export function together(first: Fragment, ...others: readonly (Fragment | null)[]): [string, Fragment['bindings']] {
  const more = others.filter((other) => other !== null);
  const parts = [`first as (${first.sql})`, ...more.map((other, index) => `also_${index} as (${other.sql})`)];
  return [`with ${parts.join(', ')} select * from first`, [...first.bindings, ...more.flatMap((other) => other.bindings)]];
}
