import { describe, expect, it } from 'vitest';
import { definition, step } from '../../factories/definitions.ts';
import type { SegmentAnswer } from '../../../workflows/contracts/automation-run.ts';
import type { World } from '../../factories/index.ts';
import type { Actor } from './world.ts';
import { inSeconds, newLead, publish, relayAll, rows, rulesFile, runOf, segment, somebodyWaits, stepsOf, timerOf, touch } from './world.ts';

// A wait ends by its event or by its deadline. The relay only wakes; the segment looks before it takes a time-out:
//
//   person   touch committed              (relay far behind)
//   shell                     deadline ── look at the window ── the touch wins

const file = rulesFile();
type Rule = 'in force' | 'taken out';

/** start ─> touched? ─happened─> good;  ─timed_out─> late */
const waitsForTouch = definition(
  [
    step('touched', 'wait.for_event', { events: ['touch.logged'], filter: null, timeout: { amount: 1, unit: 'hours' }, since: null }),
    step('good', 'flow.exit', { result: 'succeeded', reason: 'Touched.' }),
    step('late', 'flow.exit', { result: 'exited', reason: 'Nobody called.' }),
  ],
  {
    edges: [
      { from: 'start', outcome: 'next', to: 'touched' },
      { from: 'touched', outcome: 'happened', to: 'good' },
      { from: 'touched', outcome: 'timed_out', to: 'late' },
    ],
  },
);

async function waiting(): Promise<{ world: World; lead: string; runId: string; answer: SegmentAnswer }> {
  const world = await file.tenant();
  await publish(world, waitsForTouch);
  const lead = await newLead(world);
  await relayAll(world);
  const { id: runId } = await runOf(world, lead);
  return { world, lead, runId, answer: await segment(world, runId) };
}

/** The segment finds no events, as if it trusted wake-ups alone. */
function withoutLooking(shell: Actor): void {
  shell.seam.rewrite(/from event_links l\b/, 'from (select * from event_links where false) l');
}

describe('an answer against the time-out', () => {
  async function timedOut(rule: Rule, between: (world: World, lead: string) => Promise<unknown>): Promise<readonly string[]> {
    const { world, lead, runId, answer } = await waiting();
    await between(world, lead);
    const shell = file.actor();
    if (rule === 'taken out') withoutLooking(shell);
    await segment(world, runId, { db: shell.db, happened: timerOf(answer), ...inSeconds(3_600) });
    return stepsOf(world, runId);
  }

  it('wins once it is committed, although the relay has not seen it', async () => {
    expect(await timedOut('in force', touch)).toEqual(['touched done happened', 'good done exit']);
  });

  it('would lose to the clock if the segment did not look', async () => {
    expect(await timedOut('taken out', touch)).toEqual(['touched done timed_out', 'late done exit']);
  });

  it('leaves the time-out alone when there is none', async () => {
    expect(await timedOut('in force', () => Promise.resolve())).toEqual(['touched done timed_out', 'late done exit']);
  });
});

describe('an answer in flight when the timer fires', () => {
  //  person   lock lead ─ touch, event n ─────────── commit
  //  shell                        deadline ─ lock (waits) ─┴─ look: n
  async function inFlight(rule: Rule): Promise<readonly string[]> {
    const { world, lead, runId, answer } = await waiting();
    const [person, shell] = [file.actor(), file.actor()];
    if (rule === 'taken out') shell.seam.rewrite(/(select 1 from leads where[^;]*?order by id) for no key update/g, '$1');
    const commit = person.seam.stopBefore(/^commit/i);
    const touching = touch(world, lead, person.db);
    await commit.reached;
    const fired = segment(world, runId, { db: shell.db, happened: timerOf(answer), ...inSeconds(3_600) });
    await Promise.race([fired, somebodyWaits(world.db)]);
    commit.letGo();
    await Promise.all([touching, fired]);
    return stepsOf(world, runId);
  }

  it('is waited for under the lock of the record', async () => {
    expect(await inFlight('in force')).toEqual(['touched done happened', 'good done exit']);
  });

  it('would be overlooked without the lock', async () => {
    expect(await inFlight('taken out')).toEqual(['touched done timed_out', 'late done exit']);
  });
});

describe('a fired timer', () => {
  it('is due only if the stored deadline is still the same', async () => {
    const { world, lead, runId, answer } = await waiting();
    const stale = { ...timerOf(answer), deadline: '2020-01-01T00:00:00.000Z' };
    await segment(world, runId, { happened: stale });
    expect(await stepsOf(world, runId)).toEqual(['touched waiting -']);
    expect((await runOf(world, lead)).status).toBe('waiting');
  });

  it('means nothing for a step, a visit or an epoch that is not open', async () => {
    const { world, runId, answer } = await waiting();
    const timer = timerOf(answer);
    for (const foreign of [
      { ...timer, epoch: 1 },
      { ...timer, visit: 2 },
      { ...timer, step: 'late' },
    ]) {
      await segment(world, runId, { happened: foreign });
    }
    expect(await stepsOf(world, runId)).toEqual(['touched waiting -']);
  });

  it('is taken once: a second report finds the wait closed', async () => {
    const { world, runId, answer } = await waiting();
    await segment(world, runId, { happened: timerOf(answer), ...inSeconds(3_600) });
    const again = await segment(world, runId, { happened: timerOf(answer), ...inSeconds(3_600) });
    expect(again.kind).toBe('ended');
    expect(await rows(world, `select 1 from events where type = 'run.ended' and subject_id = ?`, [runId])).toHaveLength(1);
  });
});
