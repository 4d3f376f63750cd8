import { expect, test } from 'vitest';
import { definition, step } from '../../factories/definitions.ts';
import { newLead, patchLead, publish, relayAll, rulesFile, runsOf } from '../rules/world.ts';

const file = rulesFile();

const onScore = (direction: 'up' | 'down', value: number) =>
  definition([step('tag', 'record.add_tag', { tags: ['hot'] })], {
    trigger: {
      id: 'start',
      type: 'trigger.event',
      config: { events: ['lead.score_changed'], changes: [], crossing: { field: 'lead.score', value, direction } },
    },
    enrollment: { filter: null, key: 'event.id', reenroll: 'always', whileActive: 'beside' },
    exit: [],
  });

test('a score that comes to the mark from below begins a run, one that was there does not', async () => {
  const world = await file.tenant();
  await publish(world, onScore('up', 50));
  const lead = await newLead(world);
  const counts: number[] = [];
  for (const score of [49, 50, 70, 20, 90]) {
    await patchLead(world, lead, { score });
    await relayAll(world);
    counts.push((await runsOf(world, lead)).length);
  }
  expect(counts).toEqual([0, 1, 1, 1, 2]);
});

test('and one that falls below it, where that is asked for', async () => {
  const world = await file.tenant();
  await publish(world, onScore('down', 50));
  const lead = await newLead(world);
  const counts: number[] = [];
  for (const score of [60, 50, 49, 10, 50]) {
    await patchLead(world, lead, { score });
    await relayAll(world);
    counts.push((await runsOf(world, lead)).length);
  }
  expect(counts).toEqual([0, 0, 1, 1, 1]);
});
