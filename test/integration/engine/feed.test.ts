import { expect, test } from 'vitest';
import { readFeed } from '../../../db/queries/read-feed.ts';
import { definition, step } from '../../factories/definitions.ts';
import { newLead, publish, relayAll, rulesFile, runOf, segment } from '../rules/world.ts';

const file = rulesFile();

test('the feed tells of the end of a run whoever sees the record the run is about', async () => {
  const world = await file.tenant();
  await publish(world, definition([step('tag', 'record.add_tag')]));
  const lead = await newLead(world);
  await relayAll(world);
  await segment(world, (await runOf(world, lead)).id);
  await relayAll(world);
  const told = (owners: string) =>
    world.db.readTenant(world.tenantId, async (trx) => {
      await trx.raw(`select set_config('app.owners_seen', ?, true)`, [owners]);
      const rows = await readFeed(trx, '0', 100);
      return rows.filter((row) => row.type === 'run.ended').map((row) => row.seen);
    });
  expect(await told('')).toEqual([true]);
  expect(await told(`{${world.adminUserId}}`)).toEqual([true]);
  expect(await told('{}')).toEqual([false]);
});
