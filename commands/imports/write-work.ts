import type { Json } from '../../domain/json.ts';
import type { WorkEntity } from '../../domain/imports/record-targets.ts';
import { type ActivityType, activityTypes } from '../../domain/records/touch-rules.ts';
import { activityDirections, touchOutcomes } from '../../domain/records/touch-rules.ts';
import { taskPriorities } from '../../domain/records/task-rules.ts';
import { logActivity } from '../activities/log-activity.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { createNote } from '../notes/create-note.ts';
import { lockSubjects, type SubjectRef, uniqueRefs } from '../records/lock-refs.ts';
import { cancelTask } from '../tasks/cancel-task.ts';
import { completeTask } from '../tasks/complete-task.ts';
import { createTask } from '../tasks/create-task.ts';
import type { RelatedRecords } from './related-records.ts';
import type { UnderstoodRow } from './row-reader.ts';

/** Locks everything the rows of a batch hang on, in the order in which everybody locks, before the first is written. */
export async function lockRelated(
  trx: TenantTrx,
  context: CommandContext,
  related: RelatedRecords,
  rows: readonly UnderstoodRow[],
): Promise<void> {
  await lockSubjects(trx, context, uniqueRefs(rows.flatMap((row) => related.of(row))));
}

/** Makes the task, note or activity of a row on the locked records it names; gives its id. */
export async function createWorkFromRow(
  trx: TenantTrx,
  context: CommandContext,
  entity: WorkEntity,
  row: UnderstoodRow,
  records: readonly SubjectRef[],
): Promise<string> {
  switch (entity) {
    case 'task':
      return createTaskFromRow(trx, context, row, records);
    case 'note': {
      const [record] = records;
      // The check has refused rows that name no record.
      if (record === undefined) throw new Error('a note hangs on a record');
      const note = await createNote(trx, context, {
        record,
        body: text(row, 'body') ?? '',
        mentions: [],
        held: true,
        ...when('createdAt', instantOf(row, 'createdAt')),
        ...when('authorUserId', text(row, 'owner')),
      });
      return note.id;
    }
    case 'activity': {
      const { activity } = await logActivity(trx, context, {
        type: oneOf<ActivityType>(activityTypes, row.values['type']) ?? 'note',
        title: text(row, 'title') ?? null,
        body: text(row, 'body') ?? null,
        direction: oneOf(activityDirections, row.values['direction']) ?? null,
        outcome: oneOf(touchOutcomes, row.values['outcome']) ?? null,
        records,
        held: true,
        ...when('occurredAt', text(row, 'occurredAt')),
        ...when('ownerUserId', text(row, 'owner')),
      });
      return activity.id;
    }
  }
}

async function createTaskFromRow(
  trx: TenantTrx,
  context: CommandContext,
  row: UnderstoodRow,
  records: readonly SubjectRef[],
): Promise<string> {
  const task = await createTask(trx, context, {
    title: text(row, 'title') ?? '',
    description: text(row, 'description') ?? null,
    dueAt: text(row, 'dueAt') ?? null,
    ...when('priority', oneOf(taskPriorities, row.values['priority'])),
    ...when('ownerUserId', text(row, 'owner')),
    records,
    held: true,
    // A list of a thousand tasks is no reason for a thousand notices.
    quiet: true,
  });
  const status = text(row, 'status');
  if (status === 'done') await completeTask(trx, context, { id: task.id, loaded: { task, records } });
  if (status === 'cancelled') await cancelTask(trx, context, { id: task.id });
  return task.id;
}

function text(row: UnderstoodRow, field: string): string | undefined {
  const value = row.values[field];
  return typeof value === 'string' ? value : undefined;
}

function instantOf(row: UnderstoodRow, field: string): Date | undefined {
  const value = text(row, field);
  return value === undefined ? undefined : new Date(value);
}

function when<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  // An absent key and an undefined one differ for the commands; the computed key is the type's own.
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

function oneOf<T extends string>(values: readonly T[], value: Json | undefined): T | undefined {
  return values.find((one) => one === value);
}
