import { expect, test } from 'vitest';
import { createSegment, deleteSegment, updateSegment } from '../../../commands/segments/segments.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import type { World } from '../../factories/index.ts';
import { command, newLead, patchLead, publish, relayAll, rulesFile, runOf, runsOf, segment, stepsOf } from '../rules/world.ts';

// Segments as conditions of automations: what they mean is read when it is asked, inside of one another too.

const file = rulesFile();
const scoreAbove = (value: number): Condition => ({
  kind: 'compare',
  left: { kind: 'field', path: 'lead.score' },
  operator: 'greater_than',
  right: { kind: 'literal', value },
});
const inSegment = (id: string): Condition => ({ kind: 'segment', segment: id });
const note = (id: string) => step(id, 'record.log_activity', { type: 'note', subject: id });

const make = (world: World, name: string, condition: Condition) =>
  command(world.db, world, (trx, context) =>
    createSegment(trx, context, { entity: 'lead', name, description: null, condition, userId: world.adminUserId }),
  );

test('a step asks whether the record is in a segment, as the segment is at that moment', async () => {
  const world = await file.tenant();
  const hot = await make(world, 'Hot', scoreAbove(50));
  const cold = await make(world, 'Not hot', { kind: 'none', of: [inSegment(hot.id)] });
  const nodes = [
    step('if', 'flow.if', { condition: inSegment(cold.id) as never }),
    step('raise', 'record.update', {
      changes: [{ field: 'lead.score', value: { kind: 'literal', value: 99 } }] as never,
    }),
    step('again', 'flow.if', { condition: inSegment(hot.id) as never }),
    note('hot'),
    note('warm'),
  ];
  const edges = [
    { from: 'start', outcome: 'next', to: 'if' },
    { from: 'if', outcome: 'yes', to: 'raise' },
    { from: 'if', outcome: 'no', to: 'warm' },
    { from: 'raise', outcome: 'next', to: 'again' },
    { from: 'again', outcome: 'yes', to: 'hot' },
  ];
  const { automationId } = await publish(world, definition(nodes, { edges, exit: [] }));
  const [one, other] = [await newLead(world), await newLead(world)];
  await patchLead(world, other, { score: 60 });
  await relayAll(world);
  for (const lead of [one, other]) await segment(world, (await runOf(world, lead)).id);
  // What a step writes is seen by the next one that asks, in the same transaction.
  expect(await stepsOf(world, (await runOf(world, one)).id)).toEqual(['if done yes', 'raise done next', 'again done yes', 'hot done next']);
  expect(await stepsOf(world, (await runOf(world, other)).id)).toEqual(['if done no', 'warm done next']);

  await command(world.db, world, (trx, context) =>
    updateSegment(trx, context, { id: hot.id, condition: scoreAbove(0), expectedVersion: 1 }),
  );
  const third = await newLead(world);
  await patchLead(world, third, { score: 5 });
  await relayAll(world);
  await segment(world, (await runOf(world, third)).id);
  expect(await stepsOf(world, (await runOf(world, third)).id)).toEqual(['if done no', 'warm done next']);

  const refused = command(world.db, world, (trx, context) => deleteSegment(trx, context, cold.id));
  await expect(refused).rejects.toMatchObject({ code: 'conflict', extra: { usedBy: [{ kind: 'automation', id: automationId }] } });
});

test('who is in a segment is enrolled, and nobody else', async () => {
  const world = await file.tenant();
  const named = await make(world, 'Named', {
    kind: 'compare',
    left: { kind: 'field', path: 'lead.owner.name' },
    operator: 'is_set',
  });
  const drawn = definition([note('a')]);
  await publish(world, { ...drawn, enrollment: { ...drawn.enrollment, filter: inSegment(named.id) } });
  const [mine, nobodys] = [await newLead(world), await newLead(world)];
  await world.db.withTenant(world.tenantId, (trx) => trx.raw('update leads set owner_user_id = null where id = ?', [nobodys]));
  await relayAll(world);
  expect(await runsOf(world, mine)).toHaveLength(1);
  expect(await runsOf(world, nobodys)).toHaveLength(0);
});

test('an automation that asks for a segment that is gone, or of other records, is not published', async () => {
  const world = await file.tenant();
  const companies = await command(world.db, world, (trx, context) =>
    createSegment(trx, context, {
      entity: 'company',
      name: 'Companies',
      description: null,
      condition: { kind: 'all', of: [] },
      userId: world.adminUserId,
    }),
  );
  for (const id of [companies.id, world.adminUserId]) {
    const drawn = definition([step('if', 'flow.if', { condition: inSegment(id) as never }), note('a')]);
    await expect(publish(world, drawn)).rejects.toMatchObject({ problems: [{ code: 'AUT-245' }] });
  }
});

test('two segments that come to ask for each other at once do not close a circle', async () => {
  const world = await file.tenant();
  const [one, other] = [await make(world, 'One', scoreAbove(1)), await make(world, 'Other', scoreAbove(2))];
  const ask = (id: string, condition: Condition) =>
    command(world.db, world, (trx, context) => updateSegment(trx, context, { id, condition, expectedVersion: 1 }));
  const answers = await Promise.allSettled([ask(one.id, inSegment(other.id)), ask(other.id, inSegment(one.id))]);
  expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected']);
});
