import { watchClocks } from '../../commands/decisions/watch-clocks.ts';
import { type CommandDoors, runCommand } from '../../commands/lib/run-command.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { DecisionActivities } from '../../workflows/contracts/decision.ts';

export interface DecisionDeps {
  readonly db: CommandDoors;
  /** Where links in mails lead. */
  readonly baseUrl: string;
  /** A test's clock instead of PostgreSQL's. */
  readonly now?: () => Date;
}

export function createDecisionActivities(deps: DecisionDeps): DecisionActivities {
  const { now } = deps;
  return {
    watchDecision: ({ tenantId, decisionId, incarnation }) =>
      runCommand(
        deps.db,
        { tenantId: asTenantId(tenantId), actor: { kind: 'system', name: 'decision' } },
        (trx, context) => watchClocks(trx, context, { id: decisionId, incarnation, baseUrl: deps.baseUrl }),
        { repeatable: true, ...(now === undefined ? {} : { now }) },
      ),
  };
}
