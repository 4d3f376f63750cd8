import type { MissingPerson } from '../../domain/calendar/who-is-there.ts';
import { neededOf } from '../../domain/decisions/policy.ts';
import { openDecision } from '../../domain/decisions/progress.ts';
import { missingPeople } from '../calendars/missing-people.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { deciderFor, escalation } from './approvers.ts';
import { endDecision } from './end-decision.ts';
import { decisionEventData } from './event-data.ts';
import { logAction, wakeDecision } from './log.ts';
import { askPeople } from './open-steps.ts';
import type { DecisionRow, HeldDecision, StepRow } from './rows.ts';

/**
 * Whoever is asked and away or gone hands their part on: to their stand-in, their manager, or those it escalates to. It takes as many
 * approvals as before. Who is away and has nobody keeps it for when they come back; a decision that nobody can take any more ends.
 * Answers whether the decision goes on.
 */
export async function replaceMissing(trx: TenantTrx, context: CommandContext, held: HeldDecision): Promise<boolean> {
  const missing = await missingPeople(trx, context.tenantId, context.now);
  for (const step of held.steps) {
    if (step.status !== 'pending') continue;
    const asked = new Set([
      ...step.approvers.map((one) => one.userId),
      ...(held.decision.requesterUserId === null ? [] : [held.decision.requesterUserId]),
    ]);
    const hope = {
      left: step.approvers.filter((one) => one.answer !== 'rejected').length,
      needed: neededOf(step.quorum, step.approvers.length),
    };
    for (const { userId, answer } of step.approvers) {
      const person = missing.get(userId);
      if (answer !== null || person === undefined) continue;
      const instead = await insteadOf(trx, context, held, step, person, { missing, asked });
      if (instead.length === 0 && person.why === 'away') continue;
      await handOn(trx, context, held, step, userId, instead, hope.needed);
      for (const one of instead) asked.add(one);
      hope.left += instead.length - 1;
    }
    if (hope.left >= hope.needed) continue;
    await endDecision(trx, context, held, 'cancelled', `Nobody is left who could approve "${step.name}".`);
    return false;
  }
  return true;
}

async function insteadOf(
  trx: TenantTrx,
  context: CommandContext,
  { decision }: HeldDecision,
  step: StepRow,
  person: MissingPerson,
  known: { readonly missing: ReadonlyMap<string, MissingPerson>; readonly asked: ReadonlySet<string> },
): Promise<readonly string[]> {
  const one = await deciderFor(trx, context, person.id, known.missing, known.asked);
  if (one !== null) return [one];
  // Others who are there decide; only where nobody is, those above are asked.
  const others = step.approvers.some(({ userId, answer }) => answer === null && !known.missing.has(userId));
  if (others && person.why === 'away') return [];
  const { requesterUserId } = decision;
  return escalation(trx, context, { escalateTo: step.escalateTo, requesterUserId, except: known.asked, missing: known.missing });
}

async function handOn(
  trx: TenantTrx,
  context: CommandContext,
  { decision, deal }: HeldDecision,
  step: StepRow,
  userId: string,
  instead: readonly string[],
  needed: number,
): Promise<void> {
  const at = [context.tenantId, decision.id, step.seq];
  await trx.raw(
    'update decision_approvers set released_at = ? where tenant_id = ? and decision_id = ? and seq = ? and user_id = ? and answer is null',
    [context.now, ...at, userId],
  );
  if (step.quorum.kind !== 'any') {
    const quorum = JSON.stringify({ kind: 'count', count: needed });
    await trx.raw('update decision_steps set quorum = ?::jsonb where tenant_id = ? and decision_id = ? and seq = ?', [quorum, ...at]);
  }
  await askPeople(trx, context, decision, deal, step.seq, instead);
  const who = await rowOf<{ name: string }>(trx, 'select name from users where tenant_id = ? and id = ?', [context.tenantId, userId]);
  const [first] = instead;
  await logAction(trx, context, decision.id, {
    kind: 'replaced',
    seq: step.seq,
    note: who?.name ?? null,
    ...(first === undefined ? {} : { toUserId: first }),
  });
  const data = decisionEventData(decision, decision.status, first === undefined ? {} : { toUserId: first });
  context.record({ type: 'decision.delegated', subject: { type: 'deal', id: deal.id }, data });
}

/** Decisions somebody is asked in look again: they are away now or later, or gone. `cause` names what happened; the same wakes once. */
export async function wakeDecisionsOf(trx: TenantTrx, context: CommandContext, userId: string, cause: string): Promise<void> {
  const rows = await rowsOf<Pick<DecisionRow, 'id' | 'incarnation'>>(
    trx,
    `select distinct d.id, d.incarnation from decision_approvers a
       join decision_steps s on s.tenant_id = a.tenant_id and s.decision_id = a.decision_id and s.seq = a.seq and s.status = 'pending'
       join decisions d on d.tenant_id = a.tenant_id and d.id = a.decision_id
     where a.tenant_id = ? and a.user_id = ? and a.answer is null and a.released_at is null and d.status = any(?::text[]) order by d.id`,
    [context.tenantId, userId, [...openDecision]],
  );
  for (const decision of rows) await wakeDecision(trx, context, decision, cause);
}

/** When the next of these people goes away. */
export async function nextAbsence(trx: TenantTrx, context: CommandContext, userIds: readonly string[]): Promise<Date | null> {
  if (userIds.length === 0) return null;
  const row = await rowOf<{ at: Date | null }>(
    trx,
    'select min(starts_at) as at from absences where tenant_id = ? and user_id = any(?::uuid[]) and starts_at > ?',
    [context.tenantId, [...userIds], context.now],
  );
  return row?.at ?? null;
}
