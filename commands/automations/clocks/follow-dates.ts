import type { DueQuery, DueRecord } from '../../../db/queries/due-records.ts';
import { countDue, nextDue } from '../../../db/queries/due-records.ts';
import type { DateRule, Occasion } from '../../../domain/automation/due/date-due.ts';
import { findsNothing, occasionsOf, searchFor } from '../../../domain/automation/due/date-due.ts';
import type { TriggerDateConfig } from '../../../domain/automation/nodes/trigger-date.ts';
import { triggerConfigOf } from '../../../domain/automation/nodes/registry.ts';
import { isTimeZone } from '../../../domain/calendar/zone.ts';
import type { RecordingContext } from '../../lib/command-context.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { rowsOf } from '../../records/sql.ts';
import { loadCatalogue } from '../../templates/check-content.ts';
import type { Clock, ClockedAutomation, Sweeping } from './clock.ts';
import { setClock, tellMissed } from './clock.ts';
import { zoneOf } from './zone-of.ts';

/** Records looked at in one transaction. */
const pageRows = 200;

/**
 * How far back a due time still counts when the date is set only then. It is also what makes sure that nothing is lost when whoever sets a
 * date commits just after the sweep has looked: occasions are told once, so looking again does no harm.
 */
const graceMs = 10 * 60_000;

/**
 * Tells the next page of records whose date is due. What is told and how far it got are one commit: whoever is killed goes on from
 * there. True: there may be more.
 */
export async function followDates(
  trx: TenantTrx,
  context: RecordingContext,
  automation: ClockedAutomation,
  clock: Clock,
): Promise<boolean> {
  const config = triggerConfigOf(automation.plan.trigger, 'trigger.date');
  const query = await queryOf(trx, context, automation, config);
  if (query === null) {
    await setClock(trx, context, automation.id, { through: context.now });
    return false;
  }
  const sweeping = clock.sweeping ?? (await begin(trx, context, automation, clock, config, query));
  const [from, to] = [Date.parse(sweeping.from), Date.parse(sweeping.to)];
  const zones = query.zones.flatMap((zone) => {
    const search = searchFor(query.rule, zone, from, to);
    return findsNothing(search) ? [] : [{ zone, search }];
  });
  const found = zones.length === 0 ? [] : await nextDue(trx, { ...query, zones }, sweeping.after, pageRows);
  await tell(trx, context, automation, config, dueOf(found, query.rule, from, to));
  const last = found.length < pageRows ? undefined : found.at(-1);
  await setClock(
    trx,
    context,
    automation.id,
    last === undefined ? { through: new Date(to) } : { sweeping: { ...sweeping, after: last.id } },
  );
  return last !== undefined;
}

interface Watched extends Omit<DueQuery, 'zones'> {
  readonly rule: DateRule;
  readonly zones: readonly string[];
}

/** Null when the field is gone: nothing can be due by it. */
async function queryOf(
  trx: TenantTrx,
  context: RecordingContext,
  { plan }: ClockedAutomation,
  config: TriggerDateConfig,
): Promise<Watched | null> {
  const catalogue = await loadCatalogue(trx, context.tenantId);
  const key = config.field?.slice(plan.subject.length + 1);
  const field = catalogue[plan.subject].fields.find((one) => one.key === key);
  if (field === undefined || (field.type !== 'date' && field.type !== 'datetime')) return null;
  const usualZone = await zoneOf(trx, context.tenantId, plan);
  const owners = config.zone === 'owner';
  const zones = owners ? await zonesOfPeople(trx, context.tenantId) : [];
  const rule: DateRule = { kind: field.type, offsets: config.offsets, at: config.at, yearly: config.yearly };
  return { subject: plan.subject, field, rule, owners, usualZone, zones: [...new Set([usualZone, ...zones])] };
}

async function zonesOfPeople(trx: TenantTrx, tenantId: string): Promise<readonly string[]> {
  const rows = await rowsOf<{ zone: string }>(
    trx,
    'select distinct timezone as zone from users where tenant_id = ? and timezone is not null order by 1',
    [tenantId],
  );
  return rows.map((row) => row.zone).filter(isTimeZone);
}

/** The stretch from where the last one ended until now; what lies too far back is only counted. */
async function begin(
  trx: TenantTrx,
  context: RecordingContext,
  automation: ClockedAutomation,
  clock: Clock,
  config: TriggerDateConfig,
  query: Watched,
): Promise<Sweeping> {
  const to = context.now.getTime();
  const oldest = to - config.catchUpHours * 3_600_000;
  const done = clock.sweptThrough.getTime();
  if (done < oldest) {
    const zones = query.zones.map((zone) => ({ zone, search: searchFor(query.rule, zone, done, oldest) }));
    const count = await countDue(trx, { ...query, zones });
    await tellMissed(trx, context, automation, { count, from: clock.sweptThrough, to: new Date(oldest), hours: config.catchUpHours });
  }
  const from = Math.max(oldest, clock.since.getTime(), done - graceMs);
  return { trigger: 'trigger.date', from: new Date(from).toISOString(), to: context.now.toISOString(), after: null };
}

interface Due {
  readonly recordId: string;
  readonly occasion: Occasion;
}

function dueOf(found: readonly DueRecord[], rule: DateRule, from: number, to: number): readonly Due[] {
  return found.flatMap(({ id, value, zone }) => occasionsOf(value, rule, zone, from, to).map((occasion) => ({ recordId: id, occasion })));
}

/** Notes the occasions; those that are new are events of their records. */
async function tell(
  trx: TenantTrx,
  context: RecordingContext,
  { id, plan }: ClockedAutomation,
  config: TriggerDateConfig,
  due: readonly Due[],
): Promise<void> {
  if (due.length === 0) return;
  const noted = due.map(({ recordId, occasion }) => ({ record_id: recordId, name: occasion.name, due_at: occasion.dueAt }));
  const fresh = await rowsOf<{ recordId: string; name: string }>(
    trx,
    `insert into trigger_occasions (tenant_id, automation_id, record_id, name, due_at)
     select ?::uuid, ?::uuid, o.record_id, o.name, o.due_at from jsonb_to_recordset(?::jsonb) as o (record_id uuid, name text, due_at timestamptz)
     on conflict do nothing returning record_id, name`,
    [context.tenantId, id, JSON.stringify(noted)],
  );
  const isFresh = new Set(fresh.map(({ recordId, name }) => `${recordId}/${name}`));
  for (const { recordId, occasion } of due) {
    if (!isFresh.has(`${recordId}/${occasion.name}`)) continue;
    context.record({
      type: 'date.reached',
      subject: { type: plan.subject, id: recordId },
      data: {
        automationId: id,
        field: config.field,
        date: occasion.date,
        // One run per occasion: a key of its own for each record, offset and date.
        occasion: `${recordId}/${occasion.name}`,
        dueAt: occasion.dueAt,
        offset: { ...occasion.offset },
      },
    });
  }
}
