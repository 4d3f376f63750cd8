import { expect, test } from 'vitest';
import { createSegment, deleteSegment } from '../../../commands/segments/segments.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, enrolByHand, newLead, patchLead, publish, relayAll, rows, rulesFile, runOf, runsOf, segment } from '../rules/world.ts';

// Members of some segments are never enrolled, and may have to leave when they come to be in one.

const file = rulesFile();
const rest = step('rest', 'wait.duration', { duration: { amount: 1, unit: 'days' } });
const scoreAbove = (value: number): Condition => ({
  kind: 'compare',
  left: { kind: 'field', path: 'lead.score' },
  operator: 'greater_than',
  right: { kind: 'literal', value },
});

const named = (world: World, name: string, condition: Condition) =>
  command(world.db, world, (trx, context) =>
    createSegment(trx, context, { entity: 'lead', name, description: null, condition, userId: world.adminUserId }),
  );

async function live(world: World, segments: readonly string[], leave = false) {
  const enrollment = { filter: null, key: 'record', reenroll: 'always', whileActive: 'ignore', suppression: { segments, leave } } as const;
  const trigger = { id: 'start', type: 'trigger.manual', config: {} } as const;
  return (await publish(world, definition([rest], { trigger, exit: [], enrollment }))).automationId;
}

test('whoever is in a segment that is kept out is rejected with its name and the values that were seen', async () => {
  const world = await file.tenant();
  const [quiet, hot] = [await named(world, 'Nobody', scoreAbove(1_000)), await named(world, 'Hot', scoreAbove(50))];
  const automationId = await live(world, [quiet.id, hot.id]);
  const lead = await newLead(world);
  await patchLead(world, lead, { score: 80 });
  const { rejected } = await enrolByHand(world, automationId, lead);
  expect(rejected.map((no) => no.rule)).toEqual(['suppressed']);
  expect(rejected[0]?.details).toMatchObject({
    segment: hot.id,
    segmentName: 'Hot',
    leaves: [{ left: 'lead.score', leftValue: 80, operator: 'greater_than', rightValue: 50, result: true }],
  });
  await patchLead(world, lead, { score: 10 });
  expect((await enrolByHand(world, automationId, lead)).enrolled).toHaveLength(1);
});

test('a segment that asks for another one keeps its members out too', async () => {
  const world = await file.tenant();
  const inner = await named(world, 'Hot', scoreAbove(50));
  const outer = await named(world, 'Customers', { kind: 'all', of: [{ kind: 'segment', segment: inner.id }] });
  const automationId = await live(world, [outer.id]);
  const lead = await newLead(world);
  await patchLead(world, lead, { score: 80 });
  expect((await enrolByHand(world, automationId, lead)).rejected[0]).toMatchObject({
    rule: 'suppressed',
    details: { segmentName: 'Customers' },
  });
});

test('a run leaves when its record comes to be in one, if the automation says so', async () => {
  for (const leave of [true, false]) {
    const world = await file.tenant();
    const hot = await named(world, 'Hot', scoreAbove(50));
    const automationId = await live(world, [hot.id], leave);
    const lead = await newLead(world);
    await enrolByHand(world, automationId, lead);
    const { id } = await runOf(world, lead);
    await segment(world, id);
    await relayAll(world);
    await patchLead(world, lead, { score: 80 });
    await relayAll(world);
    const woken = await rows(world, "select 1 from dispatches where run_id = ? and cause_key like 'wake/%'", [id]);
    expect(woken).toHaveLength(leave ? 1 : 0);
    await segment(world, id);
    const run = await runOf(world, lead);
    expect([run.status, run.reason]).toEqual(
      leave ? ['exited', 'It came to be in the segment "Hot", which is kept out.'] : ['waiting', null],
    );
  }
});

test('a segment that keeps out is not deleted under the automation, and one that is gone stops the next publication', async () => {
  const world = await file.tenant();
  const hot = await named(world, 'Hot', scoreAbove(50));
  const automationId = await live(world, [hot.id]);
  const refused = command(world.db, world, (trx, context) => deleteSegment(trx, context, hot.id));
  await expect(refused).rejects.toMatchObject({ code: 'conflict', extra: { usedBy: [{ kind: 'automation', id: automationId }] } });
  const other = await file.tenant();
  await expect(live(other, [hot.id])).rejects.toMatchObject({
    problems: [{ code: 'AUT-245', pointer: '/enrollment/suppression/segments/0' }],
  });
  expect(await runsOf(world, await newLead(world))).toEqual([]);
});
