import { dueTask, nextLook } from '../../domain/decisions/clocks.ts';
import type { ClockedStep } from '../../domain/decisions/clocks.ts';
import { openDecision } from '../../domain/decisions/progress.ts';
import { neededOf } from '../../domain/decisions/policy.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { instantOf } from '../../domain/time.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { sendSystemMail, workspaceName } from '../messages/send-system-mail.ts';
import { rowsOf } from '../records/sql.ts';
import { membersOf } from './approvers.ts';
import { endDecision } from './end-decision.ts';
import { decisionEventData } from './event-data.ts';
import { logAction } from './log.ts';
import { askPeople, tellAbout } from './open-steps.ts';
import { nextAbsence, replaceMissing } from './replace-missing.ts';
import { type HeldDecision, holdDecision, type StepRow, stepsOf } from './rows.ts';

export interface WatchClocks {
  readonly id: string;
  readonly incarnation: number;
  /** Where links in mails lead. */
  readonly baseUrl: string;
}

export type Watched =
  /** Another incarnation holds the decision, or it is gone. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'done'; readonly status: string }
  | {
      readonly kind: 'waits';
      /** Null: only somebody's doing moves it on. */
      readonly until: string | null;
      readonly pendingOf: readonly string[];
      readonly dueAt: string | null;
      readonly overdue: boolean;
      readonly clockStopped: boolean;
    };

/**
 * What time does to a decision: mails to those who are asked, reminders, escalation and expiry, each once, by the same locks as answers.
 * Says when to look again. Looking twice does no harm.
 */
export async function watchClocks(trx: TenantTrx, context: CommandContext, input: WatchClocks): Promise<Watched> {
  const held = await holdDecision(trx, context, input.id).catch(goneIsNull);
  if (held === null || held.decision.incarnation !== input.incarnation) return { kind: 'lost' };
  const { decision } = held;
  if (!openDecision.includes(decision.status)) return { kind: 'done', status: decision.status };
  if (decision.expiresAt !== null && decision.expiresAt <= context.now) {
    await endDecision(trx, context, held, 'expired');
    return { kind: 'done', status: 'expired' };
  }
  if (!(await replaceMissing(trx, context, held))) return { kind: 'done', status: 'cancelled' };
  const clockStopped = decision.status === 'info_requested';
  const now = instantOf(context.now);
  for (const step of clockStopped ? [] : await stepsOf(trx, context, decision.id)) {
    const task = dueTask(clocked(step), now);
    if (task === 'remind') await remind(trx, context, held, step);
    if (task === 'escalate') await escalate(trx, context, held, step);
  }
  const steps = (await stepsOf(trx, context, decision.id)).filter((step) => step.status === 'pending');
  await mailApprovers(trx, context, held, steps, input.baseUrl);
  const expiry = decision.expiresAt === null ? null : instantOf(decision.expiresAt);
  const pendingOf = [...new Set(steps.flatMap((step) => step.approvers.filter((one) => one.answer === null).map((one) => one.userId)))];
  const away = await nextAbsence(trx, context, pendingOf);
  const looks = [nextLook(clockStopped ? [] : steps.map(clocked), expiry), away === null ? null : instantOf(away)];
  const dues = steps.flatMap((step) => (step.dueAt === null ? [] : [instantOf(step.dueAt)])).sort();
  return {
    kind: 'waits',
    until: looks.filter((at) => at !== null).sort()[0] ?? null,
    pendingOf,
    dueAt: dues[0] ?? null,
    overdue: steps.some((step) => step.escalatedAt !== null),
    clockStopped,
  };
}

function goneIsNull(error: unknown): null {
  if (error instanceof UserError && error.code === 'not_found') return null;
  throw error;
}

function clocked(step: StepRow): ClockedStep {
  const at = (date: Date | null) => (date === null ? null : instantOf(date));
  const { status } = step;
  return {
    status,
    remindAt: at(step.remindAt),
    dueAt: at(step.dueAt),
    remindedAt: at(step.remindedAt),
    escalatedAt: at(step.escalatedAt),
  };
}

async function remind(trx: TenantTrx, context: CommandContext, { decision, deal }: HeldDecision, step: StepRow): Promise<void> {
  await trx.raw('update decision_steps set reminded_at = ? where tenant_id = ? and decision_id = ? and seq = ?', [
    context.now,
    context.tenantId,
    decision.id,
    step.seq,
  ]);
  await logAction(trx, context, decision.id, { kind: 'reminded', seq: step.seq });
  for (const { userId, answer } of step.approvers)
    if (answer === null)
      await tellAbout(trx, context, decision, deal, {
        userId,
        kind: 'decision.reminder',
        title: `Soon due: ${decision.title}`,
        severity: 'warning',
      });
}

/** Overdue: told to those who are asked, and the role the policy names is asked as well. It takes no fewer approvals than before. */
async function escalate(trx: TenantTrx, context: CommandContext, held: HeldDecision, step: StepRow): Promise<void> {
  const { decision, deal } = held;
  const needed = neededOf(step.quorum, step.approvers.length);
  const quorum = step.quorum.kind === 'any' ? step.quorum : { kind: 'count', count: needed };
  await trx.raw('update decision_steps set escalated_at = ?, quorum = ?::jsonb where tenant_id = ? and decision_id = ? and seq = ?', [
    context.now,
    JSON.stringify(quorum),
    context.tenantId,
    decision.id,
    step.seq,
  ]);
  await logAction(trx, context, decision.id, { kind: 'escalated', seq: step.seq, note: step.escalateTo });
  const known = new Set(step.approvers.map((one) => one.userId));
  const role = step.escalateTo === null ? [] : await membersOf(trx, context, [step.escalateTo], decision.requesterUserId);
  for (const { userId, answer } of step.approvers)
    if (answer === null)
      await tellAbout(trx, context, decision, deal, {
        userId,
        kind: 'decision.overdue',
        title: `Overdue: ${decision.title}`,
        severity: 'warning',
      });
  await askPeople(
    trx,
    context,
    decision,
    deal,
    step.seq,
    role.filter((userId) => !known.has(userId)),
  );
  const data = decisionEventData(decision, decision.status, { step: step.name });
  context.record({ type: 'decision.sla.escalated', subject: { type: 'deal', id: deal.id }, data });
}

/** Mails everybody who is asked and has not been mailed about it. Mail leaves through the outbox with this transaction. */
async function mailApprovers(
  trx: TenantTrx,
  context: CommandContext,
  { decision, deal }: HeldDecision,
  steps: readonly StepRow[],
  baseUrl: string,
): Promise<void> {
  const wanted = steps.flatMap((step) => step.approvers.filter((one) => one.answer === null && !one.mailed).map((one) => one.userId));
  if (wanted.length === 0) return;
  const people = await rowsOf<{ id: string; email: string; name: string }>(
    trx,
    `select id, email, name from users where tenant_id = ? and id = any(?::uuid[]) and status = 'active' order by id`,
    [context.tenantId, [...new Set(wanted)]],
  );
  const requester = await rowsOf<{ name: string }>(trx, 'select name from users where tenant_id = ? and id = ?', [
    context.tenantId,
    decision.requesterUserId,
  ]);
  const values = {
    workspace: await workspaceName(trx, context),
    question: decision.title,
    deal: deal.name,
    requester: requester[0]?.name ?? 'An automation',
    note: decision.note === null ? '' : `“${decision.note}”`,
  };
  for (const { email, name } of people)
    await sendSystemMail(trx, context, { mail: 'decision_asked', email, name, baseUrl, path: `/decisions/${decision.id}`, values });
  await trx.raw(
    `update decision_approvers set mailed_at = ? where tenant_id = ? and decision_id = ? and mailed_at is null and released_at is null and seq = any(?::int[])`,
    [context.now, context.tenantId, decision.id, steps.map((step) => step.seq)],
  );
}
