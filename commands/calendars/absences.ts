import { type AbsenceSpan, awayTime } from '../../domain/calendar/absence.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import { lengthOf } from '../../domain/records/text-rules.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { wakeDecisionsOf } from '../decisions/replace-missing.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import { insertInto, rowOf, updateOf } from '../records/sql.ts';
import { hoursOfPeople } from './hours-of.ts';

export interface AbsenceRow extends AbsenceSpan {
  readonly id: string;
  readonly version: number;
  readonly userId: string;
  readonly standInUserId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly note: string | null;
}

export interface AbsenceInput extends AbsenceSpan {
  readonly standInUserId: string | null;
  readonly note: string | null;
}

const maxNote = 500;

/** Notes that somebody is away. The times are those of the clock where they work. */
export async function addAbsence(trx: TenantTrx, context: CommandContext, userId: string, input: AbsenceInput): Promise<AbsenceRow> {
  await lockPerson(trx, context, userId);
  const values = await checked(trx, context, { userId, id: null }, input);
  const { sql, bindings } = insertInto('absences', {
    tenantId: context.tenantId,
    id: newId(),
    userId,
    ...values,
    createdByUserId: context.actor.kind === 'user' ? context.actor.userId : null,
    createdAt: context.now,
    updatedAt: context.now,
  });
  const row = await rowOf<AbsenceRow>(trx, sql, bindings);
  if (row === null) throw new Error('the absence was not inserted');
  await wakeDecisionsOf(trx, context, userId, `away/${row.id}/${row.version}`);
  context.record({ type: 'absence.created', subject: { type: 'user', id: userId }, data: told(row) });
  await writeAudit(trx, context, { action: 'absence.created', recordType: 'user', recordId: userId, after: told(row) });
  return row;
}

interface Which {
  readonly id: string;
  readonly expectedVersion: number;
  /** Only if it is theirs. */
  readonly ofUserId?: string;
}

/** Changes when somebody is away, or who stands in. */
export async function updateAbsence(
  trx: TenantTrx,
  context: CommandContext,
  which: Which,
  patch: { readonly [K in keyof AbsenceInput]?: AbsenceInput[K] | undefined },
): Promise<AbsenceRow> {
  const before = await lockAbsence(trx, context, which);
  const wanted: AbsenceInput = {
    fromDate: patch.fromDate ?? before.fromDate,
    fromTime: patch.fromTime === undefined ? before.fromTime : patch.fromTime,
    toDate: patch.toDate ?? before.toDate,
    toTime: patch.toTime === undefined ? before.toTime : patch.toTime,
    standInUserId: patch.standInUserId === undefined ? before.standInUserId : patch.standInUserId,
    note: patch.note === undefined ? before.note : patch.note,
  };
  const values = await checked(trx, context, before, wanted);
  const { sql, bindings } = updateOf('absences', { tenantId: context.tenantId, id: before.id }, values, context.now);
  const row = (await rowOf<AbsenceRow>(trx, sql, bindings)) ?? before;
  await wakeDecisionsOf(trx, context, row.userId, `away/${row.id}/${row.version}`);
  context.record({ type: 'absence.updated', subject: { type: 'user', id: row.userId }, data: told(row) });
  await writeAudit(trx, context, {
    action: 'absence.updated',
    recordType: 'user',
    recordId: row.userId,
    before: told(before),
    after: told(row),
  });
  return row;
}

/** Somebody is there after all. */
export async function removeAbsence(trx: TenantTrx, context: CommandContext, which: Which): Promise<void> {
  const row = await lockAbsence(trx, context, which);
  await trx.raw('delete from absences where tenant_id = ? and id = ?', [context.tenantId, row.id]);
  context.record({ type: 'absence.deleted', subject: { type: 'user', id: row.userId }, data: told(row) });
  await writeAudit(trx, context, { action: 'absence.deleted', recordType: 'user', recordId: row.userId, before: told(row) });
}

async function checked(
  trx: TenantTrx,
  context: CommandContext,
  { userId, id }: { readonly userId: string; readonly id: string | null },
  input: AbsenceInput,
) {
  const timeZone = (await hoursOfPeople(trx, context.tenantId, [userId], context.now)).get(userId)?.owner.timeZone ?? 'UTC';
  const result = awayTime(input, timeZone);
  const note = input.note?.trim() || null;
  const problems = result.ok ? [] : [result.problem];
  if (note !== null && lengthOf(note) > maxNote)
    problems.push({ pointer: '/note', code: 'too_long', detail: `A note has at most ${maxNote} characters.` });
  refuseProblems('absence', problems);
  if (!result.ok) throw new Error('refused above');
  if (input.standInUserId !== null) await requireStandIn(trx, context, userId, input.standInUserId);
  const { from, to } = result.away;
  const other = await rowOf<{ fromDate: string; toDate: string }>(
    trx,
    'select from_date, to_date from absences where tenant_id = ? and user_id = ? and id is distinct from ?::uuid and starts_at < ? and ends_at > ? limit 1',
    [context.tenantId, userId, id, to, from],
  );
  if (other !== null) {
    const detail = `There is an absence from ${other.fromDate} to ${other.toDate} already.`;
    refuseProblems('absence', [{ pointer: '/fromDate', code: 'overlaps', detail }]);
  }
  const { fromDate, fromTime, toDate, toTime, standInUserId } = input;
  return { fromDate, fromTime, toDate, toTime, standInUserId, note, timeZone, startsAt: from, endsAt: to };
}

async function requireStandIn(trx: TenantTrx, context: CommandContext, userId: string, standIn: string): Promise<void> {
  const found =
    isUuid(standIn) && standIn !== userId
      ? await rowOf(trx, `select id from users where tenant_id = ? and id = ? and status = 'active' for key share`, [
          context.tenantId,
          standIn,
        ])
      : null;
  if (found !== null) return;
  const detail = 'Choose a colleague who is active.';
  throw new UserError('validation_failed', detail, [{ pointer: '/standInUserId', code: 'unknown_user', detail }]);
}

/** Absences of one person are written one after the other, so that two that overlap are not entered at once. */
async function lockPerson(trx: TenantTrx, context: CommandContext, userId: string): Promise<void> {
  const found = isUuid(userId)
    ? await rowOf(trx, `select id from users where tenant_id = ? and id = ? and status <> 'deactivated' for no key update`, [
        context.tenantId,
        userId,
      ])
    : null;
  if (found === null) throw notFound('user');
}

async function lockAbsence(trx: TenantTrx, context: CommandContext, which: Which): Promise<AbsenceRow> {
  const find = () => rowOf<AbsenceRow>(trx, 'select * from absences where tenant_id = ? and id = ?', [context.tenantId, which.id]);
  const named = isUuid(which.id) ? await find() : null;
  if (named === null || (which.ofUserId !== undefined && named.userId !== which.ofUserId)) throw notFound('absence');
  await lockPerson(trx, context, named.userId);
  const row = await find();
  if (row === null) throw notFound('absence');
  requireVersion(row, which.expectedVersion, 'absence');
  return row;
}

/** What others may know of it: not why. */
function told(row: AbsenceRow): JsonObject {
  const { id, fromDate, fromTime, toDate, toTime, standInUserId } = row;
  return { absenceId: id, fromDate, fromTime, toDate, toTime, standInUserId };
}
