import { expect, test } from 'vitest';
import { pauseAutomation } from '../../../commands/automations/pause.ts';
import { archiveAutomation } from '../../../commands/automations/archive.ts';
import { sweepDue } from '../../../activities/maintenance/sweep-due.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, enrolByHand, newLead, patchLead, publish, rows, rulesFile, runsOf } from '../rules/world.ts';
import { publishedAt, runCount, sweepAt, toldOf } from './world.ts';

// A lead's follow-up, a week before and on the day, at nine in the tenant's zone (UTC).

const file = rulesFile();

const reminder = (config: JsonObject = {}, more: Partial<AutomationDefinition> = {}) =>
  definition([step('rest', 'wait.duration')], {
    trigger: {
      id: 'start',
      type: 'trigger.date',
      config: {
        field: 'lead.followUpAt',
        offsets: [
          { direction: 'before', amount: 7, unit: 'days' },
          { direction: 'after', amount: 0, unit: 'days' },
        ],
        at: '09:00',
        ...config,
      },
    },
    enrollment: { filter: null, key: 'event.data.occasion', reenroll: 'after_end', whileActive: 'ignore' },
    ...more,
  });

async function published(world: World, drawn = reminder(), at = '2027-01-01T00:00:00Z'): Promise<string> {
  const { automationId } = await publish(world, drawn);
  await publishedAt(world, automationId, at);
  return automationId;
}

async function leadDue(world: World, followUpAt: string | null): Promise<string> {
  const id = await newLead(world);
  await patchLead(world, id, { followUpAt: followUpAt === null ? null : new Date(followUpAt) });
  return id;
}

test('each offset begins a run of its own, once, however often the sweep looks', async () => {
  const world = await file.tenant();
  const automationId = await published(world);
  const lead = await leadDue(world, '2027-01-20T15:00:00Z');
  await leadDue(world, null);
  await sweepAt(world, '2027-01-13T08:59:00Z');
  expect(await runCount(world, automationId)).toBe(0);
  for (const minute of ['00', '01', '02', '09', '30']) await sweepAt(world, `2027-01-13T09:${minute}:00Z`);
  expect(await runCount(world, automationId)).toBe(1);
  await sweepAt(world, '2027-01-20T09:00:20Z');
  expect(await toldOf(world, lead)).toEqual(['2027-01-13T09:00:00.000Z', '2027-01-20T09:00:00.000Z']);
  expect((await runsOf(world, lead)).map((run) => run.status)).toEqual(['queued', 'queued']);
});

test('a date that changes is planned anew: the old one is nothing, the new one counts', async () => {
  const world = await file.tenant();
  await published(world);
  const lead = await leadDue(world, '2027-01-20T15:00:00Z');
  await sweepAt(world, '2027-01-13T09:00:00Z');
  await patchLead(world, lead, { followUpAt: new Date('2027-01-25T15:00:00Z') });
  await sweepAt(world, '2027-01-18T09:00:00Z');
  await sweepAt(world, '2027-01-20T09:00:00Z');
  await sweepAt(world, '2027-01-25T09:00:00Z');
  // Back to a value that was told already: never twice for the same offset and date.
  await patchLead(world, lead, { followUpAt: new Date('2027-01-20T15:00:00Z') });
  await sweepAt(world, '2027-01-25T09:05:00Z');
  expect(await toldOf(world, lead)).toEqual(['2027-01-13T09:00:00.000Z', '2027-01-18T09:00:00.000Z', '2027-01-25T09:00:00.000Z']);
});

test('a due time that was missed is made up for within the window; older ones are counted and told', async () => {
  const world = await file.tenant();
  const automationId = await published(world, reminder({ catchUpHours: 24 }));
  const late = await leadDue(world, '2027-01-20T15:00:00Z');
  const tooLate = await leadDue(world, '2027-01-18T15:00:00Z');
  await sweepAt(world, '2027-01-10T12:00:00Z');
  await world.db.withTenant(world.tenantId, (trx) => trx.raw('update automations set owner_user_id = ?', [world.adminUserId]));
  await sweepAt(world, '2027-01-14T08:00:00Z');
  expect(await toldOf(world, late)).toEqual(['2027-01-13T09:00:00.000Z']);
  expect(await toldOf(world, tooLate)).toEqual([]);
  const [clock] = await rows<{ missed: string }>(world, 'select missed from trigger_clocks where automation_id = ?', [automationId]);
  expect(clock?.missed).toBe('1');
  const [told] = await rows<{ title: string }>(world, "select title from notifications where kind = 'automation.missed'");
  expect(told?.title).toBe('Test has missed 1 due time');
});

test('what was due before the automation went live is nobody’s', async () => {
  const world = await file.tenant();
  const automationId = await published(world, reminder(), '2027-01-13T09:30:00Z');
  await leadDue(world, '2027-01-20T15:00:00Z');
  await sweepAt(world, '2027-01-13T10:00:00Z');
  expect(await runCount(world, automationId)).toBe(0);
});

test('by hand a record comes in as itself, beside what its dates begin', async () => {
  const world = await file.tenant();
  const automationId = await published(world);
  const lead = await leadDue(world, '2027-01-20T15:00:00Z');
  expect((await enrolByHand(world, automationId, lead)).rejected).toEqual([]);
  expect((await enrolByHand(world, automationId, lead)).rejected.map((no) => no.rule)).toEqual(['active']);
  await sweepAt(world, '2027-01-13T09:00:00Z');
  expect(await runsOf(world, lead)).toHaveLength(2);
});

test('paused, what falls due is held for the resume; archived, nothing begins', async () => {
  const world = await file.tenant();
  const automationId = await published(world);
  const lead = await leadDue(world, '2027-01-20T15:00:00Z');
  await sweepAt(world, '2027-01-12T09:00:00Z');
  await command(world.db, world, (trx, context) => pauseAutomation(trx, context, { id: automationId }), { door: 'exclusive' });
  await sweepAt(world, '2027-01-13T09:00:00Z');
  expect((await runsOf(world, lead)).map((run) => `${run.status} ${run.hold_code}`)).toEqual(['held paused']);
  await command(world.db, world, (trx, context) => archiveAutomation(trx, context, { id: automationId }), { door: 'exclusive' });
  await sweepAt(world, '2027-01-20T09:00:00Z');
  expect(await runCount(world, automationId)).toBe(1);
  expect(await rows(world, 'select 1 from trigger_clocks')).toEqual([]);
});

test('a filter, a key of the record and the loop guard hold as for every event', async () => {
  const world = await file.tenant();
  const filter = {
    kind: 'compare',
    left: { kind: 'field', path: 'lead.score' },
    operator: 'greater_than',
    right: { kind: 'literal', value: 50 },
  } as const;
  const automationId = await published(
    world,
    reminder({}, { enrollment: { filter, key: 'record', reenroll: 'after_end', whileActive: 'ignore' } }),
  );
  await leadDue(world, '2027-01-20T15:00:00Z');
  await sweepAt(world, '2027-01-13T09:00:00Z');
  expect(await rows(world, 'select rule from rejections where automation_id = ?', [automationId])).toEqual([{ rule: 'filter' }]);
});

test('the owner’s zone says when it is nine', async () => {
  const world = await file.tenant();
  await published(world, reminder({ zone: 'owner', offsets: [{ direction: 'after', amount: 0, unit: 'days' }] }));
  const mine = await leadDue(world, '2027-01-20T15:00:00Z');
  const nobodys = await leadDue(world, '2027-01-20T15:00:00Z');
  await patchLead(world, nobodys, { ownerUserId: null });
  await world.db.withTenant(world.tenantId, (trx) => trx.raw("update users set timezone = 'Asia/Tokyo'"));
  // Three in the afternoon in London is midnight of the next day in Tokyo, where it is nine when London has midnight.
  await sweepAt(world, '2027-01-20T09:00:00Z');
  expect([await toldOf(world, mine), await toldOf(world, nobodys)]).toEqual([[], ['2027-01-20T09:00:00.000Z']]);
  await sweepAt(world, '2027-01-21T00:00:00Z');
  expect(await toldOf(world, mine)).toEqual(['2027-01-21T00:00:00.000Z']);
  expect(await toldOf(world, nobodys)).toHaveLength(1);
});

test('every year: the day of a birthday, once a year', async () => {
  const world = await file.tenant();
  await published(world, reminder({ yearly: true, offsets: [{ direction: 'after', amount: 0, unit: 'days' }] }));
  const lead = await leadDue(world, '1988-02-29T12:00:00Z');
  await sweepAt(world, '2027-02-27T09:00:00Z');
  await sweepAt(world, '2027-02-28T09:00:00Z');
  await sweepAt(world, '2027-02-28T09:01:00Z');
  await sweepAt(world, '2028-02-29T09:00:00Z');
  expect(await toldOf(world, lead)).toEqual(['2027-02-28T09:00:00.000Z', '2028-02-29T09:00:00.000Z']);
});

test('two tenants: each has its own, and one that cannot go on stops nobody', async () => {
  const [one, two] = [await file.tenant(), await file.tenant()];
  const [, second] = [await published(one), await published(two)];
  const [lead, other] = [await leadDue(one, '2027-01-20T15:00:00Z'), await leadDue(two, '2027-01-20T15:00:00Z')];
  await one.db.withTenant(one.tenantId, (trx) => trx.raw("update tenants set timezone = 'Mars/Olympus'"));
  const at = '2027-01-13T09:00:00Z';
  await expect(sweepDue({ db: one.db, now: () => new Date(at) }, Infinity)).rejects.toThrow();
  expect([await toldOf(one, lead), await toldOf(two, other)]).toEqual([[], ['2027-01-13T09:00:00.000Z']]);
  await sweepDue({ db: one.db, now: () => new Date(at) }, Infinity).catch(() => undefined);
  expect(await runCount(two, second)).toBe(0);
});
