import { pathToFileURL } from 'node:url';
import createKnex from 'knex';
import type { Knex } from 'knex';
import { OperationalError } from '../domain/errors/errors.ts';
import { permissionCodes } from '../domain/permissions/permissions.ts';
import { migrations } from './migrations/index.ts';
import { postgresCode } from './postgres-errors.ts';

interface NamedMigration {
  readonly name: string;
  readonly up: (knex: Knex) => Promise<void>;
}

// An index of imports instead of a folder: the same under tsx, vitest and a bundle, and a missing file does not compile.
const migrationSource: Knex.MigrationSource<NamedMigration> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) =>
    Promise.resolve({ up: migration.up, down: () => Promise.reject(new Error('migrations only go forward: write one that undoes it')) }),
};

/** Any number; the same for all versions of the program, so that two starting at once do not migrate together. */
const migrationLock = 7_203_411_905;

/**
 * Brings the database up to date. Safe to run from several processes at once: one works, the others wait for it.
 *
 * @returns the names of the migrations that were applied
 * @throws OperationalError with a sentence for the operator when the user of the URL may not do what is needed
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const knex = createKnex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'cadenza-migrate', connectionTimeoutMillis: 10_000 },
    pool: { min: 0, max: 2 },
  });
  try {
    return await underLock(knex, async () => {
      // Whoever died while migrating left knex's own lock row; ours shows that nobody is at it now.
      await knex.migrate.forceFreeMigrationsLock({ migrationSource });
      const [, applied]: [number, string[]] = await knex.migrate.latest({ migrationSource });
      await knex.raw('insert into permissions (code) select unnest(?::text[]) on conflict do nothing', [[...permissionCodes]]);
      return applied;
    });
  } catch (error) {
    throw explained(error);
  } finally {
    await knex.destroy();
  }
}

async function underLock<T>(knex: Knex, work: () => Promise<T>): Promise<T> {
  const connection: unknown = await knex.client.acquireConnection();
  const run = (sql: string) => knex.raw(sql).connection(connection);
  try {
    await run(`select pg_advisory_lock(${migrationLock})`);
    return await work();
  } finally {
    await run(`select pg_advisory_unlock(${migrationLock})`).catch(() => undefined);
    await knex.client.releaseConnection(connection);
  }
}

function explained(error: unknown): unknown {
  if (postgresCode(error) !== '42501') return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new OperationalError(
    'postgresql',
    'The user in DATABASE_URL may not prepare the database. It must own the database (create extension, create in schema public) and either have ' +
      'CREATEROLE or already be a member of the roles cadenza_app, cadenza_system, cadenza_lookup and cadenza_search: ' +
      'run "alter role <user> createrole" as an administrator, or create the four roles (nologin) and grant them to it. ' +
      `PostgreSQL said: ${detail}`,
    { cause: error },
  );
}

async function main(url: string | undefined): Promise<void> {
  if (!url) throw new Error('usage: tsx db/migrate.ts postgres://user@host:port/database');
  const applied = await migrate(url);
  process.stdout.write(
    applied.length === 0 ? 'The database is up to date.\n' : `Applied:\n${applied.map((name) => `  ${name}\n`).join('')}`,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv[2]);
