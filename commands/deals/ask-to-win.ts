import { termsOf } from '../../domain/decisions/terms.ts';
import { policiesAsking } from '../decisions/gate.ts';
import { requestDecision } from '../decisions/request-decision.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { DealRow } from '../records/rows.ts';

/** Asks for a decision where a policy wants one before a deal is won; gives the locked deal, or null where nobody has to be asked. */
export async function askToWin(
  trx: TenantTrx,
  context: CommandContext,
  deal: DealRow,
  how: { readonly stageId: string | null; readonly reason?: string | null | undefined },
): Promise<DealRow | null> {
  const terms = termsOf(deal);
  const policies = await policiesAsking(trx, context, 'deal.win', terms, deal.id);
  if (policies.length === 0) return null;
  const effect = { kind: 'win', stageId: how.stageId, reason: how.reason ?? null } as const;
  return requestDecision(trx, context, { deal, action: 'deal.win', policies, terms, effect });
}
