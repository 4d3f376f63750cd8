import { describe, expect, test } from 'vitest';
import type { DefinitionEdge, DefinitionNode } from '../../../domain/automation/definition/definition.ts';
import { shareOf } from '../../../domain/automation/nodes/flow-split.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { newLead, patchLead, publish, relayAll, rows, rulesFile, runOf, segment, stepsOf, timerOf } from '../rules/world.ts';

// Steps that choose a way, through the database: what was looked at is kept, and the same record always takes the same way.

const file = rulesFile();
const edge = (from: string, outcome: string, to: string): DefinitionEdge => ({ from, outcome, to });
const note = (id: string) => step(id, 'record.log_activity', { type: 'note', subject: id });

async function live(world: World, nodes: readonly DefinitionNode[], edges: readonly DefinitionEdge[]): Promise<string> {
  const drawn = definition(nodes, { edges: [edge('start', 'next', nodes[0]?.id ?? ''), ...edges], exit: [] });
  return (await publish(world, drawn)).automationId;
}

describe('flow.switch', () => {
  test('takes the first branch that fits and keeps what it looked at', async () => {
    const world = await file.tenant();
    await live(
      world,
      [step('switch', 'flow.switch'), note('hot'), note('rest')],
      [edge('switch', 'warm', 'hot'), edge('switch', 'else', 'rest')],
    );
    const [warm, cold] = [await newLead(world), await newLead(world)];
    await patchLead(world, warm, { score: 60 });
    await relayAll(world);
    for (const lead of [warm, cold]) await segment(world, (await runOf(world, lead)).id);
    expect(await stepsOf(world, (await runOf(world, warm)).id)).toEqual(['switch done warm', 'hot done next']);
    expect(await stepsOf(world, (await runOf(world, cold)).id)).toEqual(['switch done else', 'rest done next']);
    const [kept] = await rows<{ evaluation: { leaves: { result: boolean }[] } }>(
      world,
      "select evaluation from steps where step = 'switch' and outcome = 'warm'",
    );
    expect(kept?.evaluation.leaves.map((leaf) => leaf.result)).toEqual([false, true]);
  });
});

describe('flow.split', () => {
  test('sends each record where its share says, whatever run or version it comes by', async () => {
    const world = await file.tenant();
    const automation = await live(
      world,
      [step('split', 'flow.split'), note('a'), note('b')],
      [edge('split', 'a', 'a'), edge('split', 'b', 'b')],
    );
    for (let n = 0; n < 6; n++) await newLead(world);
    await relayAll(world);
    for (const run of await rows<{ id: string; subject_id: string }>(world, 'select id, subject_id from runs')) {
      await segment(world, run.id);
      const way = shareOf(`${automation}/split`, run.subject_id) < 30 ? 'a' : 'b';
      expect(await stepsOf(world, run.id)).toEqual([`split done ${way}`, `${way} done next`]);
    }
  });
});

describe('wait.until_date', () => {
  test('waits until the day before, and goes on without the date by the branch that was chosen', async () => {
    const world = await file.tenant();
    await live(
      world,
      [step('until', 'wait.until_date'), note('due'), note('none')],
      [edge('until', 'next', 'due'), edge('until', 'missing', 'none')],
    );
    const [dated, bare] = [await newLead(world), await newLead(world)];
    const followUp = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 5 * 86_400_000);
    await patchLead(world, dated, { followUpAt: followUp.toISOString() });
    await relayAll(world);
    const answer = await segment(world, (await runOf(world, dated)).id);
    const timer = timerOf(answer);
    expect(Date.parse(timer.deadline)).toBe(followUp.getTime() - 86_400_000);
    await segment(world, (await runOf(world, bare)).id);
    expect(await stepsOf(world, (await runOf(world, bare)).id)).toEqual(['until done missing', 'none done next']);
    await segment(world, (await runOf(world, dated)).id, { happened: timer, now: () => new Date(timer.deadline) });
    expect(await stepsOf(world, (await runOf(world, dated)).id)).toEqual(['until done next', 'due done next']);
  });
});
