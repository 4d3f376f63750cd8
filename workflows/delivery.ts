import {
  ActivityCancellationType,
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { wakeSignal } from './automation-run.ts';
import type { DeliveryActivities, DeliveryInput } from './contracts/delivery.ts';

const { deliverMessage } = proxyActivities<DeliveryActivities>({
  // Longer than the provider's hard time-out and the two transactions around it.
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Sends one message when it may be sent. Everything that must not happen twice is decided by the message's row. */
export async function delivery(input: DeliveryInput): Promise<string> {
  let woken = false;
  setHandler(wakeSignal, () => {
    woken = true;
  });
  for (;;) {
    woken = false;
    const answer = await deliverMessage.executeWithOptions({ summary: 'Send if it may be sent' }, [input]);
    if (answer.kind === 'lost') return 'lost';
    if (answer.kind === 'done') {
      setCurrentDetails(`**Ended:** ${answer.status}`);
      return answer.status;
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof delivery>(input);
    setCurrentDetails(`**Waits** until ${answer.until}: ${answer.why}`);
    await condition(() => woken, Math.max(0, Date.parse(answer.until) - Date.now()), { summary: answer.why });
  }
}
