import { answerDecision } from '../../../commands/decisions/answer-decision.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { decisionWorkflowId } from '../../../workflows/contracts/decision.ts';
import { eventually } from '../../helpers/until.ts';
import { aDecision, doneTo } from '../../integration/decisions/world.ts';
import type { Recorded } from './setting.ts';
import type { Studio } from './studio.ts';

/** Somebody is asked, reminded, and approves in the end. */
export async function decided({ stage, handle }: Studio): Promise<readonly Recorded[]> {
  const { db } = stage;
  const asked = await aDecision(db, { remindIn: 500, dueIn: 1_500 });
  const { tenantId } = asked.world;
  await eventually('it is overdue', async () => (await doneTo(asked)).includes('escalated'), { within: 60_000 });
  await runCommand(db, { tenantId, actor: { kind: 'user', userId: asked.managerId } }, (trx, context) =>
    answerDecision(trx, context, { id: asked.decisionId, verdict: 'approved' }),
  );
  const workflowId = decisionWorkflowId({ tenantId, decisionId: asked.decisionId, incarnation: 1 });
  await eventually('the workflow has ended', async () => {
    const seen = await handle(workflowId)
      .describe()
      .catch(() => null);
    return seen !== null && seen.status.name === 'COMPLETED';
  });
  return [{ name: 'decision.approved', workflowId }];
}
