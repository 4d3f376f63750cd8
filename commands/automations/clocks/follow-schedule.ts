import { nextFitting } from '../../../db/queries/fitting-records.ts';
import { segmentConditions } from '../../../db/queries/lists/segments.ts';
import type { Cron } from '../../../domain/automation/due/cron.ts';
import { dueTimes, parseCron } from '../../../domain/automation/due/cron.ts';
import type { TriggerScheduleConfig } from '../../../domain/automation/nodes/trigger-schedule.ts';
import { triggerConfigOf } from '../../../domain/automation/nodes/registry.ts';
import type { RecordingContext } from '../../lib/command-context.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { loadCatalogue } from '../../templates/check-content.ts';
import type { Clock, ClockedAutomation, Sweeping } from './clock.ts';
import { setClock, tellMissed } from './clock.ts';
import { zoneOf } from './zone-of.ts';

/** Records told in one transaction. */
const pageRows = 200;

/** Nobody wants to know more exactly how many times of a schedule have passed. */
const mostCounted = 10_000;

/**
 * Tells the next page of records that fit at the due time under way, in the order of their ids: the page and its last id are one
 * commit, so every record is told once per due time, whoever is killed. True: there may be more.
 */
export async function followSchedule(
  trx: TenantTrx,
  context: RecordingContext,
  automation: ClockedAutomation,
  clock: Clock,
): Promise<boolean> {
  const config = triggerConfigOf(automation.plan.trigger, 'trigger.schedule');
  const parsed = parseCron(config.cron);
  const zone = config.timeZone === 'automation' ? await zoneOf(trx, context.tenantId, automation.plan) : config.timeZone;
  const sweeping = clock.sweeping ?? (parsed.ok ? await begin(trx, context, automation, clock, { cron: parsed.cron, zone, config }) : null);
  if (sweeping === null) {
    await setClock(trx, context, automation.id, { through: context.now });
    return false;
  }
  const found = await fitting(trx, context, automation, config, zone, sweeping);
  for (const id of found) {
    context.record({
      type: 'schedule.due',
      subject: { type: automation.plan.subject, id },
      data: { automationId: automation.id, dueAt: sweeping.from, occasion: `${id}/${sweeping.from}` },
    });
  }
  const last = found.length < pageRows ? undefined : found.at(-1);
  await setClock(
    trx,
    context,
    automation.id,
    last === undefined ? { through: new Date(sweeping.to) } : { sweeping: { ...sweeping, after: last } },
  );
  // Another time may be due behind it.
  return true;
}

interface Timetable {
  readonly cron: Cron;
  readonly zone: string;
  readonly config: TriggerScheduleConfig;
}

/** The next time that is due; null if none is. Times that lie too far back are only counted. */
async function begin(
  trx: TenantTrx,
  context: RecordingContext,
  automation: ClockedAutomation,
  clock: Clock,
  { cron, zone, config }: Timetable,
): Promise<Sweeping | null> {
  const now = context.now.getTime();
  const oldest = now - config.catchUpHours * 3_600_000;
  const done = clock.sweptThrough.getTime();
  if (done < oldest) {
    const { length: count } = dueTimes(cron, zone, done, oldest, mostCounted);
    await tellMissed(trx, context, automation, { count, from: clock.sweptThrough, to: new Date(oldest), hours: config.catchUpHours });
  }
  const [due] = dueTimes(cron, zone, Math.max(done, oldest), now, 1);
  if (due === undefined) return null;
  const at = new Date(due).toISOString();
  return { trigger: 'trigger.schedule', from: at, to: at, after: null };
}

async function fitting(
  trx: TenantTrx,
  context: RecordingContext,
  { plan }: ClockedAutomation,
  { among }: TriggerScheduleConfig,
  timeZone: string,
  sweeping: Sweeping,
): Promise<readonly string[]> {
  const query = { subject: plan.subject, now: new Date(sweeping.from), timeZone };
  if (among === null) return nextFitting(trx, query, sweeping.after, pageRows);
  const catalogue = await loadCatalogue(trx, context.tenantId);
  const segments = await segmentConditions(trx, context.tenantId, plan.subject, among);
  return nextFitting(trx, { ...query, filter: { condition: among, catalogue, segments } }, sweeping.after, pageRows);
}
