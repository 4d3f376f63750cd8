import { expect, test } from 'vitest';
import type { DefinitionEdge } from '../../domain/automation/definition/definition.ts';
import { definition, step } from '../factories/definitions.ts';
import { eventually } from '../helpers/until.ts';
import { newLead, patchLead, publish, rows, stepsOf } from '../integration/rules/world.ts';
import { house, runReaches, shellOf } from './house.ts';

// Branches and waits for a date, on the real servers.

const here = house();

const edge = (from: string, outcome: string, to: string): DefinitionEdge => ({ from, outcome, to });
const tag = (id: string) => step(id, 'record.add_tag', { tags: [id] });

test('flow.switch takes the first branch that fits, each run its own', async () => {
  const world = await here.tenant();
  await publish(
    world,
    definition(
      [
        step('scored', 'wait.for_event', { events: ['lead.updated'], filter: null, timeout: { amount: 1, unit: 'days' }, since: null }),
        step('score', 'flow.switch'),
        tag('hot'),
        tag('warm'),
        tag('cold'),
      ],
      {
        edges: [
          edge('start', 'next', 'scored'),
          edge('scored', 'happened', 'score'),
          edge('score', 'hot', 'hot'),
          edge('score', 'warm', 'warm'),
          edge('score', 'else', 'cold'),
        ],
      },
    ),
  );
  for (const [score, way] of [
    [90, 'hot'],
    [60, 'warm'],
    [10, 'else'],
  ] as const) {
    const lead = await newLead(world);
    await runReaches(world, lead, 'waiting');
    await patchLead(world, lead, { score });
    const run = await runReaches(world, lead, 'succeeded');
    expect(await shellOf(here, world, run)).toBe('succeeded');
    expect((await stepsOf(world, run.id))[1]).toBe(`score done ${way}`);
  }
});

test('flow.split sends every lead one way, some each, and a second run of the same lead the same way', async () => {
  const world = await here.tenant();
  await publish(
    world,
    definition([step('half', 'flow.split'), tag('a'), tag('b')], {
      enrollment: { filter: null, key: 'event.id', reenroll: 'after_end', whileActive: 'ignore' },
      trigger: { id: 'start', type: 'trigger.event', config: { events: ['lead.created', 'lead.assigned'], changes: [] } },
      edges: [edge('start', 'next', 'half'), edge('half', 'a', 'a'), edge('half', 'b', 'b')],
    }),
  );
  const leads = await Promise.all(Array.from({ length: 24 }, () => newLead(world)));
  const ways = await Promise.all(
    leads.map(async (lead) => {
      const runs = await eventually('its runs have ended', async () => {
        const found = await rows<{ id: string; status: string }>(world, 'select id, status from runs where subject_id = ?', [lead]);
        return found.length === 2 && found.every((run) => run.status === 'succeeded') ? found : null;
      });
      return [...new Set((await Promise.all(runs.map((run) => stepsOf(world, run.id)))).map((steps) => steps[0]))];
    }),
  );
  expect(ways.every((way) => way.length === 1)).toBe(true);
  expect(new Set(ways.flat())).toEqual(new Set(['half done a', 'half done b']));
});

test('wait.until_date sleeps until the field’s instant; without a date, or after it, the other ways are taken', async () => {
  const world = await here.tenant();
  const until = step('due', 'wait.until_date', {
    date: { kind: 'field', path: 'lead.followUpAt' },
    offset: null,
    at: '09:00',
    ifMissing: 'branch',
    ifPast: 'branch',
  });
  await publish(
    world,
    definition(
      [
        step('dated', 'wait.for_event', { events: ['lead.updated'], filter: null, timeout: { amount: 1, unit: 'days' }, since: null }),
        until,
        tag('then'),
        tag('missing'),
        tag('past'),
      ],
      {
        edges: [
          edge('start', 'next', 'dated'),
          edge('dated', 'happened', 'due'),
          edge('due', 'next', 'then'),
          edge('due', 'missing', 'missing'),
          edge('due', 'past', 'past'),
        ],
      },
    ),
  );
  for (const [followUpAt, way] of [
    [new Date(Date.now() + 4_000), 'next'],
    [null, 'missing'],
    [new Date(Date.now() - 86_400_000), 'past'],
  ] as const) {
    const lead = await newLead(world);
    await runReaches(world, lead, 'waiting');
    await patchLead(world, lead, { jobTitle: 'Buyer', ...(followUpAt === null ? {} : { followUpAt: followUpAt.toISOString() }) });
    const run = await runReaches(world, lead, 'succeeded');
    expect(await shellOf(here, world, run)).toBe('succeeded');
    expect((await stepsOf(world, run.id))[1]).toBe(`due done ${way}`);
    if (way === 'next') expect(Date.now()).toBeGreaterThanOrEqual(followUpAt.getTime());
  }
});
