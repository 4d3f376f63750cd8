import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import { calendarProblems } from '../../domain/calendar/calendar-problems.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import { insertInto, rowOf, updateOf } from '../records/sql.ts';

/** Whose hours are changed: a team's or a person's. */
export interface HoursSubject {
  readonly kind: 'team' | 'user';
  readonly id: string;
}

export interface OwnHours extends BusinessCalendar {
  readonly id: string;
  readonly version: number;
}

/** The hours somebody has of their own; null where those of the team or workspace count. */
export function readOwnHours(trx: TenantTrx, tenantId: string, subject: HoursSubject): Promise<OwnHours | null> {
  return rowOf<OwnHours>(
    trx,
    `select id, version, time_zone, week, exceptions from business_calendars where tenant_id = ? and ${columnOf(subject)} = ? and archived_at is null`,
    [tenantId, subject.id],
  );
}

/**
 * Gives a team or a person hours of their own, or takes them back (null). Waits and due dates that stand already keep their instant; new
 * ones count by the new hours. The version is that of the hours there were, 0 for none.
 */
export async function setOwnHours(
  trx: TenantTrx,
  context: CommandContext,
  subject: HoursSubject,
  input: { readonly hours: BusinessCalendar | null; readonly expectedVersion: number },
): Promise<void> {
  await lockSubject(trx, context, subject);
  const before = await readOwnHours(trx, context.tenantId, subject);
  requireVersion({ version: before?.version ?? 0 }, input.expectedVersion, 'calendar');
  const { hours } = input;
  if (hours === null && before === null) return;
  if (hours !== null) {
    refuseProblems(
      'calendar',
      calendarProblems(hours).map((problem) => ({ ...problem, pointer: `/hours${problem.pointer ?? ''}` })),
    );
  }
  const { sql, bindings } = writeOf(context, subject, before, hours);
  await trx.raw(sql, [...bindings]);
  context.record({ type: 'hours.changed', subject: { type: subject.kind, id: subject.id }, data: { own: hours !== null } });
  await writeAudit(trx, context, {
    action: hours === null ? 'hours.removed' : 'hours.changed',
    recordType: subject.kind,
    recordId: subject.id,
    ...(before === null ? {} : { before: shown(before) }),
    ...(hours === null ? {} : { after: shown(hours) }),
  });
}

function writeOf(context: CommandContext, subject: HoursSubject, before: OwnHours | null, hours: BusinessCalendar | null) {
  const values =
    hours === null ? { archivedAt: context.now } : { timeZone: hours.timeZone, week: hours.week, exceptions: hours.exceptions };
  if (before !== null) return updateOf('business_calendars', { tenantId: context.tenantId, id: before.id }, values, context.now);
  return insertInto('business_calendars', {
    tenantId: context.tenantId,
    id: newId(),
    name: 'Working hours',
    ...(subject.kind === 'team' ? { teamId: subject.id } : { userId: subject.id }),
    ...values,
    createdAt: context.now,
    updatedAt: context.now,
  });
}

/** Two people who set the same hours come one after the other, also where there were none. */
async function lockSubject(trx: TenantTrx, context: CommandContext, { kind, id }: HoursSubject): Promise<void> {
  const live = kind === 'team' ? 'archived_at is null' : `status <> 'deactivated'`;
  const found = await rowOf(
    trx,
    `select id from ${kind === 'team' ? 'teams' : 'users'} where tenant_id = ? and id = ? and ${live} for no key update`,
    [context.tenantId, id],
  );
  if (found === null) throw notFound(kind);
}

function columnOf({ kind }: HoursSubject): string {
  return kind === 'team' ? 'team_id' : 'user_id';
}

function shown({ timeZone, week, exceptions }: BusinessCalendar) {
  return JSON.parse(JSON.stringify({ timeZone, week, exceptions }));
}
