import { expect, test } from 'vitest';
import { runBatch } from '../../../activities/runs/run-batch.ts';
import { claim } from '../../../workers/dispatcher/claim.ts';
import { formBatch, grouped } from '../../../workers/dispatcher/form-batch.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { eventually } from '../../helpers/until.ts';
import type { Actor } from '../rules/world.ts';
import { newLead, publish, relayAll, rows, rulesFile, services, stepsOf } from '../rules/world.ts';

// What a run costs must not grow with the runs that wait beside it. PostgreSQL knows nothing of a burst until it has counted anew: the
// statements have to find their rows by key whatever it believes.

const file = rulesFile();
const waiting = 3_000;
const batch = 20;

test('runs are enrolled, batched and executed without reading those that wait beside them', async () => {
  const setting = file.actor();
  const world = await file.tenant();
  await publish(world, definition([step('tag', 'record.add_tag', { tags: ['Seen'] })]));
  const first = await newLead(world);
  await relayAll(world);
  await crowd(world, first);
  const leads: string[] = [];
  for (let n = 0; n < batch; n++) leads.push(await newLead(world));
  const before = await rowsReadBy(setting, () => Promise.resolve());

  const acting = file.actor();
  const read = await rowsReadBy(acting, async () => {
    await relayAll(world, acting.db);
    const token = '00000000-0000-7000-8000-000000000001';
    const claimed = await claim(acting.db, { leaseToken: token, perTenant: 200, without: [] });
    for (const group of grouped(claimed, 5).batches) await formBatch(acting.db, group);
    for (const { id } of await rows<{ id: string }>(world, 'select id from run_batches')) {
      await runBatch({ db: acting.db, services }, { tenantId: world.tenantId, batchId: id, incarnation: 1 });
    }
    // What the runs did is relayed too, and wakes nobody.
    await relayAll(world, acting.db);
  });
  for (const lead of leads) expect(await stepsOf(world, await runAbout(world, lead))).toEqual(['tag done next']);
  expect(read - before, 'rows of runs that were read').toBeLessThan(waiting);
});

async function runAbout(world: World, lead: string): Promise<string> {
  const [run] = await rows<{ id: string }>(world, 'select id from runs where subject_id = ?', [lead]);
  return run?.id ?? '';
}

/** Open runs like the first one's, about nobody. */
async function crowd(world: World, lead: string): Promise<void> {
  await world.db.withTenant(world.tenantId, (trx) =>
    trx.raw(
      `insert into runs (tenant_id, id, automation_id, version, plan_hash, key, subject_type, subject_id, status, state, source, cause, shell)
       select tenant_id, gen_random_uuid(), automation_id, version, plan_hash, 'crowd/' || n, subject_type, gen_random_uuid(), 'waiting', state, source, cause, 'own'
       from runs, generate_series(1, ?::int) n where tenant_id = ? and subject_id = ?`,
      [waiting, world.tenantId, lead],
    ),
  );
}

/** Rows of runs read so far, work included. A connection tells what it has read when it closes. */
async function rowsReadBy(actor: Actor, work: () => Promise<void>): Promise<number> {
  await work();
  await actor.db.close();
  const db = file.db();
  return eventually('the connections have closed', async () => {
    const result = await db.withSystem('counting', (trx) =>
      trx.raw(
        `select (seq_tup_read + idx_tup_fetch)::int as read, (select count(*)::int from pg_stat_activity where datname = current_database()) as connections
         from pg_stat_user_tables where relname = 'runs'`,
      ),
    );
    const { read, connections } = (result as unknown as { rows: [{ read: number; connections: number }] }).rows[0];
    return connections === 1 ? read : null;
  });
}
