import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { SegmentInput } from '../../../workflows/contracts/automation-run.ts';
import type { TestTemporal } from '../../helpers/temporal.ts';
import { startTemporal } from '../../helpers/temporal.ts';
import { eventually } from '../../helpers/until.ts';
import type { Change } from './shells.ts';
import { changedShell, shellWith, soonAsNew, waits } from './shells.ts';

// A wake-up says "look". Whenever it comes, a segment that began after it follows:
//
//   shell    segment ───────── waits ─ segment (because it was woken meanwhile) ─ waits
//   signal            ▲ wake

Runtime.install({ logger: new DefaultLogger('ERROR') });

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await startTemporal();
});
afterAll(() => temporal.close());

/** An execution that begins anew looks by itself: here the one that slept has to. */
const neverAsNew: Change = ['workflowInfo().continueAsNewSuggested', 'false'];
const deaf: Change = [`if (answer.kind === 'again' || woken) continue;`, `if (answer.kind === 'again') continue;\n      woken = false;`];

/**
 * PostgreSQL is away for the first segment until its pauses are the server's timers; the wake-up comes in one of them. True if another
 * segment follows the one that was woken into.
 */
async function lookedAgain(...changes: readonly Change[]): Promise<boolean> {
  const shell = await shellWith(temporal, await changedShell(neverAsNew, ...changes), (input, asked) =>
    asked <= 5 ? Promise.reject(new Error('PostgreSQL is away')) : Promise.resolve(waits(input)),
  );
  try {
    await eventually('the first segment has begun', () => shell.asked.length > 0);
    await temporal.client.workflow.getHandle(shell.workflowId).signal('wake');
    await eventually('the first segment succeeds', () => shell.asked.length > 5);
    return await eventually('another segment', () => shell.asked.some((input) => input.seq === 2), { within: 4_000 }).catch(() => false);
  } finally {
    await shell.stop();
  }
}

describe('a wake-up during a segment', () => {
  it('is followed by another segment', async () => {
    expect(await lookedAgain()).toBe(true);
  });

  it('would be slept through without the rule', async () => {
    expect(await lookedAgain(deaf)).toBe(false);
  });
});

describe('wake-ups around continue-as-new', () => {
  const sleepsFirst: Change = [
    `const answer = await ask(happened);`,
    `if (workflowInfo().continuedFromExecutionRunId !== undefined && seq === input.seq) await condition(() => woken);\n      const answer = await ask(happened);`,
  ];

  it('are all followed by a segment, across several continuations', async () => {
    const bundle = await changedShell(soonAsNew);
    const looked: SegmentInput[] = [];
    let facts = 0;
    let seen = 0;
    const shell = await shellWith(temporal, bundle, (input) => {
      looked.push(input);
      seen = facts;
      return Promise.resolve(waits(input));
    });
    try {
      await eventually('the first look', () => looked.length > 0);
      const runs = new Set<string>();
      for (let fact = 1; fact <= 25; fact++) {
        facts = fact;
        await temporal.client.workflow.getHandle(shell.workflowId).signal('wake');
        // In bursts of five, so that some meet a segment, some a continuation.
        if (fact % 5 === 0) await eventually(`fact ${fact} is seen`, () => seen === fact);
        runs.add((await temporal.client.workflow.getHandle(shell.workflowId).describe()).runId);
      }
      expect(runs.size).toBeGreaterThan(1);
      // The server refuses a continuation that a signal has overtaken; then the segment before it is asked for again, under its number.
      const numbers = [...new Set(looked.map((input) => input.seq))];
      expect(numbers).toEqual(numbers.map((_, place) => place + 1));
    } finally {
      await shell.stop();
    }
  });

  it('need the look at the beginning: whoever continues without one sleeps', async () => {
    const looks = async (...changes: readonly Change[]): Promise<boolean> => {
      const shell = await shellWith(temporal, await changedShell(soonAsNew, ...changes), (input) => Promise.resolve(waits(input)));
      const handle = temporal.client.workflow.getHandle(shell.workflowId);
      try {
        const { runId } = await handle.describe();
        const continued = async (): Promise<boolean> => (await handle.describe()).runId !== runId;
        await eventually('the first look', () => shell.asked.length > 0);
        while (!(await continued())) {
          const before = shell.asked.length;
          await handle.signal('wake');
          await eventually('a look', () => shell.asked.length > before);
          // Stands still or has continued: both are seen only after the workflow task.
          await eventually('it stands', async () => (await continued()) || (await taskIsDone(handle)));
        }
        return await eventually('a look after the continuation', () => shell.asked.some((one) => one.by !== runId), {
          within: 4_000,
        }).catch(() => false);
      } finally {
        await shell.stop();
      }
    };
    expect(await looks()).toBe(true);
    expect(await looks(sleepsFirst)).toBe(false);
  });
});

/** Whether the latest event is the end of a workflow task, or what it led to: nothing is in hand. */
async function taskIsDone(handle: { fetchHistory: () => Promise<{ events?: { eventType?: unknown }[] | null }> }): Promise<boolean> {
  const names = ((await handle.fetchHistory()).events ?? []).map((event) =>
    Object.keys(event).find((key) => key.startsWith('workflowTask')),
  );
  return names.findLast((name) => name !== undefined) === 'workflowTaskCompletedEventAttributes';
}
