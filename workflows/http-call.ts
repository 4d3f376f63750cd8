import { proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { HttpCallActivities, HttpCallInput } from './contracts/http-call.ts';

const { makeHttpCall } = proxyActivities<HttpCallActivities>({
  // Longer than a call with its redirects and their hard time-outs, and the transactions around it.
  startToCloseTimeout: '6 minutes',
  scheduleToCloseTimeout: '30 days',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Makes a call, again and again while it fails in passing. Every state is in its row; a run learns of the end by an event. */
export async function httpCall(input: HttpCallInput): Promise<string> {
  for (;;) {
    const answer = await makeHttpCall.executeWithOptions({ summary: 'Call' }, [input]);
    if (answer.kind !== 'later') return answer.kind;
    setCurrentDetails(`**Waits** until ${answer.until} for the next attempt`);
    await sleep(Math.max(0, Date.parse(answer.until) - Date.now()), { summary: 'Until the next attempt' });
  }
}
