import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../db/connection.ts';
import type { Database } from '../../../db/connection.ts';
import { TenantLockBusy } from '../../../db/doors.ts';
import { literal, openedOf, runTogether } from '../../../db/opening.ts';
import { isRetryable } from '../../../db/postgres-errors.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aDeal, aLead, aNote, aTenant } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { TestDatabase } from '../../helpers/database.ts';
import { eventually } from '../../helpers/until.ts';

let file: TestDatabase;
let db: Database;
let acme: World;
let other: World;

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 6, applicationName: 'doors-test' });
  acme = await aTenant(db);
  other = await aTenant(db);
});
afterAll(async () => {
  await db.close();
  await file.drop();
});

/** Work that stays in its door until told to go. */
function staying() {
  let leave = (): void => undefined;
  let arrived = (): void => undefined;
  const gone = new Promise<void>((resolve) => (leave = resolve));
  const inside = new Promise<void>((resolve) => (arrived = resolve));
  const work = async (): Promise<void> => {
    arrived();
    await gone;
  };
  return { work, inside, leave: () => leave() };
}

describe('a door', () => {
  it('opens in one round trip and tells the instant of the transaction', async () => {
    const sent: string[] = [];
    const now = await db.withTenant(acme.tenantId, async (trx) => {
      trx.on('query', (query: { sql: string }) => sent.push(query.sql));
      const { rows } = await trx.raw<{ rows: { now: Date; role: string }[] }>(
        `select date_trunc('milliseconds', now()) as now, current_user as role`,
      );
      expect(rows[0]?.role).toBe('cadenza_app');
      expect(openedOf(trx).now).toEqual(rows[0]?.now);
      return openedOf(trx).now;
    });
    expect(now).toBeInstanceOf(Date);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBe('COMMIT;');
  });

  it('leaves nothing of one tenant on the connection for the next', async () => {
    const one = createDatabase({ url: file.url, poolSize: 1, applicationName: 'doors-test-one' });
    try {
      await one.withTenant(acme.tenantId, (trx) => trx.raw('select 1'));
      const seen = await one.withSystem('look', (trx) =>
        trx.raw<{ rows: { tenant: string }[] }>(`select current_setting('app.tenant', true) as tenant`),
      );
      expect(seen.rows[0]?.tenant ?? '').toBe('');
      expect(await one.readTenant(other.tenantId, (trx) => trx('tenants').pluck('id'))).toEqual([other.tenantId]);
    } finally {
      await one.close();
    }
  });

  it('rolls everything back when the work throws, and gives the connection back in order', async () => {
    await expect(
      db.withTenant(acme.tenantId, async (trx) => {
        await trx('tenants').update({ name: 'Lost' });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const [tenant] = await db.readTenant(acme.tenantId, (trx) => trx<{ name: string }>('tenants').select('name'));
    expect(tenant?.name).not.toBe('Lost');
  });

  it('refuses what is no tenant id, so nothing can be smuggled into its opening', async () => {
    const smuggled = `${acme.tenantId}'); drop table leads; --` as typeof acme.tenantId;
    expect(() => db.withTenant(smuggled, async () => 1)).toThrow(TypeError);
    expect(() => db.withSystem(`x'; drop table leads; --`, async () => 1)).toThrow(TypeError);
  });

  it('for reading does not write', async () => {
    await expect(db.readTenant(acme.tenantId, (trx) => trx('leads').update({ score: 1 }))).rejects.toThrow(/read-only/);
    await expect(db.searchTenant(acme.tenantId, null, (trx) => trx('leads').update({ score: 1 }))).rejects.toThrow(
      /read-only|permission denied/,
    );
  });

  it('of the system sees no records of tenants', async () => {
    await expect(db.withSystem('peek', (trx) => trx('leads').select())).rejects.toThrow(/permission denied/);
    await expect(db.withSystem('peek', (trx) => trx('users').update({ name: 'x' }))).rejects.toThrow(/permission denied/);
  });

  it('lets statements travel together, with values taken literally', async () => {
    const nasty = `it's \\ "quoted" ? $1 \n`;
    const [first, second] = await db.readTenant(acme.tenantId, (trx) =>
      runTogether(trx, [`select ${literal(nasty)} as text`, `select ${literal({ a: [nasty] })}::jsonb as json`]),
    );
    expect(first?.rows).toEqual([{ text: nasty }]);
    expect(second?.rows).toEqual([{ json: { a: [nasty] } }]);
  });

  it('reports a database that is not there as an error worth repeating', async () => {
    const nowhere = createDatabase({
      url: 'postgres://cadenza@127.0.0.1:9/none',
      poolSize: 1,
      applicationName: 'nowhere',
      acquireTimeoutMs: 500,
    });
    try {
      const failed: unknown = await nowhere.ping().catch((error: unknown) => error);
      expect(isRetryable(failed)).toBe(true);
    } finally {
      await nowhere.close();
    }
  });
});

describe("the tenant's lock", () => {
  it('is shared by those who write', async () => {
    const first = staying();
    const holding = db.withTenant(acme.tenantId, first.work);
    await first.inside;
    await db.withTenant(acme.tenantId, (trx) => trx.raw('select 1'));
    first.leave();
    await holding;
  });

  it('keeps writers out while a flip holds it, of this tenant only, and readers not at all', async () => {
    const flip = staying();
    const holding = db.withTenantExclusive(acme.tenantId, flip.work);
    await flip.inside;
    await expect(db.withTenant(acme.tenantId, async () => 1, { lock: 'try' })).rejects.toThrow(TenantLockBusy);
    await db.withTenant(other.tenantId, async () => 1, { lock: 'try' });
    await db.readTenant(acme.tenantId, (trx) => trx.raw('select 1'));
    let entered = false;
    const writer = db.withTenant(acme.tenantId, async () => {
      entered = true;
    });
    await eventually('the writer queues for the lock', async () => (await waitingForTenantLock()) > 0);
    expect(entered).toBe(false);
    flip.leave();
    await Promise.all([holding, writer]);
    expect(entered).toBe(true);
  });

  it('is waited for by short tries, so that a flip behind a long writer does not stop the others', async () => {
    const long = staying();
    const holding = db.withTenant(acme.tenantId, long.work);
    await long.inside;
    let flipped = false;
    const flip = db.withTenantExclusive(acme.tenantId, async () => {
      flipped = true;
    });
    // Each of these would queue for ever behind an exclusive request that simply waits.
    for (let n = 0; n < 5; n += 1) await db.withTenant(acme.tenantId, (trx) => trx.raw('select 1'));
    expect(flipped).toBe(false);
    long.leave();
    await Promise.all([holding, flip]);
    expect(flipped).toBe(true);
  });

  async function waitingForTenantLock(): Promise<number> {
    const result = await db.withSystem('watch', (trx) =>
      trx.raw<{ rows: { n: string }[] }>(`select count(*) as n from pg_locks where locktype = 'advisory' and not granted`),
    );
    return Number(result.rows[0]?.n ?? 0);
  }
});

describe('lookups', () => {
  it('find the tenants of an e-mail address and a short name, and give ids only', async () => {
    expect(await db.lookup.tenantBySlug(acme.slug)).toBe(acme.tenantId);
    expect(await db.lookup.tenantBySlug('nobody')).toBeNull();
    expect(await db.lookup.tenantIsActive(acme.tenantId)).toBe(true);
    expect(await db.lookup.tenantIsActive(asTenantId('01890000-0000-7000-8000-000000000000'))).toBe(false);
    const email = await db.readTenant(acme.tenantId, (trx) => trx<{ email: string }>('users').first('email'));
    expect(await db.lookup.accountsByEmail(email?.email ?? '')).toEqual([{ tenantId: acme.tenantId, userId: acme.adminUserId }]);
  });
});

describe('factories', () => {
  it('write records a list can read', async () => {
    const lead = await aLead(acme, { firstName: 'Ines', phone: '+12125550101' });
    expect(lead).toMatchObject({ firstName: 'Ines', phone: '+12125550101', version: 1, status: 'new' });
    expect(await aDeal(acme, { amountMinor: 9_007_199_254_740_991 })).toMatchObject({ status: 'open', amountMinor: 9_007_199_254_740_991 });
    expect(await aNote(acme, { type: 'lead', id: lead.id })).toMatchObject({ recordId: lead.id, version: 1 });
  });
});
