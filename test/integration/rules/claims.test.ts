import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { claim, settle } from '../../../workers/dispatcher/claim.ts';
import { formBatch } from '../../../workers/dispatcher/form-batch.ts';
import { relayTurn } from '../../../workers/relay/turn.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import type { Actor } from './world.ts';
import { newLead, publish, relayAll, rows, rulesFile, runsOf, somebodyWaits } from './world.ts';

const file = rulesFile();
type Rule = 'in force' | 'taken out';

const besides = definition([step('tag', 'record.add_tag')], {
  enrollment: { filter: null, key: 'record', reenroll: 'always', whileActive: 'beside' },
});

async function queued(count: number): Promise<World> {
  const world = await file.tenant();
  await publish(world, besides);
  for (let n = 0; n < count; n++) await newLead(world);
  await relayAll(world);
  return world;
}

const claimOf = async (actor: Actor, world: World, leaseToken = randomUUID()) =>
  (await claim(actor.db, { leaseToken, perTenant: 100, without: [] })).filter((row) => row.tenantId === world.tenantId);

describe('two dispatchers', () => {
  //  one   claim ─────────── commit ── deliver ...
  //  two          claim: passes over what is locked, and over what is leased
  async function claimedTwice(rule: Rule): Promise<number> {
    const world = await queued(3);
    const [one, two] = [file.actor(), file.actor()];
    if (rule === 'taken out') {
      two.seam.rewrite(/ for update skip locked/, '').rewrite(/ and \(d\.lease_until is null or d\.lease_until < now\(\)\)/, '');
    }
    const commit = one.seam.stopBefore(/^commit/i);
    const first = claimOf(one, world);
    await commit.reached;
    const second = claimOf(two, world);
    await Promise.race([second, somebodyWaits(world.db)]);
    commit.letGo();
    const ids = [...(await first), ...(await second), ...(await claimOf(two, world))].map((row) => row.id);
    return ids.length - new Set(ids).size;
  }

  it('never hold the same wish', async () => {
    expect(await claimedTwice('in force')).toBe(0);
  });

  it('would both deliver it without lease and row lock', async () => {
    expect(await claimedTwice('taken out')).toBeGreaterThan(0);
  });
});

describe('a dispatcher that comes back after its lease', () => {
  //  one   claim ─ sleeps beyond its lease ──────────── gives the row back
  //  two                          claim ─ delivering ...        ✗ not its row any more
  async function freed(rule: Rule): Promise<number> {
    const world = await queued(1);
    const [one, two] = [file.actor(), file.actor()];
    const old = await claimOf(one, world);
    await world.db.withSystem('test', (trx) =>
      trx.raw(`update dispatches set lease_until = now() - interval '1 second' where tenant_id = ?`, [world.tenantId]),
    );
    expect(await claimOf(two, world)).toHaveLength(1);
    if (rule === 'taken out') one.seam.rewrite(/ and d\.lease_token = f\.token/, '');
    await settle(
      one.db,
      [],
      old.map((row) => ({ row, error: 'too late', retryInSeconds: 0 })),
    );
    return (await claimOf(file.actor(), world)).length;
  }

  it('changes nothing of the rows that another holds by now', async () => {
    expect(await freed('in force')).toBe(0);
  });

  it('would free them for a third without the token', async () => {
    expect(await freed('taken out')).toBe(1);
  });

  it('forms no batch of them either', async () => {
    const world = await queued(3);
    const [one, two] = [file.actor(), file.actor()];
    const old = await claimOf(one, world);
    await world.db.withSystem('test', (trx) =>
      trx.raw(`update dispatches set lease_until = now() - interval '1 second' where tenant_id = ?`, [world.tenantId]),
    );
    const mine = await claimOf(two, world);
    await formBatch(one.db, old);
    expect(await rows(world, 'select 1 from run_batches')).toEqual([]);
    await formBatch(two.db, mine);
    expect(await rows(world, `select 1 from runs where shell = 'batch'`)).toHaveLength(3);
    expect(await rows(world, `select 1 from dispatches where kind = 'start'`)).toHaveLength(1);
  });
});

describe('two relays', () => {
  //  one   takes the turn ─ enrols ──────────── commit
  //  two                 the turn is taken: null
  async function runsOfOneEvent(rule: Rule): Promise<number> {
    const world = await file.tenant();
    await publish(world, besides);
    const lead = await newLead(world);
    const [one, two] = [file.actor(), file.actor()];
    if (rule === 'taken out') two.seam.rewrite(/pg_try_advisory_xact_lock\(hashtextextended\('relay:[^)]*\)\)/, 'true');
    const commit = one.seam.stopBefore(/^commit/i);
    const first = relayTurn(one.db, world.tenantId, 200);
    await commit.reached;
    const second = relayTurn(two.db, world.tenantId, 200);
    await Promise.race([second, somebodyWaits(world.db)]);
    commit.letGo();
    await first;
    const count = await second;
    if (rule === 'in force') expect(count).toBeNull();
    return (await runsOf(world, lead)).length;
  }

  it('make one run of one event', async () => {
    expect(await runsOfOneEvent('in force')).toBe(1);
  });

  it('would make two if both had the turn', async () => {
    expect(await runsOfOneEvent('taken out')).toBe(2);
  });

  it('lose nothing when one dies in the middle of its turn', async () => {
    const world = await file.tenant();
    await publish(world, besides);
    const lead = await newLead(world);
    const one = file.actor();
    one.seam.fail((sql) => sql.includes('delete from outbox'), '57P01');
    await expect(relayTurn(one.db, world.tenantId, 200)).rejects.toThrow();
    expect(await runsOf(world, lead)).toEqual([]);
    await relayAll(world);
    expect(await runsOf(world, lead)).toHaveLength(1);
  });
});
