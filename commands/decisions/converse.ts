import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { userOf } from '../records/made-by.ts';
import { seeingAll } from '../records/sight.ts';
import { requireOpen } from './answer-decision.ts';
import { canDecide } from './approvers.ts';
import { endDecision } from './end-decision.ts';
import { decisionEventData } from './event-data.ts';
import { logAction, wakeDecision } from './log.ts';
import { askPeople, tellAbout } from './open-steps.ts';
import { requireWords, resumeClocks } from './request-info.ts';
import { type HeldDecision, holdDecision, type StepRow } from './rows.ts';
import { touchDecision } from './touch.ts';

interface Said {
  readonly id: string;
  readonly note?: string | null;
}

/** An approver asks whoever wants the decision for more; until they answer, the clocks stand still. */
export async function requestInfo(trx: TenantTrx, context: CommandContext, input: Said): Promise<void> {
  await seeingAll(trx, context, async () => {
    const held = await holdDecision(trx, context, input.id);
    await requireOpen(trx, context, held);
    const { decision, deal } = held;
    stepsAsking(held, userOf(context.actor));
    const note = requireWords(input.note, 'Say what you want to know.');
    if (decision.requesterUserId === null) throw new UserError('conflict', 'Nobody in person asked for this: there is nobody to ask back.');
    if (decision.status === 'info_requested') throw new UserError('conflict', 'Information has been asked for already.');
    await touchDecision(trx, context, decision, { status: 'info_requested', infoRequestedAt: context.now });
    const actionId = await logAction(trx, context, decision.id, { kind: 'info_requested', note });
    const data = decisionEventData(decision, 'info_requested', { note });
    context.record({ type: 'decision.info_requested', subject: { type: 'deal', id: deal.id }, data });
    const title = `A question about ${decision.title}`;
    await tellAbout(trx, context, decision, deal, { userId: decision.requesterUserId, kind: 'decision.info_requested', title, body: note });
    await wakeDecision(trx, context, decision, actionId);
  });
}

/** Whoever asked for the decision says more; the clocks go on and those who are asked are told. */
export async function giveInfo(trx: TenantTrx, context: CommandContext, input: Said): Promise<void> {
  await seeingAll(trx, context, async () => {
    const held = await holdDecision(trx, context, input.id);
    await requireOpen(trx, context, held);
    const { decision, deal } = held;
    requireOwn(held, userOf(context.actor));
    const note = requireWords(input.note, 'Say something.');
    await resumeClocks(trx, context, held);
    await touchDecision(trx, context, decision, { status: 'pending', infoRequestedAt: null });
    const actionId = await logAction(trx, context, decision.id, { kind: 'info_given', note });
    const data = decisionEventData(decision, 'pending', { note });
    context.record({ type: 'decision.info_given', subject: { type: 'deal', id: deal.id }, data });
    for (const userId of openApprovers(held))
      await tellAbout(trx, context, decision, deal, {
        userId,
        kind: 'decision.info_given',
        title: `Answered: ${decision.title}`,
        body: note,
      });
    await wakeDecision(trx, context, decision, actionId);
  });
}

/** Whoever asked withdraws: the deal is free again and nothing of it is done. */
export async function recallDecision(trx: TenantTrx, context: CommandContext, input: Said & { readonly anyones: boolean }): Promise<void> {
  await seeingAll(trx, context, async () => {
    const held = await holdDecision(trx, context, input.id);
    await requireOpen(trx, context, held);
    if (!input.anyones) requireOwn(held, userOf(context.actor));
    for (const userId of openApprovers(held))
      await tellAbout(trx, context, held.decision, held.deal, {
        userId,
        kind: 'decision.cancelled',
        title: `Withdrawn: ${held.decision.title}`,
      });
    await endDecision(trx, context, held, 'cancelled', input.note?.trim() || null);
  });
}

/** An approver hands their part on. Nobody hands it to whoever asked. */
export async function delegateDecision(trx: TenantTrx, context: CommandContext, input: Said & { readonly userId: string }): Promise<void> {
  await seeingAll(trx, context, async () => {
    const held = await holdDecision(trx, context, input.id);
    await requireOpen(trx, context, held);
    const { decision, deal } = held;
    const from = userOf(context.actor);
    const steps = stepsAsking(held, from);
    const refuse = (detail: string) =>
      new UserError('validation_failed', detail, [{ pointer: '/userId', code: 'not_an_approver', detail }]);
    if (input.userId === decision.requesterUserId) throw refuse('Nobody decides what they asked for themselves.');
    if (input.userId === from || !(await canDecide(trx, context, input.userId)))
      throw refuse('Choose a colleague who has the right to decide.');
    for (const step of steps) {
      if (step.approvers.some((one) => one.userId === input.userId)) throw refuse('This colleague is asked already.');
      await trx.raw(
        'update decision_approvers set released_at = ? where tenant_id = ? and decision_id = ? and seq = ? and user_id = ? and answer is null',
        [context.now, context.tenantId, decision.id, step.seq, from],
      );
      await askPeople(trx, context, decision, deal, step.seq, [input.userId]);
    }
    await touchDecision(trx, context, decision);
    const note = input.note?.trim() || null;
    const actionId = await logAction(trx, context, decision.id, { kind: 'delegated', toUserId: input.userId, note });
    const data = decisionEventData(decision, decision.status, { toUserId: input.userId });
    context.record({ type: 'decision.delegated', subject: { type: 'deal', id: deal.id }, data });
    await wakeDecision(trx, context, decision, actionId);
  });
}

function openApprovers({ steps }: HeldDecision): readonly string[] {
  const open = steps.filter((step) => step.status === 'pending');
  return [...new Set(open.flatMap((step) => step.approvers.filter((one) => one.answer === null).map((one) => one.userId)))];
}

function stepsAsking(held: HeldDecision, userId: string | null): readonly StepRow[] {
  if (held.decision.requesterUserId === userId) throw new UserError('forbidden', 'Nobody decides what they asked for themselves.');
  const steps = held.steps.filter(
    (step) => step.status === 'pending' && step.approvers.some((one) => one.userId === userId && one.answer === null),
  );
  if (steps.length === 0) throw new UserError('forbidden', 'This is not yours to decide: others are asked.');
  return steps;
}

function requireOwn({ decision }: HeldDecision, userId: string | null): void {
  if (userId === null || decision.requesterUserId !== userId)
    throw new UserError('forbidden', 'Only whoever asked for the decision can do this.');
}
