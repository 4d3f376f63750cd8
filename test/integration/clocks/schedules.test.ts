import { expect, test } from 'vitest';
import { sweepDue } from '../../../activities/maintenance/sweep-due.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { newLead, patchLead, publish, relayAll, rows, rulesFile, runsOf } from '../rules/world.ts';
import { publishedAt, sweepAt, toldOf } from './world.ts';

// Mondays at nine in the tenant's zone (UTC), for nurtured leads.

const file = rulesFile();

const nurtured = {
  kind: 'compare',
  left: { kind: 'field', path: 'lead.status' },
  operator: 'is',
  right: { kind: 'literal', value: 'nurture' },
};

const weekly = (config: JsonObject = {}) =>
  definition([step('tag', 'record.add_tag')], {
    trigger: { id: 'start', type: 'trigger.schedule', config: { cron: '0 9 * * 1', among: nurtured, ...config } },
    enrollment: { filter: null, key: 'event.data.occasion', reenroll: 'after_end', whileActive: 'ignore' },
  });

async function published(world: World, drawn = weekly(), at = '2027-01-01T00:00:00Z'): Promise<string> {
  const { automationId } = await publish(world, drawn);
  await publishedAt(world, automationId, at);
  return automationId;
}

async function nurturedLead(world: World): Promise<string> {
  const id = await newLead(world);
  await patchLead(world, id, later);
  return id;
}

const later = { status: 'nurture', followUpAt: new Date('2027-06-01T09:00:00Z') };

const due = (world: World, id: string) => toldOf(world, id, 'schedule.due');

test('each due time takes in the records that fit then, once', async () => {
  const world = await file.tenant();
  await published(world);
  const lead = await nurturedLead(world);
  const other = await newLead(world);
  await sweepAt(world, '2027-01-04T08:59:00Z');
  expect(await due(world, lead)).toEqual([]);
  await sweepAt(world, '2027-01-04T09:00:05Z');
  await sweepAt(world, '2027-01-04T09:01:05Z');
  await patchLead(world, other, later);
  await sweepAt(world, '2027-01-11T09:00:30Z');
  expect(await due(world, lead)).toEqual(['2027-01-04T09:00:00.000Z', '2027-01-11T09:00:00.000Z']);
  expect(await due(world, other)).toEqual(['2027-01-11T09:00:00.000Z']);
  expect(await runsOf(world, lead)).toHaveLength(2);
});

test('two tenants have their own zones; due times that lie too far back are counted', async () => {
  const [one, two] = [await file.tenant(), await file.tenant()];
  await two.db.withTenant(two.tenantId, (trx) => trx.raw("update tenants set timezone = 'Asia/Tokyo' where id = ?", [two.tenantId]));
  const daily = weekly({ cron: '0 9 * * *', among: null, catchUpHours: 12 });
  const [first, second] = [await published(one, daily), await published(two, daily)];
  const [here, there] = [await newLead(one), await newLead(two)];
  await sweepAt(one, '2027-01-04T10:00:00Z');
  await relayAll(two);
  expect([await due(one, here), await due(two, there)]).toEqual([['2027-01-04T09:00:00.000Z'], ['2027-01-04T00:00:00.000Z']]);
  const missed = async (world: World, id: string) =>
    (await rows<{ missed: string }>(world, 'select missed from trigger_clocks where automation_id = ?', [id]))[0]?.missed;
  expect([await missed(one, first), await missed(two, second)]).toEqual(['3', '2']);
});

test('ten thousand records: killed half-way, and followed by two sweeps at once, each comes in once', async () => {
  const world = await file.tenant();
  const automationId = await published(world, weekly({ among: null }));
  await world.db.withTenant(world.tenantId, (trx) =>
    trx.raw(
      `insert into leads (tenant_id, id, last_name, email, status, owner_user_id)
       select ?, gen_random_uuid(), 'Many', 'many' || n || '@example.com', 'new', null from generate_series(1, 10000) n`,
      [world.tenantId],
    ),
  );
  const now = () => new Date('2027-01-04T09:00:00Z');
  const dying = file.actor();
  // The ninth page is lost with its connection, before its commit.
  let commits = 0;
  const kill = {
    db: {
      ...dying.db,
      withTenant: ((...args: Parameters<typeof dying.db.withTenant>) => {
        commits += 1;
        return commits > 9 ? Promise.reject(new Error('killed')) : dying.db.withTenant(...args);
      }) as typeof dying.db.withTenant,
    },
    now,
  };
  await expect(sweepDue(kill, Infinity)).rejects.toThrow('killed');
  const [half] = await rows<{ count: number }>(world, "select count(*)::int as count from events where type = 'schedule.due'");
  expect(half?.count).toBeGreaterThan(0);
  expect(half?.count).toBeLessThan(10_000);
  await Promise.all([file.actor(), file.actor()].map(({ db }) => sweepDue({ db, now }, Infinity)));
  const [told] = await rows<{ events: number; records: number }>(
    world,
    "select count(*)::int as events, count(distinct subject_id)::int as records from events where type = 'schedule.due'",
  );
  expect(told).toEqual({ events: 10_000, records: 10_000 });
  const [clock] = await rows(world, 'select swept_through, sweeping from trigger_clocks where automation_id = ?', [automationId]);
  expect(clock).toEqual({ swept_through: now(), sweeping: null });
}, 120_000);
