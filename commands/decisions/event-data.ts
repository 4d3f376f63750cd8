import type { DecisionStatus } from '../../domain/decisions/progress.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { DecisionRow } from './rows.ts';

/** What every event of a decision carries, beside what is its own. */
export function decisionEventData(decision: DecisionRow, status: DecisionStatus, more: JsonObject = {}): JsonObject {
  return {
    decisionId: decision.id,
    question: decision.title,
    action: decision.action,
    status,
    discountPercent: decision.termsAfter.discountPercent,
    amountMinor: decision.termsAfter.amountMinor,
    ...more,
  };
}
