import { describe, expect, it } from 'vitest';
import { cancelRun } from '../../../commands/runs/cancel.ts';
import { correctRun } from '../../../commands/runs/correct.ts';
import { moveRun } from '../../../commands/runs/move.ts';
import { retryRun } from '../../../commands/runs/retry.ts';
import { startOperation } from '../../../commands/operations/operation-row.ts';
import type { RunAction } from '../../../commands/operations/operation-row.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { Json } from '../../../domain/json.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aTeam, aUser } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import { command, publish, rows, rulesFile, runOf, segment, stepsOf } from '../rules/world.ts';
import { carryOn, newest, publishNext, waitingLeads } from './lib.ts';

const file = rulesFile();

const rest = (id: string, days = 3) => step(id, 'wait.duration', { duration: { amount: days, unit: 'days' } });
const task = step('task', 'record.create_task', { title: 'Call' });

/** A published automation whose pool has nobody left by the time it runs, and a step that would not fail. */
async function failing(onError: 'hold' | 'fail') {
  const world = await file.tenant();
  const pool = async (name: string) => {
    const rep = await aUser(world, { name });
    const team = await aTeam(world, { members: [rep] });
    return { rep, step: step('assign', 'record.assign', { mode: 'round_robin', pool: { kind: 'team', teamId: team.id } }) };
  };
  const [gone, there] = [await pool('Ann'), await pool('Ben')];
  const settings = { timeZone: 'tenant', onError, loopGuard: { max: 20, perHours: 24 } } as const;
  const { automationId } = await publish(world, definition([gone.step, task], { settings }));
  await command(world.db, world, (trx) => trx.raw(`update users set status = 'deactivated' where id = ?`, [gone.rep.id]));
  const [lead = ''] = await waitingLeads(world, 1);
  return { world, automationId, lead, run: await runOf(world, lead), corrected: definition([there.step, task], { settings }) };
}

async function resting(drawn: AutomationDefinition = definition([rest('rest'), task, rest('last', 1)])) {
  const world = await file.tenant();
  const { automationId } = await publish(world, drawn);
  const [lead = ''] = await waitingLeads(world, 1);
  return { world, automationId, lead, run: await runOf(world, lead) };
}

const many = (world: World, automationId: string, action: RunAction) =>
  command(world.db, world, (trx, context) =>
    startOperation(trx, context, {
      automationId,
      request: { kind: 'runs', selection: { kind: 'matching', filter: { automationId } }, action },
    }),
  );

describe('a run moved by hand', () => {
  it('goes on at another step of its own version', async () => {
    const { world, run } = await resting();
    await command(world.db, world, (trx, context) => moveRun(trx, context, { id: run.id, map: { rest: 'last' } }));
    expect(
      (await runOf(world, (await rows<{ subject_id: string }>(world, 'select subject_id from runs'))[0]?.subject_id ?? '')).state.waits,
    ).toMatchObject([{ key: { step: 'last', epoch: 1, visit: 1 } }]);
    expect(await rows(world, `select action from audit_entries where record_id = ? and action like 'run.%'`, [run.id])).toEqual([
      { action: 'run.moved' },
    ]);
  });

  it('drops what it waits for when it is started from a step', async () => {
    const { world, run } = await resting();
    await command(world.db, world, (trx, context) => moveRun(trx, context, { id: run.id, startFrom: 'task' }));
    await segment(world, run.id);
    expect(await stepsOf(world, run.id)).toEqual(['rest skipped -', 'task done next', 'last waiting -']);
  });

  it('is refused at a step that is not there, and after its end', async () => {
    const { world, run } = await resting();
    const to = (target: string) => command(world.db, world, (trx, context) => moveRun(trx, context, { id: run.id, map: { rest: target } }));
    await expect(to('nowhere')).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(to('__proto__')).rejects.toMatchObject({ code: 'validation_failed' });
    await command(world.db, world, (trx, context) => cancelRun(trx, context, { id: run.id }));
    await expect(to('last')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is not seen by another tenant', async () => {
    const { run } = await resting();
    const other = await file.tenant();
    await expect(command(other.db, other, (trx, context) => moveRun(trx, context, { id: run.id, map: {} }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('what a run remembers', () => {
  it('is put right by a value of the same kind, and what was there is kept in the audit', async () => {
    const { world, run } = await resting(definition([task, rest('rest')]));
    const [[name, old] = ['', null]] = Object.entries(run.state.outputs['task'] ?? {});
    const value = { type: 'task', id: run.id };
    const correct = (to: Json) =>
      command(world.db, world, (trx, context) => correctRun(trx, context, { id: run.id, outputs: { task: { [name]: to } } }));
    await expect(correct('just words')).rejects.toMatchObject({
      code: 'validation_failed',
      problems: [{ pointer: `/outputs/task/${name}` }],
    });
    await correct(value);
    const [audit] = await rows<{ before: object; after: object }>(
      world,
      `select before, after from audit_entries where action = 'run.corrected'`,
    );
    expect(audit).toMatchObject({ before: { outputs: { task: { [name]: old } } }, after: { outputs: { task: { [name]: value } } } });
  });

  it('is not given what it never had', async () => {
    const { world, run } = await resting();
    const correct = command(world.db, world, (trx, context) => correctRun(trx, context, { id: run.id, variables: { toString: 'x' } }));
    await expect(correct).rejects.toMatchObject({ code: 'validation_failed', problems: [{ pointer: '/variables/toString' }] });
  });
});

describe('many runs at once', () => {
  it('are cancelled, each once, and those that have ended meanwhile are left', async () => {
    const world = await file.tenant();
    const { automationId } = await publish(world, definition([rest('rest'), task]));
    const [first = ''] = await waitingLeads(world, 30);
    await many(world, automationId, { kind: 'cancel', reason: 'A trial.' });
    await command(world.db, world, async (trx, context) => cancelRun(trx, context, { id: (await runOf(world, first)).id }));
    expect(await carryOn(world)).toMatchObject({ status: 'completed' });
    expect(await newest(world)).toMatchObject({ changed: 29, refused: 0 });
    expect(await rows(world, `select reason, count(*)::int as n from runs group by 1 order by 2`)).toEqual([
      { reason: 'Cancelled by a person.', n: 1 },
      { reason: 'A trial.', n: 29 },
    ]);
  });

  it('say why one could not be moved, and move the others', async () => {
    const world = await file.tenant();
    const { automationId } = await publish(world, definition([rest('rest'), task]));
    const leads = await waitingLeads(world, 2);
    await publishNext(world, automationId, definition([rest('other'), task]));
    const odd = await runOf(world, leads[0] ?? '');
    await command(world.db, world, (trx) =>
      trx.raw(`update runs set state = jsonb_set(state, '{waits,0,key,step}', '"gone"') where id = ?`, [odd.id]),
    );
    await many(world, automationId, { kind: 'move', version: 2, map: { rest: 'other' } });
    await carryOn(world);
    expect(await rows(world, 'select outcome, code from run_operation_items order by outcome')).toEqual([
      { outcome: 'changed', code: 'moved' },
      { outcome: 'refused', code: 'validation_failed' },
    ]);
  });
});

describe('a retry', () => {
  it('opens a failed run at the step it failed at, and does it on the version that was put right', async () => {
    const { world, automationId, lead, run: before, corrected } = await failing('fail');
    expect(before.status).toBe('failed');
    await publishNext(world, automationId, corrected);
    await command(world.db, world, (trx, context) => retryRun(trx, context, { id: before.id, on: 'current' }));
    expect(await runOf(world, lead)).toMatchObject({ status: 'running', version: 2, incarnation: before.incarnation + 1 });
    await segment(world, before.id);
    expect((await runOf(world, lead)).status).toBe('succeeded');
  });

  it('is done once by two clicks', async () => {
    const { world, run } = await failing('hold');
    expect(run.status).toBe('held');
    const click = () => command(world.db, world, (trx, context) => retryRun(trx, context, { id: run.id }));
    const clicks = await Promise.allSettled([click(), click()]);
    expect(clicks.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
