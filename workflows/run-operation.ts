import { continueAsNew, proxyActivities, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import type { OperationActivities, OperationInput } from './contracts/run-operation.ts';

const { continueOperation } = proxyActivities<OperationActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  // Where the operation stands is committed with each batch, so a database that is away is only waited for.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
});

/**
 * Takes an operation on runs forward, batch by batch and each at its time, until it is done. Whoever pauses or cancels it raises its
 * incarnation; this workflow then finds that it is no longer its own.
 */
export async function runOperation(input: OperationInput): Promise<string> {
  for (;;) {
    const answer = await continueOperation.executeWithOptions({ summary: 'Take the next ones' }, [input]);
    if (answer.kind === 'done') {
      setCurrentDetails(`**${answer.status}**, ${answer.count} done`);
      return answer.status;
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof runOperation>(input);
    setCurrentDetails(answer.kind === 'waits' ? `${answer.count} done, the next at **${answer.until}**` : `${answer.count} done`);
    if (answer.kind === 'waits')
      await sleep(Math.max(0, Date.parse(answer.until) - Date.now()), { summary: 'Until the next has its turn' });
  }
}
