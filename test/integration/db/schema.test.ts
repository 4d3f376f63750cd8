import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createDatabase } from '../../../db/connection.ts';
import { schemaListing } from '../../../db/generate-schema.ts';
import { migrate } from '../../../db/migrate.ts';
import { migrations } from '../../../db/migrations/index.ts';
import { createPartitionsAhead, deleteExpired, dropOldPartitions } from '../../../db/queries/maintenance.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { aLead, aTenant } from '../../factories/index.ts';
import { createEmptyDatabase, createTestDatabase } from '../../helpers/database.ts';

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('migrations', () => {
  it('are listed in the order of their names, each once', () => {
    const names = migrations.map((migration) => migration.name);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names.every((name) => /^\d{14}_[a-z]+(_[a-z]+)+$/.test(name))).toBe(true);
  });

  it('may be run by several processes at once and again: one of them works', async () => {
    const empty = await createEmptyDatabase();
    try {
      const applied = await Promise.all([migrate(empty.url), migrate(empty.url), migrate(empty.url)]);
      expect(applied.map((names) => names.length).sort((a, b) => a - b)).toEqual([0, 0, migrations.length]);
      expect(await migrate(empty.url)).toEqual([]);
    } finally {
      await empty.drop();
    }
  });

  it('say in a sentence what is missing when the user may not do it', async () => {
    const empty = await createEmptyDatabase();
    const role = `weak_${empty.name.slice(-12)}`;
    try {
      await onServer(empty.superuserUrl, async (client) => {
        await client.query(`create role ${role} login password 'weak'`);
      });
      const url = new URL(empty.url);
      url.username = role;
      url.password = 'weak';
      await expect(migrate(url.href)).rejects.toMatchObject({ name: 'OperationalError', message: expect.stringContaining('CREATEROLE') });
    } finally {
      await empty.drop();
      await onServer(empty.superuserUrl.replace(empty.name, 'postgres'), (client) => client.query(`drop role if exists ${role}`));
    }
  });
});

describe('SCHEMA.md', () => {
  it('is what the migrations make; this test with -u writes it anew', async () => {
    const file = await createTestDatabase();
    try {
      await expect(await schemaListing(file.url)).toMatchFileSnapshot('../../../db/SCHEMA.md');
    } finally {
      await file.drop();
    }
  });
});

describe('maintenance', () => {
  it('makes partitions ahead once, moves what landed in the default one, and drops old months', async () => {
    const file = await createTestDatabase();
    const db = createDatabase({ url: file.url, poolSize: 2, applicationName: 'maintenance-test' });
    try {
      const acme = await aTenant(db);
      const lead = await aLead(acme);
      expect(await createPartitionsAhead(db)).toEqual([]);
      // An event of a month nobody has prepared, as a clock that ran ahead would write it.
      const later = new Date(Date.now() + 150 * 86_400_000);
      await runCommand(
        db,
        { tenantId: acme.tenantId, actor: { kind: 'system', name: 'test' } },
        async (_, context) => context.record({ type: 'lead.updated', subject: { type: 'lead', id: lead.id } }),
        { now: () => later },
      );
      expect(await createPartitionsAhead(db, 6)).toHaveLength(8);
      const found = await db.readTenant(acme.tenantId, (trx) =>
        trx.raw<{ rows: { place: string }[] }>('select tableoid::regclass::text as place from event_links where record_id = ?', [lead.id]),
      );
      expect(found.rows[0]?.place).toBe(`event_links_${later.toISOString().slice(0, 7).replace('-', '_')}`);
      expect(await dropOldPartitions(db, 12)).toEqual([]);
      await expect(dropOldPartitions(db, 0)).rejects.toThrow(/a month at least/);
      // Owned by the login role like the others, so that dropping is tried with its rights.
      await onServer(file.url, async (client) => {
        await client.query(`create table events_2020_01 partition of events for values from ('2020-01-01Z') to ('2020-02-01Z')`);
      });
      // What waits in the outbox may belong to the month: nothing is dropped until it was relayed.
      await onServer(file.superuserUrl, (client) => client.query(`update outbox set created_at = '2020-01-15Z'`));
      expect(await dropOldPartitions(db, 12)).toEqual([]);
      await onServer(file.superuserUrl, (client) => client.query('delete from outbox'));
      expect(await dropOldPartitions(db, 12)).toEqual(['events_2020_01']);
    } finally {
      await db.close();
      await file.drop();
    }
  });

  it('deletes what has expired and keeps the rest', async () => {
    const file = await createTestDatabase();
    const db = createDatabase({ url: file.url, poolSize: 2, applicationName: 'maintenance-test' });
    try {
      const acme = await aTenant(db);
      await db.withTenant(acme.tenantId, (trx) =>
        trx('idempotency_keys').insert(
          ['old', 'new'].map((key) => ({
            tenant_id: acme.tenantId,
            key,
            scope: 'test',
            request_hash: 'x',
            status: 200,
            expires_at: new Date(Date.now() + (key === 'old' ? -1 : 1) * 60_000),
          })),
        ),
      );
      expect(await deleteExpired(db)).toMatchObject({ idempotency_keys: 1, feed: 0, sessions: 0 });
      expect(await db.readTenant(acme.tenantId, (trx) => trx('idempotency_keys').pluck('key'))).toEqual(['new']);
    } finally {
      await db.close();
      await file.drop();
    }
  });
});
