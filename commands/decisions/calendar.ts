import { addBusinessTime } from '../../domain/calendar/business-time.ts';
import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import { instantOf } from '../../domain/time.ts';
import { hoursOfPeople, workspaceHours } from '../calendars/hours-of.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { StepRow } from './rows.ts';

/**
 * The hours by which the deadline of a step counts: the workspace's or, by the policy, those of the people who are asked; of several
 * those in which it is due first.
 */
export async function stepCalendar(
  trx: TenantTrx,
  context: CommandContext,
  step: Pick<StepRow, 'hoursOf' | 'slaHours'>,
  people: readonly string[],
): Promise<BusinessCalendar> {
  const workspace = await workspaceHours(trx, context.tenantId);
  if (step.hoursOf !== 'approver' || step.slaHours === null) return workspace;
  const amount = step.slaHours;
  const known = await hoursOfPeople(trx, context.tenantId, people, context.now);
  const dues = [...known.values()].flatMap(({ owner }) => {
    const due = addBusinessTime(owner, instantOf(context.now), { amount, unit: 'hours' });
    return due.ok ? [{ calendar: owner, due: due.instant }] : [];
  });
  const [first] = dues.sort((a, b) => (a.due < b.due ? -1 : 1));
  return first?.calendar ?? workspace;
}
