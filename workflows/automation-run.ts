import { CancellationScope, condition, continueAsNew, defineSignal, isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import {
  type AutomationRunInput,
  type Happened,
  type RunEndStatus,
  type SegmentAnswer,
  wakeSignalName,
} from './contracts/automation-run.ts';
import { showEnd, showStanding } from './lib/operator-view.ts';
import { runSegment } from './lib/segment-activities.ts';

export const wakeSignal = defineSignal(wakeSignalName);

/**
 * The clock of one run. It decides nothing: it asks a segment what to wait for, waits for the earliest deadline or a wake-up, asks again.
 * All state is in PostgreSQL, so this workflow may be lost, reset or started anew at any moment.
 */
export async function automationRun(input: AutomationRunInput): Promise<RunEndStatus | 'lost'> {
  let woken = false;
  let seq = input.seq;
  let stood = input.seq > 0;
  setHandler(wakeSignal, () => {
    woken = true;
  });

  const ask = async (happened: Happened): Promise<SegmentAnswer> => {
    woken = false;
    const answer = await runSegment({
      tenantId: input.tenantId,
      runId: input.runId,
      incarnation: input.incarnation,
      seq: seq + 1,
      happened,
    });
    if (answer.kind !== 'lost') seq = answer.seq;
    return answer;
  };

  const story = async (): Promise<RunEndStatus | 'lost'> => {
    let happened: Happened = { kind: 'look' };
    for (;;) {
      const answer = await ask(happened);
      happened = { kind: 'look' };
      if (answer.kind === 'lost') return 'lost';
      if (answer.kind === 'ended') return endWith(answer, stood);
      if (answer.kind === 'again' || woken) continue;
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof automationRun>({ ...input, seq });
      showStanding(answer);
      stood = true;
      happened = await standStill(answer, () => woken);
    }
  };

  try {
    return await story();
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(async () => {
      // The first answer may be that of the segment which the cancellation interrupted: ask until the end is committed.
      let answer = await ask({ kind: 'cancelled' });
      while (answer.kind !== 'ended' && answer.kind !== 'lost') answer = await ask({ kind: 'cancelled' });
      if (answer.kind === 'ended') endWith(answer, stood);
    });
    throw error;
  }
}

/** Sleeps until the earliest deadline or until somebody says "look", whichever is first. */
async function standStill(answer: Extract<SegmentAnswer, { kind: 'waits' | 'held' }>, woken: () => boolean): Promise<Happened> {
  const timer = answer.kind === 'waits' ? answer.timer : null;
  if (timer === null) {
    await condition(woken);
    return { kind: 'look' };
  }
  const left = Math.max(0, Date.parse(timer.deadline) - Date.now());
  if (left > 0 && (await condition(woken, left, { summary: timer.title }))) return { kind: 'look' };
  return { kind: 'timer', epoch: timer.epoch, step: timer.step, visit: timer.visit, deadline: timer.deadline };
}

function endWith(answer: Extract<SegmentAnswer, { kind: 'ended' }>, stood: boolean): RunEndStatus {
  showEnd(answer, stood);
  return answer.status;
}
