import { literal, rowsIn, runTogether } from '../../../db/opening.ts';
import { isControlNode } from '../../../domain/automation/nodes/node-types.ts';
import type { ControlNodeType } from '../../../domain/automation/nodes/node-types.ts';
import { asksForHours } from '../../../domain/automation/nodes/hours.ts';
import { decideStep } from '../../../domain/automation/nodes/registry.ts';
import type { Reopen } from '../../../domain/automation/operations/move-run.ts';
import type { Plan, PlanStep } from '../../../domain/automation/plan/plan.ts';
import { nameIn, outputsAt } from '../../../domain/automation/run/branches.ts';
import type { RunState } from '../../../domain/automation/run/run-types.ts';
import type { BusinessCalendar } from '../../../domain/calendar/calendar.ts';
import type { RecordRef, SubjectType } from '../../../domain/records/record-types.ts';
import { loadRecords } from '../../automations/lib/load-records.ts';
import type { LoadedRecord } from '../../automations/lib/load-records.ts';
import { hoursOfPeople, type PersonHours } from '../../calendars/hours-of.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import type { LockedRun } from './lock-open-run.ts';

type Movable = Pick<LockedRun, 'id' | 'automation_id' | 'subject_type' | 'subject_id' | 'state' | 'input' | 'started_at'>;

/** What the waits of another version are opened with: the tenant's zone and hours, the records of the runs, and an event number. */
export interface ReopenWorld {
  readonly plan: Plan;
  readonly tenant: { readonly name: string; readonly timezone: string };
  readonly calendar: BusinessCalendar;
  readonly records: ReadonlyMap<string, LoadedRecord>;
  /** Of the owners of the records, if the plan asks for hours of people. */
  readonly hours: ReadonlyMap<string, PersonHours>;
  /** Above every event so far: a window that begins with the move. */
  readonly number: string;
}

const usualWeek: BusinessCalendar['week'] = Object.fromEntries(
  ['1', '2', '3', '4', '5'].map((day) => [day, [{ from: '09:00', to: '17:00' }]]),
);

interface TenantRow {
  readonly name: string;
  readonly timezone: string;
  readonly time_zone: string | null;
  readonly week: BusinessCalendar['week'] | null;
  readonly exceptions: BusinessCalendar['exceptions'] | null;
}

/** The tenant's hours, or the usual ones of a tenant that has not said otherwise. */
export async function tenantCalendar(trx: TenantTrx, tenantId: string): Promise<{ row: TenantRow; calendar: BusinessCalendar }> {
  const [result] = await runTogether(trx, [
    `select t.name, t.timezone, c.time_zone, c.week, c.exceptions from tenants t
       left join business_calendars c on c.tenant_id = t.id and c.is_default and c.archived_at is null where t.id = ${literal(tenantId)}::uuid`,
  ]);
  const row = rowsIn<TenantRow>(result)[0] ?? { name: '', timezone: 'UTC', time_zone: null, week: null, exceptions: null };
  return {
    row,
    calendar: { timeZone: row.time_zone ?? row.timezone, week: row.week ?? usualWeek, exceptions: row.exceptions ?? [] },
  };
}

/** Reads what runs that move onto a plan need; with their records locked if they are to be moved and not only counted. */
export async function reopenWorld(
  trx: TenantTrx,
  context: CommandContext,
  plan: Plan,
  runs: readonly Pick<Movable, 'subject_type' | 'subject_id'>[],
  numbered: boolean,
): Promise<ReopenWorld> {
  const { row, calendar } = await tenantCalendar(trx, context.tenantId);
  const refs = runs.map((run) => ({ type: run.subject_type, id: run.subject_id }) as RecordRef); // the columns are written from a plan's subject
  const reads = new Set([...plan.segments.flatMap((segment) => segment.reads), ...plan.exitReads]);
  const records = await loadRecords(trx, context.tenantId, refs, reads);
  const asks = plan.steps.some((step) => asksForHours(step.config));
  const owners = asks ? [...records.values()].map(ownerIn).filter((owner) => owner !== null) : [];
  return {
    plan,
    hours: await hoursOfPeople(trx, context.tenantId, [...new Set(owners)], context.now),
    tenant: { name: row.name, timezone: row.timezone },
    calendar,
    records,
    number: numbered ? await nextNumber(trx) : '0',
  };
}

function ownerIn({ row }: LoadedRecord): string | null {
  const owner = row['ownerUserId'];
  return typeof owner === 'string' ? owner : null;
}

async function nextNumber(trx: TenantTrx): Promise<string> {
  const [result] = await runTogether(trx, [`select nextval('event_numbers')::text as number`]);
  return rowsIn<{ number: string }>(result)[0]?.number ?? '0';
}

/** Opens waits of the plan for one run as if they had begun when the old wait began. */
export function reopenFor(world: ReopenWorld, run: Movable): Reopen {
  const record = world.records.get(run.subject_id);
  const subject = { type: run.subject_type as SubjectType, id: run.subject_id };
  return (step, key, wait) => {
    if (!isControl(step) || record === undefined) return null;
    const { settings } = world.plan;
    const result = decideStep(step, {
      facts: {
        now: wait.since,
        timeZone: settings.timeZone === 'tenant' ? world.tenant.timezone : settings.timeZone,
        roots: {
          [subject.type]: record.json,
          ...(run.input.event === undefined ? {} : { event: run.input.event }),
          run: { id: run.id, startedAt: run.started_at?.toISOString() ?? wait.since },
          tenant: { ...world.tenant },
          ...(run.state.variables === undefined ? {} : { vars: run.state.variables }),
        },
        ...(record.segments === undefined ? {} : { segments: record.segments }),
        outputs: outputsAt(run.state, key.scope),
      },
      subject,
      calendar: world.calendar,
      hours: world.hours.get(ownerIn(record) ?? ''),
      seed: `${run.automation_id}/${step.id}`,
    });
    if (result.kind !== 'wait') return null;
    const { event } = result;
    const after = wait.event?.after ?? (event?.since === undefined ? undefined : markOf(run.state, event.since, key.scope)) ?? world.number;
    return {
      key,
      kind: 'wait',
      title: step.title,
      since: wait.since,
      deadline: result.deadline,
      onDeadline: result.onDeadline,
      ...(wait.reminders === undefined || result.reminders === undefined ? {} : { reminders: wait.reminders }),
      event: event === undefined ? null : { record: event.record, types: event.types, after, onEvent: event.onEvent },
    };
  };
}

/** Where a window begins: in the round of a loop at the mark of that round. */
function markOf(state: RunState, step: string, scope: string | undefined): string | undefined {
  return state.marks[nameIn(state, step, scope)] ?? state.marks[step];
}

function isControl(step: PlanStep): step is PlanStep & { readonly type: ControlNodeType } {
  return isControlNode(step.type);
}
