import { condition, continueAsNew, proxyActivities, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { wakeSignal } from './automation-run.ts';
import type { WebhookActivities, WebhookDeliveryInput } from './contracts/webhook-delivery.ts';

const { deliverWebhooks } = proxyActivities<WebhookActivities>({
  // Longer than one round of calls with their hard time-outs and the transactions around them.
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '30 days',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Delivers what a subscription has waiting, round by round. Every state is in its rows. */
export async function webhookDelivery(input: WebhookDeliveryInput): Promise<string> {
  let woken = false;
  setHandler(wakeSignal, () => {
    woken = true;
  });
  for (;;) {
    woken = false;
    const answer = await deliverWebhooks.executeWithOptions({ summary: 'Deliver what is due' }, [input]);
    if (answer.kind === 'lost' || answer.kind === 'done') return answer.kind;
    if (workflowInfo().continueAsNewSuggested && !woken) await continueAsNew<typeof webhookDelivery>(input);
    if (answer.kind === 'again') continue;
    setCurrentDetails(`**Waits** until ${answer.until} for the next attempt`);
    await condition(() => woken, Math.max(0, Date.parse(answer.until) - Date.now()), { summary: 'Until the next attempt' });
  }
}
