import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { wakeSignal } from '../lib/dispatches.ts';
import { newId } from '../lib/new-id.ts';
import type { DecisionRow } from './rows.ts';

export const actionKinds = [
  'requested',
  'step_opened',
  'approved',
  'rejected',
  'info_requested',
  'info_given',
  'delegated',
  'replaced',
  'reminded',
  'escalated',
  'recalled',
  'expired',
  'granted',
  'refused',
  'performed',
  'not_performed',
] as const;
export type ActionKind = (typeof actionKinds)[number];

export interface Action {
  readonly kind: ActionKind;
  readonly seq?: number;
  readonly toUserId?: string;
  readonly note?: string | null;
}

/** Notes what was done to a decision, by whom. Nobody can change it later. Gives the entry's id. */
export async function logAction(trx: TenantTrx, context: CommandContext, decisionId: string, action: Action): Promise<string> {
  const id = newId();
  await trx.raw(
    `insert into decision_actions (tenant_id, id, decision_id, seq, kind, actor, to_user_id, note, created_at) values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)`,
    [
      context.tenantId,
      id,
      decisionId,
      action.seq ?? null,
      action.kind,
      JSON.stringify(context.actor),
      action.toUserId ?? null,
      action.note ?? null,
      context.now,
    ],
  );
  return id;
}

/** Tells the decision's workflow to look again. `cause` is what happened: the same never wakes twice. */
export async function wakeDecision(
  trx: TenantTrx,
  context: CommandContext,
  { id, incarnation }: Pick<DecisionRow, 'id' | 'incarnation'>,
  cause: string,
): Promise<void> {
  const workflow = { type: 'decision', decisionId: id, incarnation } as const;
  const target = { kind: 'signal', workflow, signal: wakeSignal } as const;
  await trx.raw(insertDispatches(context.tenantId, [{ causeKey: `wake/decision/${id}/${incarnation}/${cause}`, target, priority: 2 }]));
}
