import type { ApproverSpec, DecisionAction } from '../../domain/decisions/policy.ts';
import type { Approver, DecisionStatus, StepState, StepStatus } from '../../domain/decisions/progress.ts';
import type { DealTerms } from '../../domain/decisions/terms.ts';
import type { DecisionEffect } from '../../domain/decisions/title.ts';
import { isUuid } from '../../domain/ids.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord, notFound } from '../records/lock-record.ts';
import type { DealRow } from '../records/rows.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

export interface DecisionRow {
  readonly id: string;
  readonly version: number;
  readonly action: DecisionAction;
  readonly title: string;
  readonly status: DecisionStatus;
  readonly dealId: string;
  readonly requesterUserId: string | null;
  readonly note: string | null;
  readonly policies: readonly { readonly id: string; readonly name: string }[];
  readonly termsBefore: DealTerms;
  readonly termsAfter: DealTerms;
  readonly effect: DecisionEffect;
  readonly effectState: 'done' | 'failed' | null;
  readonly effectProblem: string | null;
  readonly expiresAt: Date | null;
  readonly infoRequestedAt: Date | null;
  readonly decidedAt: Date | null;
  readonly incarnation: number;
  readonly createdAt: Date;
}

export interface ApproverRow extends Approver {
  readonly mailed: boolean;
}

export interface StepRow extends StepState {
  readonly name: string;
  readonly approver: ApproverSpec;
  readonly slaHours: number | null;
  readonly hoursOf: 'approver' | null;
  readonly escalateTo: string | null;
  readonly status: StepStatus;
  readonly remindAt: Date | null;
  readonly dueAt: Date | null;
  readonly remindedAt: Date | null;
  readonly escalatedAt: Date | null;
  readonly approvers: readonly ApproverRow[];
}

/** A decision with its deal and steps, locked: what is read stays true until commit. */
export interface HeldDecision {
  readonly decision: DecisionRow;
  readonly deal: DealRow;
  readonly steps: readonly StepRow[];
}

/** Locks the deal first, as whoever asks does, and then the decision. The caller looks past the sight of whoever acts. */
export async function holdDecision(trx: TenantTrx, context: CommandContext, id: string): Promise<HeldDecision> {
  const named = isUuid(id)
    ? await rowOf<{ dealId: string }>(trx, 'select deal_id from decisions where tenant_id = ? and id = ?', [context.tenantId, id])
    : null;
  if (named === null) throw notFound('decision');
  const deal = await lockRecord(trx, context, 'deal', named.dealId, { archived: true });
  const decision = await rowOf<DecisionRow>(trx, 'select * from decisions where tenant_id = ? and id = ? for no key update', [
    context.tenantId,
    id,
  ]);
  if (decision === null) throw notFound('decision');
  return { decision, deal, steps: await stepsOf(trx, context, id) };
}

export async function stepsOf(trx: TenantTrx, context: Pick<CommandContext, 'tenantId'>, id: string): Promise<readonly StepRow[]> {
  return rowsOf<StepRow>(
    trx,
    `select s.*, coalesce((
       select json_agg(json_build_object('userId', a.user_id, 'answer', a.answer, 'mailed', a.mailed_at is not null) order by a.added_at, a.user_id)
       from decision_approvers a where a.tenant_id = s.tenant_id and a.decision_id = s.decision_id and a.seq = s.seq and a.released_at is null
     ), '[]') as approvers
     from decision_steps s where s.tenant_id = ? and s.decision_id = ? order by s.seq`,
    [context.tenantId, id],
  );
}
