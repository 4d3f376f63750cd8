import { openDecision } from '../../domain/decisions/progress.ts';
import type { DecisionStatus } from '../../domain/decisions/progress.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { NewEvent } from '../../domain/events.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { closeDeal, moveDeal } from '../deals/move-deal.ts';
import { updateDeal } from '../deals/update-deal.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { DealRow } from '../records/rows.ts';
import { updateOf } from '../records/sql.ts';
import { writeRecord } from '../records/write-record.ts';
import { decisionEventData } from './event-data.ts';
import { type ActionKind, logAction, wakeDecision } from './log.ts';
import { tellAbout } from './open-steps.ts';
import type { DecisionRow, HeldDecision } from './rows.ts';

type Ending = Exclude<DecisionStatus, 'pending' | 'info_requested'>;

const logged: Readonly<Record<Ending, ActionKind>> = {
  approved: 'granted',
  rejected: 'refused',
  cancelled: 'recalled',
  expired: 'expired',
};
const words: Readonly<Record<Ending, string>> = { approved: 'Approved', rejected: 'Rejected', cancelled: 'Withdrawn', expired: 'Expired' };

/**
 * Ends an open decision: unlocks the deal, and on approval does what was asked for, in the caller's transaction. What does not fit any
 * more is not done, and said; the deal is free either way.
 */
export async function endDecision(
  trx: TenantTrx,
  context: CommandContext,
  { decision, deal }: HeldDecision,
  status: Ending,
  note: string | null = null,
): Promise<void> {
  if (!openDecision.includes(decision.status)) throw new Error(`decision ${decision.id} has ended`);
  const { tenantId, now } = context;
  await trx.raw(
    `update decision_steps set status = 'skipped', closed_at = ? where tenant_id = ? and decision_id = ? and status in ('queued', 'pending')`,
    [now, tenantId, decision.id],
  );
  const { row } = await writeRecord(trx, context, 'deal', deal, { locked: false });
  const problem = status === 'approved' ? await perform(trx, context, decision, row) : null;
  const effectState = status !== 'approved' || decision.effect.kind === 'none' ? null : problem === null ? 'done' : 'failed';
  const values = { status, decidedAt: now, effectState, effectProblem: problem };
  const statement = updateOf('decisions', { tenantId, id: decision.id }, values, now);
  await trx.raw(statement.sql, [...statement.bindings]);
  const kind = logged[status];
  await logAction(trx, context, decision.id, { kind, note });
  if (effectState !== null)
    await logAction(trx, context, decision.id, { kind: effectState === 'done' ? 'performed' : 'not_performed', note: problem });
  context.record({
    type: 'decision.decided',
    subject: { type: 'deal', id: deal.id },
    data: decisionEventData(decision, status, effectState === null ? {} : { effect: effectState }),
  });
  await writeAudit(trx, context, {
    action: `decision.${status}`,
    recordType: 'decision',
    recordId: decision.id,
    after: { title: decision.title, dealId: deal.id, ...(effectState === null ? {} : { effect: effectState }) },
  });
  if (decision.requesterUserId !== null)
    await tellAbout(trx, context, decision, deal, {
      userId: decision.requesterUserId,
      kind: `decision.${status}`,
      title: `${words[status]}: ${decision.title}`,
      severity: status === 'approved' && problem === null ? 'success' : 'warning',
      ...(problem === null ? {} : { body: problem }),
    });
  await wakeDecision(trx, context, decision, 'ended');
}

/** Does what was approved behind a savepoint; answers why it could not be done. */
async function perform(trx: TenantTrx, context: CommandContext, decision: DecisionRow, deal: DealRow): Promise<string | null> {
  if (decision.effect.kind === 'none') return null;
  if (deal.archivedAt !== null) return 'The deal was archived meanwhile.';
  const noted: NewEvent[] = [];
  const inner: CommandContext = { ...context, record: (event) => noted.push(event) };
  await trx.raw('savepoint decided');
  try {
    await effectOf(trx, inner, decision, deal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await trx.raw('rollback to savepoint decided');
    return error.message;
  }
  await trx.raw('release savepoint decided');
  for (const event of noted) context.record(event);
  return null;
}

async function effectOf(trx: TenantTrx, context: CommandContext, { effect }: DecisionRow, deal: DealRow): Promise<void> {
  const common = { id: deal.id, loaded: deal, approved: true } as const;
  if (effect.kind === 'terms') await updateDeal(trx, context, { ...common, patch: { ...effect.patch } });
  else if (effect.kind === 'win' && effect.stageId !== null)
    await moveDeal(trx, context, { ...common, stageId: effect.stageId, reason: effect.reason });
  else if (effect.kind === 'win') await closeDeal(trx, context, { ...common, status: 'won', reason: effect.reason });
}
