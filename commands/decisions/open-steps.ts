import { clockOf } from '../../domain/decisions/clocks.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { instantOf } from '../../domain/time.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notifyUser } from '../notifications/notify-user.ts';
import type { DealRow } from '../records/rows.ts';
import { approversOf } from './approvers.ts';
import { stepCalendar } from './calendar.ts';
import { logAction } from './log.ts';
import type { DecisionRow, StepRow } from './rows.ts';

type Opened = Pick<DecisionRow, 'id' | 'title' | 'requesterUserId'>;

/**
 * Opens steps: finds the people, starts the clocks, tells everybody who is asked. Mail goes out by the decision's workflow.
 *
 * @throws UserError `conflict` when nobody may answer, so that nothing waits for ever
 */
export async function openSteps(
  trx: TenantTrx,
  context: CommandContext,
  decision: Opened,
  deal: DealRow,
  steps: readonly Pick<StepRow, 'seq' | 'name' | 'approver' | 'slaHours' | 'escalateTo' | 'hoursOf'>[],
): Promise<void> {
  const about = { requesterUserId: decision.requesterUserId, ownerUserId: deal.ownerUserId };
  for (const step of steps) {
    const people = await approversOf(trx, context, step.approver, { ...about, escalateTo: step.escalateTo });
    if (people.length === 0) {
      const detail = `Nobody can approve "${step.name}": it takes a colleague with the right to decide.`;
      throw new UserError('conflict', detail, [{ code: 'no_approver', detail }]);
    }
    const calendar = await stepCalendar(trx, context, step, people);
    const clock = clockOf(calendar, instantOf(context.now), step.slaHours);
    await trx.raw(
      `update decision_steps set status = 'pending', opened_at = ?, remind_at = ?, due_at = ? where tenant_id = ? and decision_id = ? and seq = ?`,
      [context.now, clock.remindAt, clock.dueAt, context.tenantId, decision.id, step.seq],
    );
    await logAction(trx, context, decision.id, { kind: 'step_opened', seq: step.seq, note: step.name });
    await askPeople(trx, context, decision, deal, step.seq, people);
  }
}

/** Adds people to an open step and tells them. Those who are asked already stay as they are. */
export async function askPeople(
  trx: TenantTrx,
  context: CommandContext,
  decision: Opened,
  deal: Pick<DealRow, 'id' | 'name'>,
  seq: number,
  people: readonly string[],
): Promise<void> {
  await trx.raw(
    `insert into decision_approvers (tenant_id, decision_id, seq, user_id, added_at)
     select ?, ?, ?, id, ? from unnest(?::uuid[]) as p(id)
     on conflict (tenant_id, decision_id, seq, user_id) do update set released_at = null`,
    [context.tenantId, decision.id, seq, context.now, [...people]],
  );
  for (const userId of people)
    await tellAbout(trx, context, decision, deal, { userId, kind: 'decision.asked', title: `Your decision is wanted: ${decision.title}` });
}

export async function tellAbout(
  trx: TenantTrx,
  context: CommandContext,
  decision: Pick<DecisionRow, 'id' | 'title'>,
  deal: Pick<DealRow, 'id' | 'name'>,
  told: {
    readonly userId: string;
    readonly kind: string;
    readonly title: string;
    readonly severity?: 'info' | 'success' | 'warning';
    readonly body?: string;
  },
): Promise<void> {
  await notifyUser(trx, context, {
    ...told,
    record: { type: 'deal', id: deal.id },
    data: { decisionId: decision.id, question: decision.title, name: deal.name },
  });
}
