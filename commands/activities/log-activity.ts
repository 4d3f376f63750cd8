import type { Problem } from '../../domain/errors/errors.ts';
import { readFields } from '../../domain/records/field-values.ts';
import { activityFields } from '../../domain/records/record-fields.ts';
import type { ActivityDirection, ActivityType, TouchOutcome } from '../../domain/records/touch-rules.ts';
import { isTouch, touchProblems } from '../../domain/records/touch-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import type { LockedSubjects, SubjectRef } from '../records/lock-refs.ts';
import { lockSubjects, uniqueRefs } from '../records/lock-refs.ts';
import { madeBy, userOf } from '../records/made-by.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { ActivityRow, TaskRow } from '../records/rows.ts';
import { insertInto, keptRowOf } from '../records/sql.ts';
import { createTask, linksOf, together } from '../tasks/create-task.ts';
import { activityData } from './activity-data.ts';
import { takeTouch } from './take-touch.ts';

export interface LogActivity {
  readonly type: ActivityType;
  readonly direction?: ActivityDirection | null | undefined;
  readonly outcome?: TouchOutcome | null | undefined;
  readonly title?: string | null | undefined;
  readonly body?: string | null | undefined;
  readonly nextStep?: string | null | undefined;
  readonly nextStepDueAt?: Date | string | null | undefined;
  readonly occurredAt?: Date | string | undefined;
  readonly startedAt?: Date | string | null | undefined;
  readonly endedAt?: Date | string | null | undefined;
  /** Whose it is, if it comes from elsewhere; else of whoever logs it. */
  readonly ownerUserId?: string;
  /** What it is about, the subject first. */
  readonly records: readonly SubjectRef[];
  /** The caller has locked the records in this transaction (automation steps; a touch by a person always locks itself). */
  readonly held?: boolean | undefined;
}

export interface LoggedActivity {
  readonly activity: ActivityRow;
  readonly followUpTask: TaskRow | null;
  readonly completedTasks: readonly TaskRow[];
}

const titles: Readonly<Record<ActivityType, string>> = {
  call: 'Call',
  email: 'E-mail',
  meeting: 'Meeting',
  note: 'Note',
  social: 'Social message',
  sms: 'SMS',
  system: 'System',
};

/**
 * Logs an activity on its records. A touch (contact made by a person) must say how it went and what comes next until when;
 * it completes the records' open first-touch tasks, makes the next step a task, and counts a new lead that was reached as
 * contacted: all in this transaction.
 */
export async function logActivity(trx: TenantTrx, context: CommandContext, input: LogActivity): Promise<LoggedActivity> {
  const { values, touch } = readActivity(context, input);
  const records = uniqueRefs(input.records);
  const subjects = input.held === true && !touch ? null : await lockSubjects(trx, context, records);
  const activity = await insertActivity(trx, context, input, values, records, touch);
  recordLogged(context, activity, records);
  const completedTasks = touch && subjects !== null ? await takeTouch(trx, context, activity, records, subjects) : [];
  const followUpTask = activity.nextStep === null ? null : await planNextStep(trx, context, activity, records, subjects);
  return { activity, followUpTask, completedTasks };
}

function readActivity(context: CommandContext, input: LogActivity): { readonly values: Record<string, unknown>; readonly touch: boolean } {
  const { title, body, nextStep, nextStepDueAt, startedAt, endedAt } = input;
  const rules = { ...activityFields, occurredAt: { kind: 'instant', required: true } } as const;
  const given = { title, body, nextStep, nextStepDueAt, startedAt, endedAt, occurredAt: input.occurredAt };
  const { values, problems } = readFields(rules, given, { parsePhone });
  const touch = isTouch(input.type, context.actor.kind);
  const more: Problem[] = touch
    ? [...touchProblems({ ...input, nextStepDueAt: input.nextStepDueAt ? new Date(input.nextStepDueAt) : null })]
    : [];
  if (input.records.length === 0) more.push({ pointer: '/records', code: 'required', detail: 'Say what the activity is about.' });
  refuseProblems('activity', [...problems, ...more]);
  return { values, touch };
}

async function insertActivity(
  trx: TenantTrx,
  context: CommandContext,
  input: LogActivity,
  values: Readonly<Record<string, unknown>>,
  records: readonly SubjectRef[],
  touch: boolean,
): Promise<ActivityRow> {
  const id = newId();
  const insert = insertInto('activities', {
    tenantId: context.tenantId,
    id,
    ...values,
    type: input.type,
    direction: input.direction ?? (touch ? 'outbound' : null),
    outcome: input.outcome ?? null,
    title: values['title'] ?? titles[input.type],
    isTouch: touch,
    occurredAt: values['occurredAt'] ?? context.now,
    ownerUserId: input.ownerUserId ?? userOf(context.actor),
    ...madeBy(context.actor),
    createdAt: context.now,
    updatedAt: context.now,
  });
  const activity = await keptRowOf<ActivityRow>(trx, ...together(insert, linksOf(context, 'activity_links', 'activity_id', id, records)));
  if (activity === null) throw new Error('the activity was not inserted');
  return activity;
}

function recordLogged(context: CommandContext, activity: ActivityRow, records: readonly SubjectRef[]): void {
  context.record({
    type: 'activity.logged',
    subject: { type: 'activity', id: activity.id },
    related: records,
    data: activityData(activity),
  });
}

/** The next step as a task of whoever logged the activity, or of the record's owner when an automation did. */
async function planNextStep(
  trx: TenantTrx,
  context: CommandContext,
  activity: ActivityRow,
  records: readonly SubjectRef[],
  subjects: LockedSubjects | null,
): Promise<TaskRow> {
  const owner = userOf(context.actor) ?? subjects?.lead[0]?.ownerUserId ?? null;
  return createTask(trx, context, {
    title: activity.nextStep ?? '',
    dueAt: activity.nextStepDueAt,
    kind: 'follow_up',
    ownerUserId: owner,
    records,
    held: true,
    quiet: context.actor.kind === 'user',
  });
}
