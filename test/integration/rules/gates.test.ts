import { describe, expect, it } from 'vitest';
import { pauseAutomation } from '../../../commands/automations/pause.ts';
import type { CatchUp } from '../../../commands/operations/operation-row.ts';
import { releaseForgotten } from '../../../workers/reconcile/release-forgotten.ts';
import { releaseAll, resumeAutomation } from '../../../commands/automations/resume.ts';
import { archiveLead } from '../../../commands/leads/archive-lead.ts';
import { cancelRun } from '../../../commands/runs/cancel.ts';
import type { ExitRule } from '../../../domain/automation/definition/definition.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { SegmentAnswer } from '../../../workflows/contracts/automation-run.ts';
import type { World } from '../../factories/index.ts';
import {
  command,
  inSeconds,
  newLead,
  patchLead,
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

// Before anything is done: has the run ended? is it paused? is the record gone? is an exit criterion met?
//
//   rest (3 days) ── deadline ──▶ gate ──▶ task

const file = rulesFile();
type Rule = 'in force' | 'taken out';

const restThenTask = (exit: readonly ExitRule[] = []) =>
  definition([step('rest', 'wait.duration'), step('task', 'record.create_task', { kind: 'general' })], { exit });
const later = inSeconds(4 * 86_400);

interface Resting {
  readonly world: World;
  readonly lead: string;
  readonly runId: string;
  readonly automationId: string;
  readonly answer: SegmentAnswer;
}

async function resting(exit: readonly ExitRule[] = []): Promise<Resting> {
  const world = await file.tenant();
  const { automationId } = await publish(world, restThenTask(exit));
  const lead = await newLead(world);
  await relayAll(world);
  const { id: runId } = await runOf(world, lead);
  return { world, lead, runId, automationId, answer: await segment(world, runId) };
}

const pause = ({ world, automationId }: Resting) =>
  command(world.db, world, (trx, context) => pauseAutomation(trx, context, { id: automationId }), { door: 'exclusive' });

const resume = async ({ world, automationId }: Resting, catchUp: CatchUp): Promise<number> => {
  await command(world.db, world, (trx, context) => resumeAutomation(trx, context, { id: automationId, catchUp }), { door: 'exclusive' });
  return releaseAll(world.db, { tenantId: world.tenantId, actor: { kind: 'system', name: 'test' } }, automationId);
};

describe('a pause', () => {
  async function dueWhilePaused(rule: Rule): Promise<{ run: Resting; status: string; tasks: number }> {
    const run = await resting();
    await pause(run);
    const shell = file.actor();
    if (rule === 'taken out') shell.seam.rewrite(/a\.status as automation_status/, `'active' as automation_status`);
    await segment(run.world, run.runId, { db: shell.db, happened: timerOf(run.answer), ...later });
    return { run, status: (await runOf(run.world, run.lead)).status, tasks: await tasksAbout(run.world, run.lead) };
  }

  it('holds the run at its due step, with the wait taken', async () => {
    const { run, status, tasks } = await dueWhilePaused('in force');
    expect({ status, tasks }).toEqual({ status: 'held', tasks: 0 });
    expect(await stepsOf(run.world, run.runId)).toEqual(['rest done next']);
    expect((await runOf(run.world, run.lead)).hold_code).toBe('paused');
  });

  it('would be walked past without the gate', async () => {
    expect(await dueWhilePaused('taken out')).toMatchObject({ status: 'succeeded', tasks: 1 });
  });

  it('lets waits go on counting: a run that only waits is not held', async () => {
    const run = await resting();
    await pause(run);
    expect((await segment(run.world, run.runId)).kind).toBe('waits');
    expect((await runOf(run.world, run.lead)).status).toBe('waiting');
  });

  it('is followed by the due step when resumed with `now`', async () => {
    const { run } = await dueWhilePaused('in force');
    expect(await resume(run, 'now')).toBe(1);
    expect(await rows(run.world, `select 1 from dispatches where kind = 'signal' and run_id = ?`, [run.runId])).toHaveLength(1);
    await segment(run.world, run.runId, later);
    expect(await stepsOf(run.world, run.runId)).toEqual(['rest done next', 'task done next']);
  });

  it('passes over the due step when resumed with `skip`', async () => {
    const { run } = await dueWhilePaused('in force');
    await resume(run, 'skip');
    await segment(run.world, run.runId, later);
    expect(await tasksAbout(run.world, run.lead)).toBe(0);
    expect((await runOf(run.world, run.lead)).status).toBe('succeeded');
  });

  it('makes held runs without a shell of what happens meanwhile; resume gives them one', async () => {
    const run = await resting();
    await pause(run);
    const lead = await newLead(run.world);
    await relayAll(run.world);
    expect(await runOf(run.world, lead)).toMatchObject({ status: 'held', shell: 'none' });
    const starts = () =>
      rows(run.world, `select 1 from dispatches d join runs r on r.id = d.run_id where r.subject_id = ? and kind = 'start'`, [lead]);
    expect(await starts()).toEqual([]);
    await resume(run, 'now');
    expect(await starts()).toHaveLength(1);
    expect(await runOf(run.world, lead)).toMatchObject({ status: 'running', shell: 'own' });
  });

  it('is finished by the sweep when the resume was cut off before it released anybody; a pause that lasts is left alone', async () => {
    const cutOff = (await dueWhilePaused('in force')).run;
    const lasting = (await dueWhilePaused('in force')).run;
    await command(
      cutOff.world.db,
      cutOff.world,
      (trx, context) => resumeAutomation(trx, context, { id: cutOff.automationId, catchUp: 'now' }),
      {
        door: 'exclusive',
      },
    );
    expect((await runOf(cutOff.world, cutOff.lead)).status).toBe('held');
    await releaseForgotten(file.db());
    expect((await runOf(cutOff.world, cutOff.lead)).status).toBe('running');
    expect((await runOf(lasting.world, lasting.lead)).status).toBe('held');
  });
});

describe('exit criteria', () => {
  const byEvent: ExitRule = { kind: 'event', reason: 'Status changed.', events: ['lead.status_changed'], when: null };
  const byCondition: ExitRule = {
    kind: 'condition',
    reason: 'Contacted.',
    when: { kind: 'compare', left: { kind: 'field', path: 'lead.status' }, operator: 'is', right: { kind: 'literal', value: 'contacted' } },
  };

  async function exitAtGate(rule: Rule, exit: ExitRule, lookups: RegExp, instead: string) {
    const run = await resting([exit]);
    // The relay has not seen it: nobody was woken, the timer fires.
    await patchLead(run.world, run.lead, { status: 'contacted' });
    const shell = file.actor();
    if (rule === 'taken out') shell.seam.rewrite(lookups, instead);
    await segment(run.world, run.runId, { db: shell.db, happened: timerOf(run.answer), ...later });
    const { status, reason } = await runOf(run.world, run.lead);
    return { status, reason, tasks: await tasksAbout(run.world, run.lead) };
  }
  const blindToEvents = [/from event_links l\b/, 'from (select * from event_links where false) l'] as const;
  const blindToValues = [/select s\.\*/, `select s.*, 'new' as status`] as const;

  it('by event end the run at the gate, however far behind the relay is', async () => {
    expect(await exitAtGate('in force', byEvent, ...blindToEvents)).toEqual({ status: 'exited', reason: 'Status changed.', tasks: 0 });
  });

  it('by event would be missed if the gate did not look', async () => {
    expect(await exitAtGate('taken out', byEvent, ...blindToEvents)).toMatchObject({ status: 'succeeded', tasks: 1 });
  });

  it('by condition end the run at the gate', async () => {
    expect(await exitAtGate('in force', byCondition, ...blindToValues)).toEqual({ status: 'exited', reason: 'Contacted.', tasks: 0 });
  });

  it('by condition would be missed if the gate looked at old values', async () => {
    expect(await exitAtGate('taken out', byCondition, ...blindToValues)).toMatchObject({ status: 'succeeded', tasks: 1 });
  });

  it('by event mean what others do, not what the run does itself, wherever its segments are cut', async () => {
    const world = await file.tenant();
    const tagged: ExitRule = { kind: 'event', reason: 'Tagged.', events: ['tag.added'], when: null };
    const drawn = [step('tag', 'record.add_tag', { tags: ['own'] }), step('rest', 'wait.duration'), step('after', 'record.create_task')];
    await publish(world, definition(drawn, { exit: [tagged] }));
    const lead = await newLead(world);
    await relayAll(world);
    const { id } = await runOf(world, lead);
    const answer = await segment(world, id);
    await relayAll(world);
    // Neither the relay wakes it for its own event nor does the gate count it.
    expect(await rows(world, "select 1 from dispatches where kind = 'signal'")).toEqual([]);
    await segment(world, id);
    expect(await runOf(world, lead)).toMatchObject({ status: 'waiting' });
    await segment(world, id, { happened: timerOf(answer), ...later });
    expect(await runOf(world, lead)).toMatchObject({ status: 'succeeded' });
    expect(await tasksAbout(world, lead)).toBe(1);
  });

  it('wake a waiting run when its event is relayed', async () => {
    const run = await resting([byEvent]);
    await patchLead(run.world, run.lead, { status: 'contacted' });
    await relayAll(run.world);
    expect(await rows(run.world, `select 1 from dispatches where kind = 'signal' and run_id = ?`, [run.runId])).toHaveLength(1);
  });
});

describe('a run that has ended', () => {
  it('stays cancelled: its shell only learns of it, late timers and effects are void', async () => {
    const run = await resting();
    await command(run.world.db, run.world, (trx, context) => cancelRun(trx, context, { id: run.runId, reason: 'Not wanted.' }));
    const answer = await segment(run.world, run.runId, { happened: timerOf(run.answer), ...later });
    expect(answer).toMatchObject({ kind: 'ended', status: 'cancelled' });
    expect(await tasksAbout(run.world, run.lead)).toBe(0);
    expect(await stepsOf(run.world, run.runId)).toEqual(['rest skipped -']);
    expect(await rows(run.world, `select 1 from dispatches where kind = 'cancel' and run_id = ?`, [run.runId])).toHaveLength(1);
  });

  it('is ended by an operator who cancels its workflow', async () => {
    const run = await resting();
    expect(await segment(run.world, run.runId, { happened: { kind: 'cancelled' } })).toMatchObject({ kind: 'ended', status: 'cancelled' });
    expect((await runOf(run.world, run.lead)).reason).toBe('Cancelled by an operator.');
  });

  it('ends when its record is gone', async () => {
    const run = await resting();
    await command(run.world.db, run.world, (trx, context) => archiveLead(trx, context, { id: run.lead }));
    await segment(run.world, run.runId, { happened: timerOf(run.answer), ...later });
    expect(await runOf(run.world, run.lead)).toMatchObject({ status: 'exited', reason: 'The record was deleted.' });
    expect(await tasksAbout(run.world, run.lead)).toBe(0);
  });
});

describe('a resume while a held run is being looked at', () => {
  //  shell    locks the run, looks ─────────── commit
  //  resume             releases: waits for the run ──┴─ it too
  it('leaves no run behind', async () => {
    const run = await resting();
    const { world, automationId } = run;
    await pause(run);
    await segment(world, run.runId, { happened: timerOf(run.answer), ...later });
    await command(world.db, world, (trx, context) => resumeAutomation(trx, context, { id: automationId, catchUp: 'now' }), {
      door: 'exclusive',
    });
    const shell = file.actor();
    const commit = shell.seam.stopBefore(/^commit/i);
    const looking = segment(world, run.runId, { db: shell.db, ...later });
    await commit.reached;
    const releasing = releaseAll(world.db, { tenantId: world.tenantId, actor: { kind: 'system', name: 'test' } }, automationId);
    await Promise.race([releasing, somebodyWaits(world.db)]);
    commit.letGo();
    await Promise.all([looking, releasing]);
    expect((await runOf(world, run.lead)).status).toBe('running');
  });
});
