import { describe, expect, test } from 'vitest';
import { addAbsence } from '../../../commands/calendars/absences.ts';
import { answerDecision } from '../../../commands/decisions/answer-decision.ts';
import { stepCalendar } from '../../../commands/decisions/calendar.ts';
import { watchClocks } from '../../../commands/decisions/watch-clocks.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { deactivateUser } from '../../../commands/users/deactivate-user.ts';
import { aTeam, aUser, type World } from '../../factories/index.ts';
import { alwaysOpen, away, change } from '../calendars/lib.ts';
import { rows, rulesFile } from '../rules/world.ts';
import { aStep } from './lib.ts';
import { type Asked, aDecision, doneTo, statusOf } from './world.ts';

// Nothing waits for somebody who is away or gone.

const file = rulesFile();

const watch = ({ world, decisionId }: Asked) =>
  runCommand(world.db, { tenantId: world.tenantId, actor: { kind: 'system', name: 'decision' } }, async (trx, context) => {
    const { rows: found } = await trx.raw('select incarnation from decisions where id = ?', [decisionId]);
    return watchClocks(trx, context, { id: decisionId, incarnation: found[0].incarnation, baseUrl: 'https://crm.example' });
  });

const as = (world: World, userId: string) => ({ tenantId: world.tenantId, actor: { kind: 'user', userId } }) as const;

async function askedIn({ world, decisionId }: Asked): Promise<readonly string[]> {
  const found = await rows<{ user_id: string }>(
    world,
    'select user_id from decision_approvers where decision_id = ? and released_at is null order by added_at, user_id',
    [decisionId],
  );
  return found.map((row) => row.user_id);
}

const wakes = async ({ world, decisionId }: Asked) =>
  (await rows(world, 'select cause_key from dispatches where cause_key like ?', [`wake/decision/${decisionId}/%`])).length;

async function deactivate({ world }: Asked, id: string): Promise<void> {
  await runCommand(world.db, as(world, world.adminUserId), async (trx, context) => {
    const { rows: found } = await trx.raw('select version from users where id = ?', [id]);
    await deactivateUser(trx, context, { id, expectedVersion: found[0].version });
  });
}

describe('an approver who is deactivated', () => {
  test('is replaced by their manager in what waits for them', async () => {
    const asked = await aDecision(file.db());
    const boss = await aUser(asked.world, { role: 'manager' });
    await aTeam(asked.world, { members: [{ id: asked.managerId }], managerUserId: boss.id });
    const before = await wakes(asked);
    await deactivate(asked, asked.managerId);
    expect(await wakes(asked)).toBe(before + 1);
    const seen = await watch(asked);
    expect(seen).toMatchObject({ kind: 'waits', pendingOf: [boss.id] });
    expect(await askedIn(asked)).toEqual([boss.id]);
    expect(await doneTo(asked)).toContain('replaced');
    // Looking again changes nothing.
    await watch(asked);
    expect((await doneTo(asked)).filter((kind) => kind === 'replaced')).toHaveLength(1);
    await runCommand(asked.world.db, as(asked.world, boss.id), (trx, context) =>
      answerDecision(trx, context, { id: asked.decisionId, verdict: 'approved' }),
    );
    expect(await statusOf(asked)).toBe('approved');
  });

  test('without manager is replaced by those it escalates to', async () => {
    const asked = await aDecision(file.db());
    await deactivate(asked, asked.managerId);
    await watch(asked);
    expect(await askedIn(asked)).toEqual([asked.world.adminUserId]);
  });

  test('ends a decision that nobody is left for', async () => {
    const asked = await aDecision(file.db());
    // Of the people who may decide, only the one who asked stays.
    await change(asked.world, 'update decisions set requester_user_id = ? where id = ?', [asked.world.adminUserId, asked.decisionId]);
    await deactivate(asked, asked.managerId);
    expect(await watch(asked)).toEqual({ kind: 'done', status: 'cancelled' });
    expect(await statusOf(asked)).toBe('cancelled');
    expect(await rows(asked.world, 'select locked from deals where id = ?', [asked.dealId])).toEqual([{ locked: false }]);
  });
});

describe('an approver who is away', () => {
  test('is replaced by their stand-in, in what waits and in what opens', async () => {
    const asked = await aDecision(file.db());
    const zoe = await aUser(asked.world, { role: 'manager' });
    await runCommand(asked.world.db, as(asked.world, asked.managerId), (trx, context) => {
      const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
      const span = { fromDate: day(-2), fromTime: null, toDate: day(2), toTime: null };
      return addAbsence(trx, context, asked.managerId, { ...span, standInUserId: zoe.id, note: null });
    });
    await watch(asked);
    expect(await askedIn(asked)).toEqual([zoe.id]);
  });

  test('is looked for at the instant at which they go', async () => {
    const asked = await aDecision(file.db());
    await away(asked.world, asked.managerId, { from: 1, to: 5 });
    const seen = await watch(asked);
    if (seen.kind !== 'waits' || seen.until === null) throw new Error('nobody looks again');
    expect(Math.abs(Date.parse(seen.until) - (Date.now() + 3_600_000))).toBeLessThan(60_000);
    expect(await askedIn(asked)).toEqual([asked.managerId]);
  });

  test('has the deadline counted in their hours, where the policy says so', async () => {
    const asked = await aDecision(file.db(), {}, [aStep({ slaHours: 4, hoursOf: 'approver' })]);
    await alwaysOpen(asked.world, { userId: asked.managerId });
    const at = await runCommand(asked.world.db, as(asked.world, asked.managerId), async (trx, context) => {
      const calendar = await stepCalendar(trx, context, { hoursOf: 'approver', slaHours: 4 }, [asked.managerId]);
      return [calendar.week, (await stepCalendar(trx, context, { hoursOf: null, slaHours: 4 }, [asked.managerId])).week];
    });
    expect(at[0]?.['7']).toEqual([{ from: '00:00', to: '24:00' }]);
    expect(at[1]?.['7']).toBeUndefined();
    expect(await rows(asked.world, 'select hours_of from decision_steps where decision_id = ?', [asked.decisionId])).toEqual([
      { hours_of: 'approver' },
    ]);
  });

  test('keeps it while nobody at all is there to take it', async () => {
    const asked = await aDecision(file.db());
    await away(asked.world, asked.managerId);
    await away(asked.world, asked.world.adminUserId);
    expect(await watch(asked)).toMatchObject({ kind: 'waits', pendingOf: [asked.managerId] });
  });

  test('never leaves one person to decide for two', async () => {
    const asked = await aDecision(file.db(), {}, [aStep({ quorum: { kind: 'all' }, escalateTo: null })]);
    const zoe = await aUser(asked.world, { role: 'manager' });
    await change(
      asked.world,
      'insert into decision_approvers (tenant_id, decision_id, seq, user_id) select tenant_id, decision_id, seq, ? from decision_approvers',
      [zoe.id],
    );
    await away(asked.world, asked.managerId, { standIn: zoe.id });
    await watch(asked);
    await runCommand(asked.world.db, as(asked.world, zoe.id), (trx, context) =>
      answerDecision(trx, context, { id: asked.decisionId, verdict: 'approved' }),
    );
    expect(await statusOf(asked)).toBe('pending');
  });
});
