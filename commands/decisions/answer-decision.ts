import { answered, openDecision, type StepState, type Verdict } from '../../domain/decisions/progress.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { userOf } from '../records/made-by.ts';
import { rowOf } from '../records/sql.ts';
import { seeingAll } from '../records/sight.ts';
import { endDecision } from './end-decision.ts';
import { decisionEventData } from './event-data.ts';
import { logAction, wakeDecision } from './log.ts';
import { openSteps } from './open-steps.ts';
import { type HeldDecision, holdDecision, type StepRow } from './rows.ts';
import { resumeClocks } from './request-info.ts';
import { touchDecision } from './touch.ts';

export interface AnswerDecision {
  readonly id: string;
  readonly verdict: Verdict;
  readonly note?: string | null;
}

/**
 * One person's answer: takes it, opens the next steps or ends the decision with all that follows, in one transaction under the locks of
 * deal and decision. So it works while Temporal is away, and of two who answer at once the second is told who was first.
 */
export async function answerDecision(trx: TenantTrx, context: CommandContext, input: AnswerDecision): Promise<void> {
  await seeingAll(trx, context, async () => {
    const held = await holdDecision(trx, context, input.id);
    const userId = userOf(context.actor) ?? '';
    await requireOpen(trx, context, held);
    requireNotOwn(held, userId);
    const note = input.note?.trim() || null;
    if (input.verdict === 'rejected' && note === null) {
      const detail = 'Say why, so that whoever asked knows what to change.';
      throw new UserError('validation_failed', detail, [{ pointer: '/note', code: 'required', detail }]);
    }
    const progress = answered(held.steps, userId, input.verdict);
    if (progress === null) throw notAsked(held, userId);
    if (held.decision.status === 'info_requested') await resumeClocks(trx, context, held);
    const seqs = await writeAnswers(trx, context, held, progress.steps, userId, input.verdict);
    const actionId = await logAction(trx, context, held.decision.id, { kind: input.verdict, seq: seqs[0] ?? 0, note });
    context.record({
      type: 'decision.answered',
      subject: { type: 'deal', id: held.deal.id },
      data: decisionEventData(held.decision, held.decision.status, { answer: input.verdict, note }),
    });
    if (progress.outcome !== 'open') return endDecision(trx, context, held, progress.outcome, note);
    const opens = held.steps.filter((step) => progress.opens.includes(step.seq));
    await openSteps(trx, context, held.decision, held.deal, opens);
    await touchDecision(trx, context, held.decision, { status: 'pending', infoRequestedAt: null });
    await wakeDecision(trx, context, held.decision, actionId);
  });
}

/** Refuses what comes after the end, and says who was faster. */
export async function requireOpen(trx: TenantTrx, context: CommandContext, { decision }: HeldDecision): Promise<void> {
  if (openDecision.includes(decision.status)) return;
  const last = await rowOf<{ name: string | null }>(
    trx,
    `select u.name from decision_actions a left join users u on u.tenant_id = a.tenant_id and u.id::text = a.actor ->> 'userId'
     where a.tenant_id = ? and a.decision_id = ? and a.kind in ('granted', 'refused', 'recalled', 'expired') order by a.ord desc limit 1`,
    [context.tenantId, decision.id],
  );
  const by = last?.name === null || last === null ? '' : ` by ${last.name}`;
  const word = { approved: 'approved', rejected: 'rejected', cancelled: 'withdrawn', expired: 'closed, its time is over' };
  const how = word[decision.status as keyof typeof word];
  throw new UserError('conflict', `This was already ${how}${by}.`, [], { status: decision.status });
}

function requireNotOwn({ decision }: HeldDecision, userId: string): void {
  if (decision.requesterUserId === userId) throw new UserError('forbidden', 'Nobody decides what they asked for themselves.');
}

function notAsked({ steps }: HeldDecision, userId: string): UserError {
  const open = steps.filter((step) => step.status === 'pending');
  if (open.some((step) => step.approvers.some((one) => one.userId === userId)))
    return new UserError('conflict', 'You have answered already. Others are still asked.');
  return new UserError('forbidden', 'This is not yours to decide: others are asked.');
}

/** Writes what changed by the answer; gives the numbers of the steps it was an answer to. */
async function writeAnswers(
  trx: TenantTrx,
  context: CommandContext,
  held: HeldDecision,
  after: readonly StepState[],
  userId: string,
  verdict: Verdict,
): Promise<readonly number[]> {
  const asked = (step: StepRow) => step.status === 'pending' && step.approvers.some((one) => one.userId === userId && one.answer === null);
  const seqs = held.steps.filter(asked).map((step) => step.seq);
  await trx.raw(
    `update decision_approvers set answer = ?, answered_at = ? where tenant_id = ? and decision_id = ? and user_id = ? and seq = any(?::int[]) and answer is null`,
    [verdict, context.now, context.tenantId, held.decision.id, userId, [...seqs]],
  );
  for (const step of after) {
    if (held.steps.find((one) => one.seq === step.seq)?.status === step.status) continue;
    await trx.raw('update decision_steps set status = ?, closed_at = ? where tenant_id = ? and decision_id = ? and seq = ?', [
      step.status,
      context.now,
      context.tenantId,
      held.decision.id,
      step.seq,
    ]);
  }
  return seqs;
}
