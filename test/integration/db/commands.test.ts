import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '../../../commands/lib/command-context.ts';
import type { RecordingContext } from '../../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { flushEvents } from '../../../commands/lib/flush-events.ts';
import { lockExisting, lockRecords } from '../../../commands/lib/lock-records.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import type { CommandDoors } from '../../../commands/lib/run-command.ts';
import { createDatabase } from '../../../db/connection.ts';
import type { Database } from '../../../db/connection.ts';
import { openedOf } from '../../../db/opening.ts';
import { timelineOf } from '../../../db/queries/timeline.ts';
import type { Actor } from '../../../domain/events.ts';
import { aCompany, aLead, anActivity, aTenant } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { TestDatabase } from '../../helpers/database.ts';
import { eventually } from '../../helpers/until.ts';

let file: TestDatabase;
let db: Database;
let acme: World;
const actor: Actor = { kind: 'system', name: 'test' };

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 8, applicationName: 'commands-test' });
  acme = await aTenant(db);
});
afterAll(async () => {
  await db.close();
  await file.drop();
});

function run<T>(work: (trx: TenantTrx, context: RecordingContext) => PromiseLike<T>): Promise<T> {
  return runCommand(db, { tenantId: acme.tenantId, actor }, work);
}

interface Gate {
  readonly passed: Promise<void>;
  readonly open: () => void;
}
function gate(): Gate {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

/** Whether somebody in this database waits for a row that another transaction has locked. */
async function waitingForRow(): Promise<boolean> {
  const result = await db.withSystem('watch', (trx) =>
    trx.raw<{ rows: unknown[] }>(
      `select 1 from pg_locks waiting join pg_locks own on own.pid = waiting.pid and own.locktype = 'relation'
       where not waiting.granted and waiting.locktype in ('transactionid', 'tuple')
         and own.database = (select oid from pg_database where datname = current_database())`,
    ),
  );
  return result.rows.length > 0;
}

describe('a command', () => {
  it('writes its events, their links and their outbox rows in one statement before it commits', async () => {
    const lead = await aLead(acme);
    const company = await aCompany(acme);
    const statements: string[] = [];
    await run(async (trx, context) => {
      trx.on('query', (query: { sql: string }) => statements.push(query.sql));
      context.record({ type: 'lead.updated', subject: { type: 'lead', id: lead.id }, before: { score: 0 }, after: { score: 5 } });
      context.record({
        type: 'lead.status_changed',
        subject: { type: 'lead', id: lead.id },
        related: [
          { type: 'company', id: company.id },
          { type: 'lead', id: lead.id },
        ],
        data: { reason: "it's ? fine" },
      });
    });
    expect(statements.filter((sql) => !sql.startsWith('COMMIT'))).toHaveLength(1);
    const written = await db.readTenant(acme.tenantId, async (trx) => ({
      ofLead: await timelineOf(trx, { recordId: lead.id, limit: 10 }),
      ofCompany: await timelineOf(trx, { recordId: company.id, limit: 10 }),
      outbox: await trx<{ event_id: string }>('outbox').orderBy('event_id').pluck('event_id'),
    }));
    expect(written.ofLead.items.map((event) => event.type)).toEqual(['lead.status_changed', 'lead.updated']);
    expect(written.ofLead.items[1]).toMatchObject({ actor, cause: { depth: 0 }, before: { score: 0 }, after: { score: 5 } });
    expect(written.ofCompany.items.map((event) => event.data)).toEqual([{ reason: "it's ? fine" }]);
    expect(written.outbox).toEqual(expect.arrayContaining(written.ofLead.items.map((event) => event.id)));
  });

  it('leaves nothing behind when it fails after noting events', async () => {
    const lead = await aLead(acme);
    const failing = run(async (trx, context) => {
      await trx('leads').where({ id: lead.id }).update({ score: 99 });
      context.record({ type: 'lead.updated', subject: { type: 'lead', id: lead.id } });
      await flushEvents(trx, context);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const after = await db.readTenant(acme.tenantId, async (trx) => [
      await trx('event_links').where({ record_id: lead.id }),
      await trx('leads').where({ id: lead.id }).pluck('score'),
    ]);
    expect(after).toEqual([[], [0]]);
  });

  it('is repeated as a whole after a deadlock, and what was noted in the lost attempt is forgotten', async () => {
    const [a, b] = [await aLead(acme), await aLead(acme)];
    const bothHold = [gate(), gate()] as const;
    let attempts = 0;
    const crossing = (first: string, second: string, mine: Gate, theirs: Gate) =>
      run(async (trx, context) => {
        attempts += 1;
        context.record({ type: 'lead.updated', subject: { type: 'lead', id: first } });
        await trx('leads').where({ id: first }).update({ score: 1 });
        mine.open();
        await theirs.passed;
        await trx('leads').where({ id: second }).update({ score: 2 });
      });
    await Promise.all([crossing(a.id, b.id, bothHold[0], bothHold[1]), crossing(b.id, a.id, bothHold[1], bothHold[0])]);
    expect(attempts).toBe(3);
    const links = await db.readTenant(acme.tenantId, (trx) => trx('event_links').whereIn('record_id', [a.id, b.id]));
    expect(links).toHaveLength(2);
  });

  it('is not done twice when the connection is lost during the commit: it says that it is not known', async () => {
    let attempts = 0;
    const lost = Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
    // The commit arrives, its answer does not.
    const flaky: CommandDoors = {
      withTenantExclusive: db.withTenantExclusive,
      withTenant: async (tenantId, work) => {
        await db.withTenant(tenantId, work);
        throw lost;
      },
    };
    const lead = await aLead(acme);
    const frame = { tenantId: acme.tenantId, actor };
    const work = async (_: TenantTrx, context: RecordingContext) => {
      attempts += 1;
      context.record({ type: 'lead.updated', subject: { type: 'lead', id: lead.id } });
    };
    await expect(runCommand(flaky, frame, work)).rejects.toMatchObject({ name: 'OperationalError', cause: lost });
    expect(attempts).toBe(1);
    // Work that is guarded by a key of its own may be repeated.
    await expect(runCommand(flaky, frame, work, { repeatable: true })).rejects.toThrow(/cannot be reached/);
    expect(attempts).toBeGreaterThan(2);
  });
});

describe('locks of records', () => {
  it('come in one order, so commands about the same records in any order never deadlock', async () => {
    const leads = [await aLead(acme), await aLead(acme), await aLead(acme)];
    const company = await aCompany(acme);
    const refs = [...leads.map((lead) => ({ type: 'lead' as const, id: lead.id })), { type: 'company' as const, id: company.id }];
    let attempts = 0;
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        run(async (trx) => {
          attempts += 1;
          const turned = [...refs.slice(n % 4), ...refs.slice(0, n % 4)];
          await lockRecords(trx, n % 2 === 0 ? turned : turned.reverse());
          await trx('leads')
            .whereIn(
              'id',
              leads.map((lead) => lead.id),
            )
            .increment('score', 1);
        }),
      ),
    );
    expect(attempts).toBe(40);
  });

  it('tell which records exist, and refuse a missing or foreign one', async () => {
    const other = await aTenant(db);
    const mine = await aLead(acme);
    const theirs = await aLead(other);
    await run(async (trx) => {
      const found = await lockRecords(
        trx,
        [mine, theirs, { id: newId() }].map(({ id }) => ({ type: 'lead', id })),
      );
      expect([...found]).toEqual([mine.id]);
      await expect(lockExisting(trx, [{ type: 'lead', id: theirs.id }])).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});

describe('the numbers of events', () => {
  /**
   * Two commands about one lead. The first takes its number, then dawdles; the second wants to pass it. Answers the
   * numbers in the order of the commits, which the second knows best: it sees the first one's event, or does not.
   */
  async function commitOrder(lock: boolean): Promise<readonly bigint[]> {
    const lead = await aLead(acme);
    const subject = { type: 'lead' as const, id: lead.id };
    const numbered = gate();
    const mayCommit = gate();
    const command = (after: () => Promise<void>) =>
      db.withTenant(acme.tenantId, async (trx) => {
        const context = createContext({ tenantId: acme.tenantId, actor, now: openedOf(trx).now });
        if (lock) await lockRecords(trx, [subject]);
        const committedBefore = await trx('event_links').where({ record_id: lead.id });
        context.record({ type: 'lead.updated', subject });
        const [number] = await flushEvents(trx, context);
        await after();
        return { number: BigInt(number ?? 0), isFirst: committedBefore.length === 0 };
      });
    const dawdling = command(async () => {
      numbered.open();
      await mayCommit.passed;
    });
    await numbered.passed;
    const passing = command(async () => undefined);
    if (lock) await eventually('the second waits for the lead', waitingForRow);
    else await passing;
    mayCommit.open();
    const [first, second] = await Promise.all([dawdling, passing]);
    return second.isFirst ? [second.number, first.number] : [first.number, second.number];
  }

  it('ascend in the order of commits, because they are taken while the record is locked', async () => {
    const [first, second] = await commitOrder(true);
    expect(second).toBeGreaterThan(first ?? 0n);
  });

  it('would not without the lock: this is what the rule prevents', async () => {
    const [first, second] = await commitOrder(false);
    expect(second).toBeLessThan(first ?? 0n);
  });

  it('ascend under a crowd of writers: a reader never sees a number appear below one it has seen', async () => {
    const leads = [await aLead(acme), await aLead(acme)];
    const seen = new Map<string, bigint>(leads.map((lead) => [lead.id, 0n]));
    const counted = new Map<string, number>();
    let writing = true;
    const reader = (async () => {
      const late: string[] = [];
      while (writing) {
        const rows = await db.readTenant(acme.tenantId, (trx) =>
          trx<{ record_id: string; event_id: string }>('event_links')
            .whereIn('record_id', [...seen.keys()])
            .select('record_id', 'event_id'),
        );
        for (const lead of leads) {
          const numbers = rows.filter((row) => row.record_id === lead.id).map((row) => BigInt(row.event_id));
          const high = seen.get(lead.id) ?? 0n;
          const known = counted.get(lead.id) ?? 0;
          if (numbers.filter((number) => number <= high).length > known) late.push(lead.id);
          seen.set(
            lead.id,
            numbers.reduce((max, number) => (number > max ? number : max), high),
          );
          counted.set(lead.id, numbers.length);
        }
      }
      return late;
    })();
    await Promise.all(
      Array.from({ length: 120 }, (_, n) =>
        run(async (trx, context) => {
          const refs = (n % 3 === 0 ? leads : [leads[n % 2] ?? leads[0]]).map((lead) => ({ type: 'lead' as const, id: lead?.id ?? '' }));
          await lockRecords(trx, refs);
          for (const subject of refs) context.record({ type: 'lead.updated', subject });
        }),
      ),
    );
    writing = false;
    expect(await reader).toEqual([]);
  });
});

describe('the timeline', () => {
  it('pages from the newest, with the activities it tells of', async () => {
    const lead = await aLead(acme);
    const call = await anActivity(acme, { title: 'First call', about: { type: 'lead', id: lead.id } });
    for (let n = 0; n < 5; n += 1)
      await run(async (_, context) => context.record({ type: 'lead.updated', subject: { type: 'lead', id: lead.id }, data: { n } }));
    await run(async (_, context) =>
      context.record({ type: 'activity.logged', subject: { type: 'activity', id: call.id }, related: [{ type: 'lead', id: lead.id }] }),
    );
    const first = await db.readTenant(acme.tenantId, (trx) => timelineOf(trx, { recordId: lead.id, limit: 4 }));
    expect(first.items[0]).toMatchObject({ type: 'activity.logged', subject: { id: call.id } });
    expect(first.activities.get(call.id)).toMatchObject({ title: 'First call' });
    const rest = await db.readTenant(acme.tenantId, (trx) => timelineOf(trx, { recordId: lead.id, limit: 4, cursor: first.next ?? '' }));
    expect([...first.items, ...rest.items].map((event) => event.data?.['n'])).toEqual([undefined, 4, 3, 2, 1, 0]);
    expect(rest.next).toBeNull();
    const only = await db.readTenant(acme.tenantId, (trx) => timelineOf(trx, { recordId: lead.id, limit: 4, types: ['activity.logged'] }));
    expect(only.items).toHaveLength(1);
  });
});
