import { describe, expect, test } from 'vitest';
import type { DefinitionNode } from '../../../domain/automation/definition/definition.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { aTeam, aUser } from '../../factories/index.ts';
import { newLead, publish, relayAll, rows, rulesFile, runOf, segment, stepsOf, timerOf } from '../rules/world.ts';
import { alwaysOpen, away } from './lib.ts';

// Whose hours count, and what happens to work for people who are away.

const file = rulesFile();

async function done(world: World, nodes: readonly DefinitionNode[]) {
  await publish(world, definition(nodes));
  const lead = await newLead(world);
  await relayAll(world);
  const { id: runId } = await runOf(world, lead);
  const answer = await segment(world, runId);
  return { lead, runId, answer };
}

const window = (whose?: 'team' | 'owner') =>
  step('window', 'wait.until_window', { window: { kind: 'business_hours', ...(whose === undefined ? {} : { whose }) } });

describe('a wait for business hours', () => {
  test('of the owner lasts until they are back', async () => {
    const world = await file.tenant();
    await alwaysOpen(world, { userId: world.adminUserId });
    const back = await away(world, world.adminUserId);
    const { answer } = await done(world, [window('owner')]);
    expect(new Date(timerOf(answer).deadline)).toEqual(back);
  });

  test('of the owner\u2019s team goes on although the owner is away', async () => {
    const world = await file.tenant();
    const team = await aTeam(world, { members: [{ id: world.adminUserId }] });
    await alwaysOpen(world, { teamId: team.id });
    await away(world, world.adminUserId);
    const { runId } = await done(world, [window('team')]);
    expect(await stepsOf(world, runId)).toEqual(['window done next']);
  });

  test('counts a task\u2019s due time in the hours of whom it is for', async () => {
    const world = await file.tenant();
    const other = await aUser(world);
    await alwaysOpen(world, { userId: other.id });
    const back = await away(world, other.id);
    const due = { kind: 'duration', duration: { amount: 2, unit: 'hours', business: true, whose: 'owner' } } as const;
    await done(world, [step('task', 'record.create_task', { title: 'Call', due, assignee: { kind: 'user', userId: other.id } })]);
    const [task] = await rows<{ due_at: Date }>(world, 'select due_at from tasks where title = ?', ['Call']);
    expect(task?.due_at).toEqual(new Date(back.getTime() + 2 * 3_600_000));
  });
});

describe('work for somebody who is away', () => {
  const task = (more: DefinitionNode['config'] = {}) => step('task', 'record.create_task', { title: 'Call', ...more });
  const owners = (world: World) => rows<{ owner_user_id: string }>(world, 'select owner_user_id from tasks where title = ?', ['Call']);

  test('waits for them, or goes to the stand-in by the setting of the step', async () => {
    const world = await file.tenant();
    const zoe = await aUser(world);
    await away(world, world.adminUserId, { standIn: zoe.id });
    await done(world, [task()]);
    expect(await owners(world)).toEqual([{ owner_user_id: world.adminUserId }]);
    const other = await file.tenant();
    const yan = await aUser(other);
    await away(other, other.adminUserId, { standIn: yan.id });
    const { runId } = await done(other, [task({ whenAway: 'stand_in' })]);
    expect(await owners(other)).toEqual([{ owner_user_id: yan.id }]);
    expect(await rows(other, 'select inputs ->> ? as meant from steps where run_id = ?', ['insteadOf', runId])).toEqual([
      { meant: other.adminUserId },
    ]);
  });

  test('goes to the manager when the stand-in is away as well', async () => {
    const world = await file.tenant();
    const [zoe, boss] = [await aUser(world), await aUser(world)];
    await aTeam(world, { members: [{ id: world.adminUserId }], managerUserId: boss.id });
    await away(world, world.adminUserId, { standIn: zoe.id });
    await away(world, zoe.id, { standIn: world.adminUserId });
    await done(world, [task({ whenAway: 'stand_in' })]);
    expect(await owners(world)).toEqual([{ owner_user_id: boss.id }]);
  });

  test.each(['round_robin', 'least_loaded'] as const)('is given to others in turn: %s', async (mode) => {
    const world = await file.tenant();
    const [zoe, yan] = [await aUser(world), await aUser(world)];
    const team = await aTeam(world, { members: [zoe, yan] });
    const assign = { id: 'assign', type: 'record.assign', config: { mode, pool: { kind: 'team', teamId: team.id } } } as const;
    await away(world, zoe.id);
    const { lead } = await done(world, [assign]);
    expect(await rows(world, 'select owner_user_id from leads where id = ?', [lead])).toEqual([{ owner_user_id: yan.id }]);
    // An absence of yesterday keeps nobody from work.
    const other = await file.tenant();
    const only = await aUser(other);
    const alone = await aTeam(other, { members: [only] });
    await away(other, only.id, { from: -48, to: -24 });
    const back = await done(other, [{ ...assign, config: { mode, pool: { kind: 'team', teamId: alone.id } } }]);
    expect(await rows(other, 'select owner_user_id from leads where id = ?', [back.lead])).toEqual([{ owner_user_id: only.id }]);
  });

  test('is given to nobody when all of the pool are away', async () => {
    const world = await file.tenant();
    const zoe = await aUser(world);
    await away(world, zoe.id);
    const { runId } = await done(world, [
      { id: 'assign', type: 'record.assign', config: { mode: 'round_robin', pool: { kind: 'users', userIds: [zoe.id] } } },
    ]);
    expect(await rows(world, 'select status, reason from runs where id = ?', [runId])).toEqual([
      { status: 'held', reason: 'There is nobody to assign it to.' },
    ]);
  });
});
