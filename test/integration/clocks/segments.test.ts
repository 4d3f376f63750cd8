import { expect, test } from 'vitest';
import { sweepDue } from '../../../activities/maintenance/sweep-due.ts';
import { archiveAutomation } from '../../../commands/automations/archive.ts';
import { createSegment, readSegment, updateSegment } from '../../../commands/segments/segments.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import type { SegmentEntity } from '../../../domain/records/list-entities.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, newLead, patchLead, publish, relayAll, rows, rulesFile, runsOf } from '../rules/world.ts';
import { sweepAt } from './world.ts';

const file = rulesFile();

const scored = (operator: 'greater_than' | 'less_than', value: number): Condition => ({
  kind: 'all',
  of: [{ kind: 'compare', left: { kind: 'field', path: 'lead.score' }, operator, right: { kind: 'literal', value } }],
});

async function segmentOf(world: World, condition: Condition, entity: SegmentEntity = 'lead'): Promise<string> {
  const { id } = await command(world.db, world, (trx, context) =>
    createSegment(trx, context, { entity, name: 'Hot', description: null, condition, userId: world.adminUserId }),
  );
  return id;
}

const on = (segmentId: string, when: 'entered' | 'left' = 'entered', steps = [step('tag', 'record.add_tag')]) =>
  definition(steps, {
    name: `On ${when}`,
    trigger: { id: 'start', type: 'trigger.segment', config: { segmentId, when } },
    enrollment: { filter: null, key: 'record', reenroll: 'always', whileActive: 'beside' },
  });

async function told(world: World, recordId: string): Promise<readonly string[]> {
  await relayAll(world);
  const found = await rows<{ type: string }>(world, "select type from events where subject_id = ? and type like 'segment.%' order by id", [
    recordId,
  ]);
  return found.map((one) => one.type.slice('segment.'.length));
}

test('who comes in and who leaves is told once each; who is in at the beginning has not come in', async () => {
  const world = await file.tenant();
  const segment = await segmentOf(world, scored('greater_than', 50));
  const [member, other] = [await newLead(world), await newLead(world)];
  await patchLead(world, member, { score: 80 });
  await relayAll(world);
  const { automationId } = await publish(world, on(segment));
  await publish(world, on(segment, 'left'));
  await patchLead(world, member, { score: 90 });
  await patchLead(world, other, { score: 60 });
  expect([await told(world, member), await told(world, other)]).toEqual([[], ['entered']]);
  await patchLead(world, other, { score: 70 });
  await patchLead(world, other, { score: 20 });
  await patchLead(world, member, { score: 10 });
  expect([await told(world, member), await told(world, other)]).toEqual([['left'], ['entered', 'left']]);
  await patchLead(world, other, { score: 51 });
  expect(await told(world, other)).toEqual(['entered', 'left', 'entered']);
  expect((await runsOf(world, other)).filter((run) => run.automation_id === automationId)).toHaveLength(2);
  expect(await runsOf(world, member)).toHaveLength(1);
});

test('two tenants do not see each other’s members', async () => {
  const [one, two] = [await file.tenant(), await file.tenant()];
  const [first, second] = [await segmentOf(one, scored('greater_than', 50)), await segmentOf(two, scored('less_than', 50))];
  await publish(one, on(first));
  await publish(two, on(second));
  const [here, there] = [await newLead(one), await newLead(two)];
  await patchLead(one, here, { score: 60 });
  expect([await told(one, here), await told(two, there)]).toEqual([['entered'], ['entered']]);
  expect(await rows(one, 'select segment_id from segment_members')).toEqual([{ segment_id: first }]);
});

test('members that come with time are found by the sweep, also by two at once', async () => {
  const world = await file.tenant();
  const silent: Condition = {
    kind: 'all',
    of: [
      {
        kind: 'compare',
        left: { kind: 'field', path: 'lead.followUpAt' },
        operator: 'within_last',
        right: { kind: 'literal', value: { amount: 3, unit: 'days' } },
      },
    ],
  };
  const segment = await segmentOf(world, silent);
  await publish(world, on(segment));
  const lead = await newLead(world);
  const soon = Date.now() + 3_600_000;
  await patchLead(world, lead, { followUpAt: new Date(soon) });
  expect(await told(world, lead)).toEqual([]);
  const now = () => new Date(soon + 60_000);
  await Promise.all([file.actor(), file.actor()].map(({ db }) => sweepDue({ db, now }, Infinity)));
  expect(await told(world, lead)).toEqual(['entered']);
  await sweepAt(world, new Date(soon + 4 * 86_400_000).toISOString());
  expect(await told(world, lead)).toEqual(['entered', 'left']);
});

test('another meaning of the segment is nobody’s coming or leaving', async () => {
  const world = await file.tenant();
  const segment = await segmentOf(world, scored('greater_than', 50));
  await publish(world, on(segment));
  const lead = await newLead(world);
  await patchLead(world, lead, { score: 30 });
  await relayAll(world);
  await command(world.db, world, async (trx, context) => {
    const { version } = await readSegment(trx, context.tenantId, segment);
    await updateSegment(trx, context, { id: segment, condition: scored('greater_than', 20), expectedVersion: version });
  });
  await sweepAt(world, new Date(Date.now() + 60_000).toISOString());
  expect(await told(world, lead)).toEqual([]);
  await patchLead(world, lead, { score: 10 });
  expect(await told(world, lead)).toEqual(['left']);
});

test('what brought a record in is the cause of its coming in, so that automations which bring each other about are counted', async () => {
  const world = await file.tenant();
  const segment = await segmentOf(world, scored('greater_than', 50));
  await publish(world, on(segment));
  const lead = await newLead(world);
  await patchLead(world, lead, { score: 60 });
  await relayAll(world);
  const [cause] = await rows<{ cause: { depth: number; eventId: string } }>(
    world,
    "select cause from events where type = 'segment.entered'",
  );
  expect(cause?.cause.depth).toBe(0);
  expect(Number(cause?.cause.eventId)).toBeGreaterThan(0);
});

test('nobody asks any more: the members are forgotten after an hour', async () => {
  const world = await file.tenant();
  const segment = await segmentOf(world, scored('greater_than', 50));
  const { automationId } = await publish(world, on(segment));
  const lead = await newLead(world);
  await patchLead(world, lead, { score: 60 });
  expect(await told(world, lead)).toEqual(['entered']);
  await command(world.db, world, (trx, context) => archiveAutomation(trx, context, { id: automationId }), { door: 'exclusive' });
  await sweepAt(world, new Date(Date.now() + 2 * 3_600_000).toISOString());
  expect(await rows(world, 'select 1 from segment_members union all select 1 from segment_watches')).toEqual([]);
});

test('ten thousand members are noted in pages when it goes live, and none of them is told', async () => {
  const world = await file.tenant();
  await world.db.withTenant(world.tenantId, (trx) =>
    trx.raw(
      `insert into leads (tenant_id, id, last_name, email, status, score) select ?, gen_random_uuid(), 'Many', 'm' || n || '@example.com', 'new', 99 from generate_series(1, 10000) n`,
      [world.tenantId],
    ),
  );
  const segment = await segmentOf(world, scored('greater_than', 50));
  await publish(world, on(segment));
  await sweepAt(world, new Date(Date.now() + 2 * 3_600_000).toISOString());
  expect(await rows(world, 'select count(*)::int as count from segment_members')).toEqual([{ count: 10_000 }]);
  expect(await rows(world, "select 1 from events where type like 'segment.%'")).toEqual([]);
});
