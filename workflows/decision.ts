import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { wakeSignal } from './automation-run.ts';
import type { DecisionActivities, DecisionAnswer, DecisionInput } from './contracts/decision.ts';
import { searchAttributes } from './contracts/search-attributes.ts';

const { watchDecision } = proxyActivities<DecisionActivities>({
  startToCloseTimeout: '1 minute',
  // What time has done is committed with each look, so a database that is away is only waited for.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
});

/** Keeps the clocks of a decision until it has ended. Answers are commands of their own; they only wake it to look again. */
export async function decision(input: DecisionInput): Promise<string> {
  let woken = false;
  setHandler(wakeSignal, () => {
    woken = true;
  });
  for (;;) {
    woken = false;
    const answer = await watchDecision.executeWithOptions({ summary: 'See what is due' }, [input]);
    if (answer.kind !== 'waits') {
      const status = answer.kind === 'done' ? answer.status : 'lost';
      setCurrentDetails(`**Ended:** ${status}`);
      upsertSearchAttributes([
        { key: searchAttributes.runState, value: status },
        { key: searchAttributes.pendingApprovalOf, value: null },
        { key: searchAttributes.nextWakeAt, value: null },
      ]);
      return status;
    }
    if (workflowInfo().continueAsNewSuggested && !woken) await continueAsNew<typeof decision>(input);
    showWaiting(answer);
    const untilWoken = () => woken;
    if (answer.until === null) await condition(untilWoken);
    else await condition(untilWoken, Math.max(0, Date.parse(answer.until) - Date.now()), { summary: 'Until the next deadline' });
  }
}

function showWaiting(answer: Extract<DecisionAnswer, { kind: 'waits' }>): void {
  const until = answer.until === null ? 'an answer' : `an answer, and looks again at ${answer.until}`;
  const stopped = answer.clockStopped ? '\n\nInformation was asked for: the clocks stand still.' : '';
  setCurrentDetails(`**Waits** for ${until}\n\nof ${answer.pendingOf.length} people${stopped}`);
  upsertSearchAttributes([
    { key: searchAttributes.runState, value: 'waiting' },
    { key: searchAttributes.pendingApprovalOf, value: [...answer.pendingOf] },
    { key: searchAttributes.slaDueAt, value: answer.dueAt === null ? null : new Date(answer.dueAt) },
    { key: searchAttributes.slaBreached, value: answer.overdue },
    { key: searchAttributes.nextWakeAt, value: answer.until === null ? null : new Date(answer.until) },
  ]);
}
