import { UserError } from '../../domain/errors/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { TaskRow } from '../records/rows.ts';
import { completeTask } from '../tasks/complete-task.ts';
import { lockTask } from '../tasks/lock-task.ts';
import { reopenTask } from '../tasks/reopen-task.ts';
import { rescheduleTask } from '../tasks/reschedule-task.ts';
import { updateTask } from '../tasks/update-task.ts';
import type { BulkAction } from './bulk-change.ts';
import type { BulkItem, ItemResult } from './bulk-items.ts';

/** Does one task what the action says, by the rules of doing it alone; what it was stands in the result. */
export async function changeTask(trx: TenantTrx, context: CommandContext, action: BulkAction, item: BulkItem): Promise<ItemResult> {
  const { task } = await lockTask(trx, context, item.recordId);
  const written = await change(trx, context, action, task.id);
  const changed = written.version !== task.version;
  const { position } = item;
  return {
    position,
    name: task.title,
    outcome: changed ? 'changed' : 'unchanged',
    code: null,
    reason: null,
    before: changed ? valuesBefore(task, action) : null,
    versionAfter: written.version,
  };
}

function change(trx: TenantTrx, context: CommandContext, action: BulkAction, id: string): Promise<TaskRow> {
  switch (action.kind) {
    case 'complete':
      return completeTask(trx, context, { id });
    case 'reschedule':
      return rescheduleTask(trx, context, { id, dueAt: action.dueAt });
    case 'assign':
      return updateTask(trx, context, { id, patch: { ownerUserId: action.ownerUserId } });
    default:
      throw new UserError('conflict', 'This cannot be done to many tasks at once.');
  }
}

function valuesBefore(task: TaskRow, action: BulkAction): JsonObject {
  if (action.kind === 'reschedule') return { dueAt: task.dueAt?.toISOString() ?? null };
  return action.kind === 'assign' ? { ownerUserId: task.ownerUserId } : { status: task.status };
}

/** Takes it back; false when somebody has changed the task since. */
export async function undoTask(trx: TenantTrx, context: CommandContext, action: BulkAction, item: BulkItem): Promise<boolean> {
  const { task } = await lockTask(trx, context, item.recordId);
  if (task.version !== item.versionAfter) return false;
  const before = item.before ?? {};
  if (action.kind === 'complete') {
    await reopenTask(trx, context, { id: task.id });
    if (before['status'] === 'in_progress') await updateTask(trx, context, { id: task.id, patch: { status: 'in_progress' } });
  } else if (action.kind === 'reschedule') {
    await rescheduleTask(trx, context, { id: task.id, dueAt: typeof before['dueAt'] === 'string' ? before['dueAt'] : null });
  } else {
    await updateTask(trx, context, { id: task.id, patch: before });
  }
  return true;
}
