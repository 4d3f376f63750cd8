import { describe, expect, test } from 'vitest';
import { pauseAutomation } from '../../../commands/automations/pause.ts';
import type { DefinitionEdge } from '../../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, enrolByHand, newLead, publish, relayAll, rows, rulesFile, runOf, segment, stepsOf, timerOf } from '../rules/world.ts';

// One automation runs another: by the rules of enrolment, and with its end for an answer.

const file = rulesFile();
const edge = (from: string, outcome: string, to: string): DefinitionEdge => ({ from, outcome, to });
const note = (id: string, subject = id) => step(id, 'record.log_activity', { type: 'note', subject });
const byHand = { trigger: { id: 'start', type: 'trigger.manual', config: {} }, exit: [] } as const;
const hour = { duration: { amount: 1, unit: 'hours' } };

async function child(world: World): Promise<string> {
  const drawn = definition([step('wait', 'wait.duration', hour), note('inside')], { ...byHand, name: 'Child' });
  return (await publish(world, drawn)).automationId;
}

async function parent(world: World, automationId: string, wait: JsonObject | null) {
  const drawn = definition(
    [
      step('run', 'flow.run_automation', { automationId, wait }),
      note('after', wait === null ? 'after' : 'It {{default steps.run.status "runs"}}'),
      note('not'),
    ],
    {
      name: 'Parent',
      exit: [],
      edges: [edge('start', 'next', 'run'), edge('run', wait === null ? 'next' : 'finished', 'after'), edge('run', 'not_started', 'not')],
    },
  );
  await publish(world, drawn);
  const lead = await newLead(world);
  await relayAll(world);
  return { lead, runId: (await runOf(world, lead)).id };
}

interface Run {
  readonly id: string;
  readonly source: string;
  readonly cause: { readonly depth: number };
}
const startedBy = (world: World) => rows<Run>(world, "select id, source, cause from runs where source = 'automation'");

describe('flow.run_automation', () => {
  test('goes on at once when nobody waits, and the depth of causes is one more', async () => {
    const world = await file.tenant();
    const { runId } = await parent(world, await child(world), null);
    expect(await segment(world, runId)).toMatchObject({ kind: 'ended' });
    const [started] = await startedBy(world);
    expect(started?.cause.depth).toBe(1);
    expect(await rows(world, 'select 1 from dispatches where cause_key like ?', [`start/run/${started?.id ?? ''}%`])).toHaveLength(1);
  });

  test('waits for its end and knows how it ended', async () => {
    const world = await file.tenant();
    const { runId } = await parent(world, await child(world), { amount: 5, unit: 'days' });
    expect(timerOf(await segment(world, runId)).step).toBe('run');
    const [started] = await startedBy(world);
    const timer = timerOf(await segment(world, started?.id ?? ''));
    await segment(world, started?.id ?? '', { happened: timer, now: () => new Date(timer.deadline) });
    expect(await segment(world, runId)).toMatchObject({ kind: 'ended' });
    expect(await stepsOf(world, runId)).toEqual(['run done finished', 'after done next']);
    const [said] = await rows<{ title: string }>(world, "select title from activities where title like 'It %'");
    expect(said?.title).toBe('It succeeded');
  });

  test('goes another way when the record may not enter, or the automation is not live', async () => {
    const world = await file.tenant();
    const automationId = await child(world);
    const first = await parent(world, automationId, null);
    await segment(world, first.runId);
    // The same lead once more: the child lets every record in only once, and its first run is still under way.
    const again = definition([step('run', 'flow.run_automation', { automationId, wait: null }), note('yes'), note('no')], {
      ...byHand,
      edges: [edge('start', 'next', 'run'), edge('run', 'next', 'yes'), edge('run', 'not_started', 'no')],
    });
    const { automationId: againId } = await publish(world, again);
    const { enrolled } = await enrolByHand(world, againId, first.lead);
    await segment(world, enrolled[0]?.runId ?? '');
    expect(await stepsOf(world, enrolled[0]?.runId ?? '')).toEqual(['run done not_started', 'no done next']);
    const [kept] = await rows<{ output: JsonObject }>(world, "select output from steps where step = 'run' and outcome = 'not_started'");
    expect(kept?.output.reason).toBe('A run for it is under way already.');
  });

  test('a paused one takes the record in and holds it', async () => {
    const world = await file.tenant();
    const automationId = await child(world);
    await command(world.db, world, (trx, context) => pauseAutomation(trx, context, { id: automationId }));
    const { runId } = await parent(world, automationId, null);
    await segment(world, runId);
    const held = await rows<{ status: string }>(world, "select status from runs where source = 'automation'");
    expect(held).toEqual([{ status: 'held' }]);
  });
});
