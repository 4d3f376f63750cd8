import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import { calendarProblems } from '../../domain/calendar/calendar-problems.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import { maxName } from '../../domain/records/record-fields.ts';
import { lengthOf, singleLine } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockName } from '../lib/advisory-locks.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { RowBase } from '../records/rows.ts';
import { insertInto, rowOf, updateOf } from '../records/sql.ts';

export interface CalendarRow extends RowBase, BusinessCalendar {
  readonly name: string;
  readonly isDefault: boolean;
}

export interface CalendarInput {
  readonly name: string;
  readonly timeZone: string;
  readonly week: BusinessCalendar['week'];
  readonly exceptions?: BusinessCalendar['exceptions'] | undefined;
  readonly isDefault?: boolean | undefined;
}

/** Creates a business calendar; the default one is what waits and due dates count by when nothing else is named. */
export async function createCalendar(trx: TenantTrx, context: CommandContext, input: CalendarInput): Promise<CalendarRow> {
  const checked = check({ ...input, exceptions: input.exceptions ?? [] });
  if (input.isDefault === true) await takeDefault(trx, context, null);
  const { sql, bindings } = insertInto('business_calendars', {
    tenantId: context.tenantId,
    id: newId(),
    ...checked,
    isDefault: input.isDefault ?? false,
    createdAt: context.now,
    updatedAt: context.now,
  });
  const calendar = await rowOf<CalendarRow>(trx, sql, bindings);
  if (calendar === null) throw new Error('the calendar was not inserted');
  return calendar;
}

type CalendarPatch = { readonly [K in keyof CalendarInput]?: CalendarInput[K] | undefined };

/** Changes a calendar. Waits that are running keep the instant they have; new ones count by the new hours. */
export async function updateCalendar(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly patch: CalendarPatch; readonly expectedVersion?: number },
): Promise<CalendarRow> {
  const calendar = await lockCalendar(trx, context, input.id);
  requireVersion(calendar, input.expectedVersion, 'calendar');
  const { patch } = input;
  const checked = check({
    name: patch.name ?? calendar.name,
    timeZone: patch.timeZone ?? calendar.timeZone,
    week: patch.week ?? calendar.week,
    exceptions: patch.exceptions ?? calendar.exceptions,
  });
  if (calendar.isDefault && patch.isDefault === false) throw onlyDefault('Make another calendar the default instead.');
  if (patch.isDefault === true && !calendar.isDefault) await takeDefault(trx, context, calendar.id);
  const values = { ...checked, isDefault: patch.isDefault ?? calendar.isDefault };
  const { sql, bindings } = updateOf('business_calendars', { tenantId: context.tenantId, id: calendar.id }, values, context.now);
  return (await rowOf<CalendarRow>(trx, sql, bindings)) ?? calendar;
}

/** Archives a calendar that is not the default. */
export async function archiveCalendar(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const calendar = await lockCalendar(trx, context, input.id);
  if (calendar.isDefault) throw onlyDefault('The default calendar cannot be archived. Make another one the default first.');
  const { sql, bindings } = updateOf(
    'business_calendars',
    { tenantId: context.tenantId, id: calendar.id },
    { archivedAt: context.now },
    context.now,
  );
  await trx.raw(sql, bindings);
}

function check(given: BusinessCalendar & { readonly name: string }) {
  const name = singleLine(given.name);
  const problems = [...calendarProblems(given)];
  if (name === '' || lengthOf(name) > maxName) {
    problems.push({ pointer: '/name', code: 'name_invalid', detail: `A calendar needs a name of at most ${maxName} characters.` });
  }
  refuseProblems('calendar', problems);
  return { name, timeZone: given.timeZone, week: given.week, exceptions: given.exceptions };
}

/** One default at a time: whoever makes one waits for the other, then takes its place. */
async function takeDefault(trx: TenantTrx, context: CommandContext, id: string | null): Promise<void> {
  await lockName(trx, 'default-calendar');
  await trx.raw(
    'update business_calendars set is_default = false, version = version + 1, updated_at = ? where tenant_id = ? and is_default and id is distinct from ?::uuid',
    [context.now, context.tenantId, id],
  );
}

async function lockCalendar(trx: TenantTrx, context: CommandContext, id: string): Promise<CalendarRow> {
  const calendar = isUuid(id)
    ? await rowOf<CalendarRow>(
        trx,
        'select * from business_calendars where tenant_id = ? and id = ? and archived_at is null and team_id is null and user_id is null for no key update',
        [context.tenantId, id],
      )
    : null;
  if (calendar === null) throw notFound('calendar');
  return calendar;
}

function onlyDefault(detail: string): UserError {
  return new UserError('conflict', detail, [{ pointer: '/isDefault', code: 'default_needed', detail }]);
}
