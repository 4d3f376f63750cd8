import { describe, expect, it } from 'vitest';
import { cancelRun } from '../../../commands/runs/cancel.ts';
import { retryRun } from '../../../commands/runs/retry.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import type { Actor } from './world.ts';
import {
  command,
  inSeconds,
  newLead,
  publish,
  relayAll,
  rows,
  rulesFile,
  runOf,
  segment,
  somebodyWaits,
  stepsOf,
  tasksAbout,
  timerOf,
} from './world.ts';

// A step that throws spoils the transaction. It is repeated with a savepoint before that step:
//
//   1st   tag ✓ ─ task ✗                                        rollback
//   2nd   tag ✓ ─ savepoint ─ task ✗ ─ rollback to savepoint ─ "task failed, again at ..." ─ commit

const file = rulesFile();

const tagThenTask = definition([
  step('tag', 'record.add_tag', { tags: ['seen'] }),
  step('task', 'record.create_task', { kind: 'general' }),
]);

async function queued(): Promise<{ world: World; lead: string; runId: string }> {
  const world = await file.tenant();
  await publish(world, tagThenTask);
  const lead = await newLead(world);
  await relayAll(world);
  return { world, lead, runId: (await runOf(world, lead)).id };
}

/** PostgreSQL itself refuses the step's statement. */
function tasksCannotBeMade(shell: Actor): void {
  shell.seam.rewrite(/insert into tasks\b/, 'insert into tasks_that_are_gone');
  shell.seam.rewrite(/insert into "tasks"/, 'insert into "tasks_that_are_gone"');
}

async function attemptsOf(world: World, runId: string): Promise<number | undefined> {
  const [row] = await rows<{ attempts: number }>(world, `select attempts from steps where run_id = ? and step = 'task'`, [runId]);
  return row?.attempts;
}

describe('a step that throws', () => {
  it('is written down as failed, the steps before it stay done, and it is tried again', async () => {
    const { world, lead, runId } = await queued();
    const shell = file.actor();
    tasksCannotBeMade(shell);
    const answer = await segment(world, runId, { db: shell.db });
    expect(await stepsOf(world, runId)).toEqual(['tag done next', 'task retrying -']);
    expect(shell.seam.count(/^savepoint/)).toBe(1);
    await segment(world, runId, { happened: timerOf(answer), ...inSeconds(60) });
    expect(await stepsOf(world, runId)).toEqual(['tag done next', 'task done next']);
    expect(await attemptsOf(world, runId)).toBe(2);
    expect(await tasksAbout(world, lead)).toBe(1);
  });

  it('would take the whole segment with it without the savepoint', async () => {
    const { world, runId } = await queued();
    const shell = file.actor();
    tasksCannotBeMade(shell);
    shell.seam.rewrite(/^savepoint step/, 'select 1').rewrite(/^rollback to savepoint step/, 'select 1');
    await expect(segment(world, runId, { db: shell.db })).rejects.toThrow();
    expect(await stepsOf(world, runId)).toEqual([]);
  });

  it('costs no savepoint on the good path', async () => {
    const { world, runId } = await queued();
    const shell = file.actor();
    await segment(world, runId, { db: shell.db });
    expect(shell.seam.count(/savepoint/)).toBe(0);
    expect(await stepsOf(world, runId)).toEqual(['tag done next', 'task done next']);
  });

  it('holds the run after its last attempt; a retry does it under a new epoch, once', async () => {
    const { world, lead, runId } = await queued();
    const shell = file.actor();
    tasksCannotBeMade(shell);
    let answer = await segment(world, runId, { db: shell.db });
    for (let n = 1; answer.kind === 'waits' && n < 10; n++) {
      answer = await segment(world, runId, { db: shell.db, happened: timerOf(answer), ...inSeconds(3_600 * n) });
    }
    expect(await runOf(world, lead)).toMatchObject({ status: 'held', hold_code: 'step_failed' });
    await command(world.db, world, (trx, context) => retryRun(trx, context, { id: runId }));
    await segment(world, runId);
    const epochs = await rows<{ epoch: number; status: string }>(
      world,
      `select epoch, status from steps where run_id = ? and step = 'task' order by epoch`,
      [runId],
    );
    expect(epochs).toEqual([
      { epoch: 0, status: 'failed' },
      { epoch: 1, status: 'done' },
    ]);
    expect(await tasksAbout(world, lead)).toBe(1);
  });
});

describe('an error that passes by itself', () => {
  const inTheWay = (code: string, times: number) => async () => {
    const { world, lead, runId } = await queued();
    const shell = file.actor();
    shell.seam.fail((sql) => /insert into "?tasks\b/.test(sql), code, times);
    const answer = await segment(world, runId, { db: shell.db }).catch(() => segment(world, runId, { db: shell.db }));
    return { kind: answer.kind, attempts: await attemptsOf(world, runId), tasks: await tasksAbout(world, lead) };
  };

  it.each(['40P01', '40001', '55P03', '57P01', '08006', '53300'])('%s repeats the whole and is no attempt of the step', async (code) => {
    expect(await inTheWay(code, 1)()).toEqual({ kind: 'ended', attempts: 1, tasks: 1 });
  });

  it('would be an attempt if it counted as the step’s own', async () => {
    expect(await inTheWay('XX000', 2)()).toEqual({ kind: 'waits', attempts: 1, tasks: 0 });
  });

  it('is left to the activity’s retries when it lasts; nothing of the segment stays', async () => {
    const { world, runId } = await queued();
    const shell = file.actor();
    shell.seam.fail((sql) => /insert into "?tasks\b/.test(sql), '40001');
    await expect(segment(world, runId, { db: shell.db })).rejects.toMatchObject({ message: expect.stringContaining('40001') });
    expect(await stepsOf(world, runId)).toEqual([]);
    expect((await runOf(world, (await rows<{ subject_id: string }>(world, 'select subject_id from runs'))[0]?.subject_id ?? '')).seq).toBe(
      0,
    );
  });
});

describe('two locks in a circle', () => {
  //  cancel    lock key ─ lock run (waits) ─┐
  //  segment   lock run ─ lock key (waits) ─┘   one is repeated; the run ends once
  it('are undone by PostgreSQL, and the run ends once', async () => {
    const { world, lead, runId } = await queued();
    const [shell, admin] = [file.actor(), file.actor()];
    const stop = shell.seam.stopBefore(/\bupdate runs\b/);
    const ending = segment(world, runId, { db: shell.db });
    await stop.reached;
    const cancelling = command(admin.db, world, (trx, context) => cancelRun(trx, context, { id: runId })).catch(() => 'ended before');

    await Promise.race([cancelling, somebodyWaits(world.db)]);
    stop.letGo();
    await Promise.all([ending, cancelling]);
    expect(['succeeded', 'cancelled']).toContain((await runOf(world, lead)).status);
    expect(await rows(world, `select 1 from events where type = 'run.ended' and subject_id = ?`, [runId])).toHaveLength(1);
  });
});
