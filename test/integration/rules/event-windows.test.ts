import { describe, expect, it } from 'vitest';
import { definition, step } from '../../factories/definitions.ts';
import type { Actor } from './world.ts';
import { newLead, patchLead, publish, relayAll, rows, rulesFile, runOf, segment, somebodyWaits, stepsOf } from './world.ts';

// A wait is about one record. The segment that opens it locks the record and then notes the event sequence, after writing its own events:
//
//   command   lock ── write ── number n ─────────── commit
//   segment                     │ lock (waits) ────────┴── number m > n, window (m, ∞)

const file = rulesFile();
type Rule = 'in force' | 'taken out';

const statusIs = (value: string) =>
  ({
    kind: 'compare',
    left: { kind: 'field', path: 'lead.status' },
    operator: 'is',
    right: { kind: 'literal', value },
  }) as const;

/** start ─> new? ─yes─> answer (lead.status_changed) ─> done;  ─no─> done */
const waitsWhileNew = definition(
  [
    step('new', 'flow.if', { condition: statusIs('new') }),
    step('answer', 'wait.for_event', { events: ['lead.status_changed'], filter: null, timeout: { amount: 2, unit: 'days' }, since: null }),
    step('done', 'flow.exit', { result: 'succeeded', reason: 'Answered.' }),
  ],
  {
    edges: [
      { from: 'start', outcome: 'next', to: 'new' },
      { from: 'new', outcome: 'yes', to: 'answer' },
      { from: 'new', outcome: 'no', to: 'done' },
      { from: 'answer', outcome: 'happened', to: 'done' },
    ],
  },
);

function withoutRecordLock(actor: Actor): void {
  actor.seam.rewrite(/(select 1 from leads where[^;]*?order by id) for no key update/g, '$1');
}

describe('a wait opened while an event of its record is in flight', () => {
  //  person    lock lead ─ status: contacted, event n ──────────────────── commit
  //  segment                                  "is it new?" ─ window (m, ∞) ─ ...
  async function changedInFlight(rule: Rule): Promise<{ steps: readonly string[]; status: string }> {
    const world = await file.tenant();
    await publish(world, waitsWhileNew);
    const lead = await newLead(world);
    await relayAll(world);
    const run = await runOf(world, lead);
    const [person, shell] = [file.actor(), file.actor()];
    if (rule === 'taken out') withoutRecordLock(shell);
    const commit = person.seam.stopBefore(/^commit/i);
    const change = patchLead(world, lead, { status: 'contacted' }, person.db);
    await commit.reached;
    const first = segment(world, run.id, { db: shell.db });
    await Promise.race([first, somebodyWaits(world.db)]);
    commit.letGo();
    await Promise.all([change, first]);
    if (rule === 'taken out') expect(shell.seam.rewritten).toBeGreaterThan(0);
    // Whatever wakes the shell later: it looks at the window.
    await relayAll(world);
    await segment(world, run.id, { db: shell.db });
    return { steps: await stepsOf(world, run.id), status: (await runOf(world, lead)).status };
  }

  it('sees the change, because it waits for the record', async () => {
    expect(await changedInFlight('in force')).toEqual({ steps: ['new done no', 'done done exit'], status: 'succeeded' });
  });

  it('would neither see the change nor find it in its window without the lock', async () => {
    expect(await changedInFlight('taken out')).toEqual({ steps: ['new done yes', 'answer waiting -'], status: 'waiting' });
  });
});

describe('an event that is committed while the window is being opened', () => {
  //  segment   window (m, ∞) ─────────────────────── commit
  //  person            lock (waits) ─ event n > m ──────┴─ commit ─ relay: wakes the run
  async function committedBeforeTheWait(rule: Rule): Promise<number> {
    const world = await file.tenant();
    await publish(world, waitsWhileNew);
    const lead = await newLead(world);
    await relayAll(world);
    const run = await runOf(world, lead);
    const [person, shell] = [file.actor(), file.actor()];
    if (rule === 'taken out') withoutRecordLock(shell);
    const commit = shell.seam.stopBefore(/^commit/i);
    const opened = segment(world, run.id, { db: shell.db });
    await commit.reached;
    const change = patchLead(world, lead, { status: 'contacted' }, person.db).then(() => relayAll(world));
    await Promise.race([change, somebodyWaits(world.db)]);
    commit.letGo();
    await Promise.all([opened, change]);
    return (await rows(world, `select 1 from dispatches where kind = 'signal' and run_id = ?`, [run.id])).length;
  }

  it('wakes the run, because the event comes after the wait', async () => {
    expect(await committedBeforeTheWait('in force')).toBe(1);
  });

  it('would wake nobody without the lock: relayed before anybody subscribed', async () => {
    expect(await committedBeforeTheWait('taken out')).toBe(0);
  });
});

describe('an event of the run itself', () => {
  /** start ─> score (lead.updated) ─> other (lead.updated) ─> done */
  const scoresAndWaits = (since: string | null) =>
    definition([
      step('score', 'record.update', { changes: [{ field: 'lead.score', value: { kind: 'literal', value: 10 } }] }),
      step('other', 'wait.for_event', { events: ['lead.updated'], filter: null, timeout: { amount: 2, unit: 'days' }, since }),
      step('done', 'flow.exit', { result: 'succeeded', reason: 'Answered.' }),
    ]);

  async function ownEvent(rule: Rule, since: string | null): Promise<readonly string[]> {
    const world = await file.tenant();
    await publish(world, scoresAndWaits(since));
    const lead = await newLead(world);
    await relayAll(world);
    const run = await runOf(world, lead);
    const shell = file.actor();
    if (rule === 'taken out') {
      // The window's number as if noted before the segment's own events are written, and nobody asks whose they are.
      shell.seam.rewrite(/select id, (exists .* as scoring) from noted order by id/, 'select id - 100 as id, $1 from noted order by id');
      shell.seam.rewrite(/e\.actor,/, `'{"kind":"system","name":"somebody"}'::jsonb as actor,`);
    }
    await segment(world, run.id, { db: shell.db });
    await relayAll(world);
    await segment(world, run.id, { db: shell.db });
    return stepsOf(world, run.id);
  }

  describe.each([{ since: null }, { since: 'score' }])('in the window of a wait that counts since $since', ({ since }) => {
    it('is not taken', async () => {
      expect(await ownEvent('in force', since)).toEqual(['score done next', 'other waiting -']);
    });

    it('would end the wait at once without the rule', async () => {
      expect(await ownEvent('taken out', since)).toEqual(['score done next', 'other done happened', 'done done exit']);
    });
  });
});
