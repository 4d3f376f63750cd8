import createKnex from 'knex';
import type { Knex } from 'knex';
import pg from 'pg';
import type { Vault } from '../domain/credentials/vault.ts';
import { createDoors } from './doors.ts';
import type { Doors } from './doors.ts';
import { createLookup } from './lookup.ts';
import type { Lookup } from './lookup.ts';

export interface DatabaseConfig {
  readonly url: string;
  /** Connections this process may hold at most. */
  readonly poolSize: number;
  /** Shown in pg_stat_activity, e.g. `cadenza-api`. */
  readonly applicationName: string;
  /** Told of connections that broke while idle (PostgreSQL restarted); the pool replaces them by itself. */
  readonly onConnectionError?: (error: Error) => void;
  /** How long a caller waits for a free or new connection; default 10 s. */
  readonly acquireTimeoutMs?: number;
  /** Seals secrets before they are stored. Without one what needs it says so. */
  readonly vault?: Vault;
}

/** One pool and the doors through it. Nothing is global: whoever starts a process makes one and closes it. */
export interface Database extends Doors {
  readonly lookup: Lookup;
  /** Answers when PostgreSQL answers; for readiness checks. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

// A transaction that forgets to end must not hold the tenant's lock and the horizon of vacuum for long.
const sessionSettings = {
  idle_in_transaction_session_timeout: 15_000,
  lock_timeout: 5_000,
  statement_timeout: 60_000,
} as const;
const transactionTimeout = '90s';

/** `transaction_timeout` is known since PostgreSQL 17; older servers answer with no row. */
const setTransactionTimeout = `select set_config('transaction_timeout', '${transactionTimeout}', false) where current_setting('server_version_num')::int >= 170000`;

// A date without time stays text ("2026-11-21"); the driver would make it midnight in the process's zone.
const dateOid = 1082;
const types = {
  getTypeParser: (oid: number, format: string): ((value: string) => unknown) =>
    oid === dateOid ? (value) => value : pg.types.getTypeParser(oid, format === 'binary' ? 'binary' : 'text'),
};

/** Opens a pool (lazily: no connection is made before the first use). */
export function createDatabase(config: DatabaseConfig): Database {
  const knex = createPool(config);
  const doors = createDoors(knex, config.vault ?? null);
  return {
    ...doors,
    lookup: createLookup(knex),
    ping: async () => {
      await knex.raw('select 1');
    },
    close: () => knex.destroy(),
  };
}

/** The bare pool. Only the doors, the migrations and test helpers may hold one. */
export function createPool(config: DatabaseConfig): Knex {
  const knex = createKnex({
    client: 'pg',
    compileSqlOnError: false,
    connection: {
      connectionString: config.url,
      application_name: config.applicationName,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      types,
      ...sessionSettings,
    },
    // knex also prints every connection that fails; the caller gets the error and says it once.
    log: { warn: () => undefined },
    acquireConnectionTimeout: config.acquireTimeoutMs ?? 10_000,
    pool: {
      min: 0,
      max: config.poolSize,
      afterCreate: (connection: pg.Client, done: (error: Error | null, connection: pg.Client) => void) => {
        if (config.onConnectionError) connection.on('error', config.onConnectionError);
        connection.query(setTransactionTimeout, (error: Error | null) => done(error, connection));
      },
    },
  });
  knex.on('query-error', (error: unknown, statement: { readonly sql: string }) => keepValuesOut(error, statement.sql));
  return knex;
}

/**
 * knex puts the whole statement in front of the driver's message, and PostgreSQL the offending row into its detail. Errors
 * go to logs, to quarantined events and into Temporal's histories, where nobody's name or address may stand.
 */
function keepValuesOut(error: unknown, sql: string): void {
  if (!(error instanceof Error)) return;
  const prefix = `${sql} - `;
  if (!error.message.startsWith(prefix)) return;
  const place = /^\s*(\w+(?:\s+\w+){0,2})/.exec(sql)?.[1];
  error.message = error.message.slice(prefix.length) + (place === undefined ? '' : ` (${place} …)`);
  if ('detail' in error) error.detail = undefined;
}
