import { proxyActivities, proxySinks, sleep } from '@temporalio/workflow';
import type { Sinks } from '@temporalio/workflow';
import type { AutomationRunInput, RunActivities } from '../../workflows/contracts/automation-run.ts';

/** What `automationRun` is compared with. */
export interface BenchSinks extends Sinks {
  readonly bench: { readonly ended: (tenantId: string, runId: string) => void; readonly waits: (runId: string) => void };
}

const { bench } = proxySinks<BenchSinks>();

/** The least a durable run can be: started, done. */
export async function bareRun(input: AutomationRunInput): Promise<void> {
  bench.ended(input.tenantId, input.runId);
}

/** The least a durable wait can be: a timer. `deadline` in milliseconds since 1970. */
export async function bareWait(input: AutomationRunInput, deadline: number): Promise<void> {
  bench.waits(input.runId);
  await sleep(Math.max(1, deadline - Date.now()));
  bench.ended(input.tenantId, input.runId);
}

const { runStep } = proxyActivities<{ runStep: RunActivities['runSegment'] }>({ startToCloseTimeout: '30s' });

/** An interpreter as it is usually built: each step of the drawing is an activity, which commits before the next is asked for. */
export async function naiveRun(input: AutomationRunInput): Promise<string> {
  let { seq } = input;
  for (;;) {
    const answer = await runStep({
      tenantId: input.tenantId,
      runId: input.runId,
      incarnation: input.incarnation,
      seq: seq + 1,
      happened: { kind: 'look' },
    });
    if (answer.kind !== 'again') return answer.kind;
    seq = answer.seq;
  }
}
