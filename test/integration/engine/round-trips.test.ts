import { expect, test } from 'vitest';
import { definition, step } from '../../factories/definitions.ts';
import { newLead, publish, relayAll, rulesFile, runOf, segment, stepsOf } from '../rules/world.ts';

// The time of a segment is the number of its round trips: this is what keeps a run of five steps close to a workflow that does nothing.

const file = rulesFile();

const fiveSteps = definition(
  [
    step('score', 'record.update', { changes: [{ field: 'lead.score', value: { kind: 'literal', value: 40 } }] }),
    step('tag', 'record.add_tag', { tags: ['from form'] }),
    step('task', 'record.create_task', {
      title: 'Call {{lead.firstName}}',
      kind: 'follow_up',
      due: { kind: 'duration', duration: { amount: 2, unit: 'hours', business: true } },
    }),
    step('log', 'record.log_activity', { type: 'note', subject: 'Sent a form' }),
    step('status', 'record.update', { changes: [{ field: 'lead.status', value: { kind: 'literal', value: 'contacted' } }] }),
  ],
  { exit: [] },
);

test('a segment of five record steps takes at most fifteen round trips, begin and commit among them', async () => {
  const world = await file.tenant();
  await publish(world, fiveSteps);
  const [first, second] = [await newLead(world), await newLead(world)];
  await relayAll(world);
  const { db, seam } = file.actor();
  // The first segment of a process opens a connection and reads the plan; all others find both.
  await segment(world, (await runOf(world, first)).id, { db });
  const run = await runOf(world, second);
  const before = seam.sent.length;
  await segment(world, run.id, { db });
  const sent = seam.sent.slice(before).map((sql) => sql.replaceAll(/\s+/g, ' ').slice(0, 120));
  expect(await stepsOf(world, run.id)).toEqual(['score', 'tag', 'task', 'log', 'status'].map((id) => `${id} done next`));
  expect(sent.length, sent.join('\n')).toBeLessThanOrEqual(15);
  expect(sent.length, 'the seam sees the statements').toBeGreaterThan(3);
});
