import { describe, expect, it } from 'vitest';
import { createGroup, deleteGroup } from '../../../commands/exclusivity/groups.ts';
import { cancelRun } from '../../../commands/runs/cancel.ts';
import { retryRun } from '../../../commands/runs/retry.ts';
import type { EnrollmentRule } from '../../../domain/automation/definition/definition.ts';
import { relayTurn } from '../../../workers/relay/turn.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import type { Actor } from './world.ts';
import { command, enrolByHand, newLead, publish, relayAll, rows, rulesFile, runsOf, segment, somebodyWaits, touch } from './world.ts';

// A record is in one automation of a group at a time. It is decided under a lock on (group, record), beside those of the keys:
//
//   first    lock group ─ "who has it?" nobody ─ run ───── commit
//   second          lock group (waits) ──────────────────────┴─ "who has it?" the first: rejected, or taken over

const file = rulesFile();
type Rule = 'in force' | 'taken out';
const rest = step('rest', 'wait.duration', { duration: { amount: 1, unit: 'days' } });

async function groupOf(world: World, name = 'Onboarding'): Promise<string> {
  return command(world.db, world, (trx, context) => createGroup(trx, context, { name, description: null }));
}

async function member(world: World, group: string, more: Partial<EnrollmentRule> & { name?: string; priority?: number } = {}) {
  const { name = 'Welcome', priority = 0, ...rules } = more;
  const enrollment = {
    filter: null,
    key: 'record',
    reenroll: 'always',
    whileActive: 'ignore',
    exclusive: { group, priority },
    ...rules,
  } as const;
  const trigger = { id: 'start', type: 'trigger.event', config: { events: ['touch.logged'], changes: [] } } as const;
  return (await publish(world, definition([rest], { name, trigger, exit: [], enrollment }))).automationId;
}

const openRuns = async (world: World, lead: string) =>
  (
    await rows<{ automation_id: string }>(world, 'select automation_id from runs where subject_id = ? and ended_at is null order by id', [
      lead,
    ])
  ).map((run) => run.automation_id);
const rejections = (world: World) =>
  rows<{ rule: string; details: Record<string, unknown> }>(world, 'select rule, details from rejections order by automation_id, slot');

describe('two automations of a group at once', () => {
  async function bothAtOnce(rule: Rule): Promise<{ runs: number; rules: readonly string[] }> {
    const world = await file.tenant();
    const [lead, group] = [await newLead(world), await groupOf(world)];
    const [welcome, winBack] = [await member(world, group), await member(world, group, { name: 'Win back' })];
    const [one, two] = [file.actor(), file.actor()];
    if (rule === 'taken out') two.seam.rewrite(/pg_advisory_xact_lock\(hashtextextended\(name, 0\)\)/, 'name');
    const commit = one.seam.stopBefore(/^commit/i);
    const first = enrolByHand(world, welcome, lead, one.db);
    await commit.reached;
    const second = enrolByHand(world, winBack, lead, two.db);
    await Promise.race([second, somebodyWaits(world.db)]);
    commit.letGo();
    const results = await Promise.all([first, second]);
    return { runs: (await runsOf(world, lead)).length, rules: results.flatMap((result) => result.rejected.map((no) => no.rule)) };
  }

  it('let one of them have the record', async () => {
    expect(await bothAtOnce('in force')).toEqual({ runs: 1, rules: ['exclusive'] });
  });

  it('would both have it without the lock', async () => {
    expect(await bothAtOnce('taken out')).toEqual({ runs: 2, rules: [] });
  });

  it('let exactly one of five have each of many records, however they meet', async () => {
    const world = await file.tenant();
    const group = await groupOf(world);
    const automations = await Promise.all([1, 2, 3, 4, 5].map((n) => member(world, group, { name: `Series ${n}` })));
    const leads = await Promise.all(Array.from({ length: 12 }, () => newLead(world)));
    const actors: readonly Actor[] = automations.map(() => file.actor());
    const tried = await Promise.all(
      automations.flatMap((automation, n) => leads.map((lead) => enrolByHand(world, automation, lead, actors[n]?.db))),
    );
    expect(tried.filter((one) => one.enrolled.length === 1)).toHaveLength(leads.length);
    for (const lead of leads) expect(await openRuns(world, lead)).toHaveLength(1);
    expect(tried.flatMap((one) => one.rejected.map((no) => no.rule))).toEqual(Array.from({ length: 48 }, () => 'exclusive'));
  });

  it('one event that starts both gives it to one, and the other is told which run has it', async () => {
    const world = await file.tenant();
    const [lead, group] = [await newLead(world), await groupOf(world)];
    await member(world, group);
    await member(world, group, { name: 'Win back' });
    await touch(world, lead);
    await relayAll(world);
    const [run, ...others] = await runsOf(world, lead);
    expect(others).toEqual([]);
    const [no] = await rejections(world);
    expect(no).toMatchObject({
      rule: 'exclusive',
      details: { group, groupName: 'Onboarding', automationId: run?.automation_id, runId: run?.id },
    });
  });
});

describe('whoever goes first', () => {
  it('takes a record over and ends the other run with the reason', async () => {
    const world = await file.tenant();
    const [lead, group] = [await newLead(world), await groupOf(world)];
    const welcome = await member(world, group);
    const urgent = await member(world, group, { name: 'Complaint', priority: 5 });
    await enrolByHand(world, welcome, lead);
    const [run] = await runsOf(world, lead);
    await segment(world, run?.id ?? '');
    expect((await enrolByHand(world, urgent, lead)).enrolled).toHaveLength(1);
    expect(await openRuns(world, lead)).toEqual([urgent]);
    const [ended] = await runsOf(world, lead);
    expect([ended?.status, ended?.reason]).toEqual([
      'exited',
      '"Complaint" took the record over: it goes first in the group "Onboarding".',
    ]);
    expect(await rows(world, "select 1 from dispatches where cause_key like 'takeover/%'")).toHaveLength(1);
    // The other way round the lower one stays outside.
    expect((await enrolByHand(world, welcome, lead)).rejected[0]).toMatchObject({ rule: 'exclusive', details: { itsPriority: 5 } });
  });

  it('wins of two that one event starts, in whatever order they are met', async () => {
    for (const priorities of [
      [1, 9],
      [9, 1],
    ]) {
      const world = await file.tenant();
      const [lead, group] = [await newLead(world), await groupOf(world)];
      const made = [];
      for (const [n, priority] of priorities.entries()) made.push(await member(world, group, { name: `Series ${n}`, priority }));
      await touch(world, lead);
      await relayAll(world);
      expect(await openRuns(world, lead)).toEqual([made[priorities.indexOf(9)]]);
      expect((await rejections(world)).map((no) => no.rule)).toEqual(['exclusive']);
      expect(await runsOf(world, lead)).toHaveLength(1);
    }
  });

  it('ends what waits for its turn too, and lets none of it begin', async () => {
    const world = await file.tenant();
    const [lead, group] = [await newLead(world), await groupOf(world)];
    const queueing = await member(world, group, { whileActive: 'queue' });
    const urgent = await member(world, group, { name: 'Complaint', priority: 1 });
    for (let n = 0; n < 3; n++) await enrolByHand(world, queueing, lead);
    await enrolByHand(world, urgent, lead);
    expect(await openRuns(world, lead)).toEqual([urgent]);
    expect((await runsOf(world, lead)).map((run) => run.status)).toEqual(['exited', 'exited', 'exited', 'queued']);
  });

  //  relay    reads the keys of the group: none ──────────── locks ─ meets the new run, whose key it has not locked
  //  person              enrols by hand, ends in the lock of its key ─┘
  it('repeats rather than waiting for a run that came in between', async () => {
    const world = await file.tenant();
    const [lead, group] = [await newLead(world), await groupOf(world)];
    const welcome = await member(world, group);
    await member(world, group, { name: 'Complaint', priority: 5 });
    await command(world.db, world, (trx) => trx.raw("update automations set status = 'paused' where id = ?", [welcome]));
    await touch(world, lead);
    const relay = file.actor();
    const locks = relay.seam.stopBefore(/pg_advisory_xact_lock\(hashtextextended\(name, 0\)\)/);
    const turn = relayTurn(relay.db, world.tenantId, 200);
    await locks.reached;
    await enrolByHand(world, welcome, lead);
    locks.letGo();
    await turn;
    expect(await rows(world, 'select 1 from runs where ended_at is null')).toHaveLength(1);
    expect((await runsOf(world, lead)).filter((run) => run.status === 'exited')).toHaveLength(1);
  });
});

describe('a group', () => {
  it('lets a record in again once its run has ended, and is nobody else’s business', async () => {
    const world = await file.tenant();
    const [lead, other, group] = [await newLead(world), await newLead(world), await groupOf(world)];
    const [welcome, winBack] = [await member(world, group), await member(world, group, { name: 'Win back' })];
    const elsewhere = await member(world, await groupOf(world, 'Renewal'), { name: 'Renewal' });
    await enrolByHand(world, welcome, lead);
    expect((await enrolByHand(world, winBack, other)).enrolled).toHaveLength(1);
    expect((await enrolByHand(world, elsewhere, lead)).enrolled).toHaveLength(1);
    const [run] = await runsOf(world, lead);
    await command(world.db, world, (trx, context) => cancelRun(trx, context, { id: run?.id ?? '' }));
    expect((await enrolByHand(world, winBack, lead)).enrolled).toHaveLength(1);
  });

  it('keeps a failed run closed while another automation has its record', async () => {
    const world = await file.tenant();
    const [lead, group] = [await newLead(world), await groupOf(world)];
    const [welcome, winBack] = [await member(world, group), await member(world, group, { name: 'Win back' })];
    await enrolByHand(world, welcome, lead);
    const [run] = await runsOf(world, lead);
    await segment(world, run?.id ?? '');
    await command(world.db, world, (trx) => trx.raw("update runs set status = 'failed', ended_at = now() where id = ?", [run?.id ?? '']));
    await command(world.db, world, (trx) => trx.raw("update steps set status = 'failed' where run_id = ?", [run?.id ?? '']));
    await enrolByHand(world, winBack, lead);
    const again = command(world.db, world, (trx, context) => retryRun(trx, context, { id: run?.id ?? '' }));
    await expect(again).rejects.toThrow('"Win back" of the group "Onboarding" has the record by now.');
  });

  it('that is deleted keeps nobody out, and asks first while automations live in it', async () => {
    const world = await file.tenant();
    const [lead, group] = [await newLead(world), await groupOf(world)];
    const [welcome, winBack] = [await member(world, group), await member(world, group, { name: 'Win back' })];
    await enrolByHand(world, welcome, lead);
    const remove = (used: boolean) =>
      command(world.db, world, (trx, context) => deleteGroup(trx, context, { id: group, expectedVersion: 1, used }));
    await expect(remove(false)).rejects.toMatchObject({ code: 'conflict', extra: { uses: 2 } });
    await remove(true);
    expect((await enrolByHand(world, winBack, lead)).enrolled).toHaveLength(1);
    await expect(member(world, group, { name: 'Late' })).rejects.toMatchObject({ problems: [{ code: 'AUT-246' }] });
  });
});
