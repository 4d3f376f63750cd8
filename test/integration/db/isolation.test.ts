import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../commands/lib/new-id.ts';
import { createDatabase } from '../../../db/connection.ts';
import type { Database } from '../../../db/connection.ts';
import { aTenant } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { TestDatabase } from '../../helpers/database.ts';
import { columnsOf, plant, plantedValue } from './plant.ts';

let file: TestDatabase;
let db: Database;
let behind: pg.Client;
let acme: World;
let other: World;

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 4, applicationName: 'isolation-test' });
  behind = new pg.Client({ connectionString: file.superuserUrl });
  await behind.connect();
  acme = await aTenant(db);
  other = await aTenant(db);
});
afterAll(async () => {
  await behind.end();
  await db.close();
  await file.drop();
});

async function rows<R extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly R[]> {
  return (await behind.query<R>(sql, [...values])).rows;
}

interface TableRow {
  readonly table: string;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly partition: boolean;
}

function tenantTables(): Promise<readonly TableRow[]> {
  return rows<TableRow>(
    `select c.relname as table, c.relrowsecurity as enabled, c.relforcerowsecurity as forced, c.relispartition as partition
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p')
       and (c.relname = 'tenants' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))
     order by 1`,
  );
}

describe('row level security', () => {
  it('is enabled and forced on every table that belongs to tenants, and on their partitions', async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThan(40);
    expect(tables.filter((table) => !table.enabled || !table.forced)).toEqual([]);
  });

  it('leaves no table out: every other one is named here', async () => {
    const tables = new Set((await tenantTables()).map((table) => table.table));
    const all = await rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm')`,
    );
    const shared = all.map((row) => row.name).filter((name) => !tables.has(name));
    expect(shared.sort()).toEqual(['knex_migrations', 'knex_migrations_lock', 'permissions']);
  });

  it('hides the rows of one tenant from another: no reading, changing, deleting or planting', async () => {
    await behind.query('begin');
    try {
      await behind.query('set local session_replication_role = replica');
      const leaks: string[] = [];
      for (const { table } of (await tenantTables()).filter((one) => !one.partition && one.table !== 'tenants')) {
        const tenantId = newId();
        await plant(behind, table, tenantId);
        leaks.push(...(await leaksOf(table, tenantId)));
      }
      expect(leaks).toEqual([]);
    } finally {
      await behind.query('rollback');
    }
  });

  /** What tenant B can do to the row of tenant A, on the connection that planted it. */
  async function leaksOf(table: string, tenantId: string): Promise<string[]> {
    const leaks: string[] = [];
    const asRole = async (what: string, sql: string, values: unknown[], allowed: number) => {
      await behind.query('savepoint probe');
      await behind.query('set local role cadenza_app');
      await behind.query(`select set_config('app.tenant', $1, true)`, [other.tenantId]);
      const outcome = await behind.query(sql, values).then(
        (result) => result.rowCount ?? 0,
        (error: { code?: string }) => (error.code === '42501' ? 0 : `failed with ${error.code ?? 'nothing'}`),
      );
      await behind.query('rollback to savepoint probe');
      if (outcome !== allowed) leaks.push(`${table}: ${what} gave ${outcome}`);
    };
    await asRole('select', `select 1 from ${table} where tenant_id = $1`, [tenantId], 0);
    await asRole('update', `update ${table} set tenant_id = tenant_id where tenant_id = $1`, [tenantId], 0);
    await asRole('delete', `delete from ${table} where tenant_id = $1`, [tenantId], 0);
    const columns = (await columnsOf(behind, table)).filter((column) => column.required || column.name === 'tenant_id');
    await asRole(
      'insert',
      `insert into ${table} (${columns.map((column) => column.name).join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
      columns.map((column) => plantedValue(column, tenantId)),
      0,
    );
    return leaks;
  }

  it('shows a tenant only itself, and nobody anything without a tenant', async () => {
    expect(await db.readTenant(acme.tenantId, (trx) => trx('tenants').pluck('id'))).toEqual([acme.tenantId]);
    await behind.query('begin');
    await behind.query('set local role cadenza_app');
    expect(await rows('select id from users')).toEqual([]);
    await behind.query('rollback');
  });

  it('makes no role exempt by attribute', async () => {
    const exempt = await rows<{ name: string }>(
      `select rolname as name from pg_roles where (rolbypassrls or rolsuper) and rolname like 'cadenza%'`,
    );
    expect(exempt).toEqual([]);
  });

  it('keeps what is written once: events and audit entries cannot be changed or deleted by anybody in a door', async () => {
    for (const table of ['events', 'event_links', 'audit_entries', 'login_attempts']) {
      await expect(db.withTenant(acme.tenantId, (trx) => trx(table).update({ tenant_id: acme.tenantId }))).rejects.toThrow(
        /permission denied/,
      );
    }
    for (const table of ['events', 'audit_entries', 'login_attempts']) {
      await expect(db.withTenant(acme.tenantId, (trx) => trx(table).delete())).rejects.toThrow(/permission denied/);
    }
    // Links that a merge has added may go with it; there is no merge here.
    const links = () => db.readTenant(acme.tenantId, (trx) => trx('event_links').pluck('event_id'));
    const before = await links();
    expect(before.length).toBeGreaterThan(0);
    expect(await db.withTenant(acme.tenantId, (trx) => trx('event_links').delete())).toBe(0);
    expect(await links()).toEqual(before);
  });

  it('keeps references inside the tenant', async () => {
    const foreign = other.adminUserId;
    await expect(
      db.withTenant(acme.tenantId, (trx) => trx('leads').insert({ tenant_id: acme.tenantId, id: newId(), owner_user_id: foreign })),
    ).rejects.toThrow(/foreign key/);
  });
});
