import { describe, expect, it } from 'vitest';
import { wantAgain } from '../../../commands/reconcile/want-again.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import type { Actor } from './world.ts';
import { command, newLead, publish, relayAll, rows, rulesFile, runOf, segment, somebodyWaits, stepsOf, tasksAbout } from './world.ts';

// A segment is asked for by (incarnation, seq). Whoever asks again gets the first answer; whoever is not the run's shell any more is lost.

const file = rulesFile();
type Rule = 'in force' | 'taken out';

/** start ─> task ─> rest (3 days) */
const makesATask = definition([step('task', 'record.create_task', { kind: 'general' }), step('rest', 'wait.duration')]);
const twoTasks = definition([
  step('one', 'record.create_task', { kind: 'general' }),
  step('two', 'record.create_task', { kind: 'general' }),
]);

async function queued(plan = makesATask): Promise<{ world: World; lead: string; runId: string }> {
  const world = await file.tenant();
  await publish(world, plan);
  const lead = await newLead(world);
  await relayAll(world);
  return { world, lead, runId: (await runOf(world, lead)).id };
}

describe('a segment asked for again after it was committed', () => {
  const oneStep = { budget: { steps: 1, ms: 10_000 } };

  async function askedAgain(rule: Rule): Promise<{ same: boolean; tasks: number; seq: number }> {
    const { world, lead, runId } = await queued(twoTasks);
    const first = await segment(world, runId, { seq: 1, ...oneStep });
    const shell = file.actor();
    // As if the row's number did not count.
    if (rule === 'taken out') shell.seam.rewrite(/r\.exit_after::text as exit_after,/, 'r.exit_after::text as exit_after, 0 as seq,');
    const again = await segment(world, runId, { db: shell.db, seq: 1, ...oneStep });
    const { seq } = await runOf(world, lead);
    return { same: JSON.stringify(sorted(again)) === JSON.stringify(sorted(first)), tasks: await tasksAbout(world, lead), seq };
  }

  it('gives the stored answer and does nothing', async () => {
    expect(await askedAgain('in force')).toEqual({ same: true, tasks: 1, seq: 1 });
  });

  it('would go on working under an old number otherwise', async () => {
    expect(await askedAgain('taken out')).toMatchObject({ tasks: 2 });
  });
});

describe('two askers for one segment at once', () => {
  //  first    lock run ── task ─────────── commit
  //  second          lock (waits) ────────────┴─ answered already
  async function atOnce(rule: Rule): Promise<number> {
    const { world, lead, runId } = await queued();
    const [first, second] = [file.actor(), file.actor()];
    if (rule === 'taken out') second.seam.rewrite(/for no key update of r/, '');
    const commit = first.seam.stopBefore(/^commit/i);
    const one = segment(world, runId, { db: first.db, seq: 1 });
    await commit.reached;
    const two = segment(world, runId, { db: second.db, seq: 1 });
    await Promise.race([two, somebodyWaits(world.db)]);
    commit.letGo();
    const answers = await Promise.all([one, two]);
    if (rule === 'in force') expect(sorted(answers[1])).toEqual(sorted(answers[0]));
    return tasksAbout(world, lead);
  }

  it('have one effect', async () => {
    expect(await atOnce('in force')).toBe(1);
  });

  it('would have two without the lock of the run', async () => {
    expect(await atOnce('taken out')).toBe(2);
  });
});

describe('a segment that dies before its commit', () => {
  //  effect ── step row ── run row ── commit: one transaction, or none of it
  async function died(rule: Rule): Promise<{ tasks: number; steps: readonly string[] }> {
    const { world, lead, runId } = await queued();
    const shell = file.actor();
    if (rule === 'taken out') commitBeforeTheSteps(shell);
    shell.seam.fail((sql) => /^commit;?$/i.test(sql), '08006', 1);
    await expect(segment(world, runId, { db: shell.db, seq: 1 })).rejects.toThrow();
    await segment(world, runId, { seq: 1 });
    return { tasks: await tasksAbout(world, lead), steps: await stepsOf(world, runId) };
  }

  it('has left neither effect nor step, and does both the next time', async () => {
    expect(await died('in force')).toEqual({ tasks: 1, steps: ['task done next', 'rest waiting -'] });
  });

  it('would do its effect twice if effect and step were two transactions', async () => {
    expect(await died('taken out')).toEqual({ tasks: 2, steps: ['task done next', 'rest waiting -'] });
  });

  /** Ends the transaction after the effects and opens another for what is written about them. */
  function commitBeforeTheSteps(shell: Actor): void {
    const opening = (): string => shell.seam.sent.findLast((sql) => sql.startsWith('begin')) ?? '';
    shell.seam.rewrite(/^update runs\b/, () => `commit; ${opening()}; update runs`);
  }
});

describe('an incarnation that comes back', () => {
  //  shell 1   terminated, or lost with its server ... comes back and asks
  //  shell 2   holds the run
  async function comesBack(rule: Rule): Promise<{ kind: string; tasks: number }> {
    const { world, lead, runId } = await queued();
    const { automation_id: automationId } = await runOf(world, lead);
    const rebuilt = await command(world.db, world, (trx, context) =>
      wantAgain(trx, context, { type: 'automationRun', automationId, runId, incarnation: 1 }),
    );
    expect(rebuilt).toBe(true);
    const shell = file.actor();
    if (rule === 'taken out')
      shell.seam.rewrite(/r\.exit_after::text as exit_after,/, 'r.exit_after::text as exit_after, 1 as incarnation,');
    const answer = await segment(world, runId, { db: shell.db, incarnation: 1 });
    return { kind: answer.kind, tasks: await tasksAbout(world, lead) };
  }

  it('is answered `lost` and does nothing', async () => {
    expect(await comesBack('in force')).toEqual({ kind: 'lost', tasks: 0 });
  });

  it('would work beside the new one otherwise', async () => {
    expect(await comesBack('taken out')).toEqual({ kind: 'waits', tasks: 1 });
  });

  it('is rebuilt once, however many find it missing', async () => {
    const { world, lead, runId } = await queued();
    const { automation_id: automationId } = await runOf(world, lead);
    const missing = { type: 'automationRun', automationId, runId, incarnation: 1 } as const;
    const found = await Promise.all(
      [1, 2, 3].map(() => command(file.actor().db, world, (trx, context) => wantAgain(trx, context, missing))),
    );
    expect(found.filter(Boolean)).toHaveLength(1);
    const starts = await rows<{ cause_key: string }>(
      world,
      `select cause_key from dispatches where kind = 'start' and run_id = ? order by 1`,
      [runId],
    );
    expect(starts.map((row) => row.cause_key)).toEqual([`start/run/${runId}/1`, `start/run/${runId}/2`]);
  });
});

/** The same content, whatever order the database keeps keys in. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
