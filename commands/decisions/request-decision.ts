import type { DecisionAction, DecisionPolicy } from '../../domain/decisions/policy.ts';
import { planSteps } from '../../domain/decisions/policy.ts';
import { settled } from '../../domain/decisions/progress.ts';
import type { DealTerms } from '../../domain/decisions/terms.ts';
import { termsOf } from '../../domain/decisions/terms.ts';
import type { DecisionEffect } from '../../domain/decisions/title.ts';
import { titleOf } from '../../domain/decisions/title.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { newId } from '../lib/new-id.ts';
import type { DealRow } from '../records/rows.ts';
import { insertInto, rowOf } from '../records/sql.ts';
import { writeRecord } from '../records/write-record.ts';
import { requesterOf } from './approvers.ts';
import { decisionEventData } from './event-data.ts';
import { logAction } from './log.ts';
import { openSteps } from './open-steps.ts';
import type { DecisionRow } from './rows.ts';
import { stepsOf } from './rows.ts';

export interface RequestDecision {
  /** Locked and read by the caller. */
  readonly deal: DealRow;
  readonly action: DecisionAction;
  readonly policies: readonly DecisionPolicy[];
  /** The terms as they are to be. */
  readonly terms: DealTerms;
  readonly effect: DecisionEffect;
  readonly note?: string | null;
}

/** Asks for a decision about a deal and locks the deal until there is one. Gives the locked deal. */
export async function requestDecision(trx: TenantTrx, context: CommandContext, input: RequestDecision): Promise<DealRow> {
  const { deal, action, policies, terms } = input;
  if (deal.locked) throw new UserError('locked', 'Deal is locked while approval is pending.');
  const before = termsOf(deal);
  const hours = policies.flatMap((policy) => (policy.expiresAfterHours === null ? [] : [policy.expiresAfterHours]));
  const statement = insertInto('decisions', {
    tenantId: context.tenantId,
    id: newId(),
    action,
    title: titleOf(action, deal.name, before, terms),
    dealId: deal.id,
    dealName: deal.name,
    requesterUserId: await requesterOf(trx, context),
    note: input.note ?? null,
    policies: JSON.stringify(policies.map(({ id, name }) => ({ id, name }))),
    termsBefore: before,
    termsAfter: terms,
    effect: input.effect,
    expiresAt: hours.length === 0 ? null : new Date(context.now.getTime() + Math.min(...hours) * 3_600_000),
    createdAt: context.now,
    updatedAt: context.now,
  });
  const decision = await rowOf<DecisionRow>(trx, statement.sql, statement.bindings);
  if (decision === null) throw new Error('the decision was not inserted');
  await insertSteps(trx, context, decision.id, planSteps(policies, terms));
  await logAction(trx, context, decision.id, { kind: 'requested', note: input.note ?? null });
  const steps = await stepsOf(trx, context, decision.id);
  const { opens } = settled(steps);
  await openSteps(
    trx,
    context,
    decision,
    deal,
    steps.filter((step) => opens.includes(step.seq)),
  );
  const workflow = { type: 'decision', decisionId: decision.id, incarnation: 1 } as const;
  await trx.raw(insertDispatches(context.tenantId, [{ causeKey: `start/decision/${decision.id}/1`, target: { kind: 'start', workflow } }]));
  await writeAudit(trx, context, {
    action: 'decision.requested',
    recordType: 'decision',
    recordId: decision.id,
    after: { title: decision.title, dealId: deal.id },
  });
  const data = decisionEventData(decision, 'pending');
  return (await writeRecord(trx, context, 'deal', deal, { locked: true }, { as: 'decision.created', data })).row;
}

async function insertSteps(
  trx: TenantTrx,
  context: CommandContext,
  decisionId: string,
  steps: ReturnType<typeof planSteps>,
): Promise<void> {
  for (const step of steps)
    await trx.raw(
      `insert into decision_steps (tenant_id, decision_id, seq, stage, name, approver, quorum, sla_hours, escalate_to, hours_of)
       values (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)`,
      [
        context.tenantId,
        decisionId,
        step.seq,
        step.stage,
        step.name,
        JSON.stringify(step.approver),
        JSON.stringify(step.quorum),
        step.slaHours,
        step.escalateTo,
        step.hoursOf ?? null,
      ],
    );
}
