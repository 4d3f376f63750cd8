import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** Connection string of the product's login role. */
  readonly url: string;
  readonly name: string;
  /** Connection string of a superuser, for looking behind row level security in assertions. */
  readonly superuserUrl: string;
  readonly drop: () => Promise<void>;
}

function onDatabase(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.href;
}

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject('services').superuserUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const SOURCE_IS_IN_USE = '55006';

async function clone(name: string): Promise<void> {
  const template = inject('services').templateDatabase;
  await asSuperuser(async (client) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await client.query(`create database ${client.escapeIdentifier(name)} template ${template} strategy wal_log owner cadenza`);
        return;
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || error.code !== SOURCE_IS_IN_USE || attempt === 50) throw error;
        await pause(50);
      }
    }
  });
}

/** A database of its own with every migration applied, cloned from the run's template in some 50 ms. One per test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { postgresUrl, superuserUrl } = inject('services');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await clone(name);
  return {
    name,
    url: onDatabase(postgresUrl, name),
    superuserUrl: onDatabase(superuserUrl, name),
    drop: async () => {
      await asSuperuser((client) => client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`));
    },
  };
}

/** An empty database of the login role, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const { postgresUrl, superuserUrl } = inject('services');
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser((client) => client.query(`create database ${client.escapeIdentifier(name)} owner cadenza`));
  return {
    name,
    url: onDatabase(postgresUrl, name),
    superuserUrl: onDatabase(superuserUrl, name),
    drop: async () => {
      await asSuperuser((client) => client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`));
    },
  };
}
