import type { RecordingContext } from '../../lib/command-context.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { takeClock } from './clock.ts';
import { followDates } from './follow-dates.ts';
import { followSchedule } from './follow-schedule.ts';

/** Goes on with what an automation has to begin by time: one page, one transaction. True: there may be more of it. */
export async function followClock(trx: TenantTrx, context: RecordingContext, automationId: string): Promise<boolean> {
  const taken = await takeClock(trx, context, automationId);
  if (taken === null) return false;
  const { automation, clock } = taken;
  switch (automation.plan.trigger.type) {
    case 'trigger.date':
      return followDates(trx, context, automation, clock);
    case 'trigger.schedule':
      return followSchedule(trx, context, automation, clock);
    default:
      return false;
  }
}
