import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { z } from 'zod';
import type { Env } from '../../config/env.ts';
import { type TemporalConfig, type TemporalConnectionOptions, temporalConnectionOptions } from '../../config/temporal.ts';
import type { PostgresCredentials } from './postgres.ts';

const credentialsSchema = z.object({ superuserPassword: z.string(), password: z.string() });

/** The passwords of the PostgreSQL in a data folder, made at random once. */
export function credentialsOf(dataDir: string): PostgresCredentials {
  const file = join(dataDir, 'credentials.json');
  if (existsSync(file)) return credentialsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const made = { superuserPassword: randomBytes(24).toString('hex'), password: randomBytes(24).toString('hex') };
  writeFileSync(file, `${JSON.stringify(made)}\n`, { mode: 0o600 });
  return made;
}

/** The key that seals the secrets of a data folder, made at random once. Whoever has folder and key has the secrets: back them up apart. */
export function credentialKeysOf(dataDir: string): string {
  const file = join(dataDir, 'credential-keys');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const made = `k1:${randomBytes(32).toString('base64')}`;
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  return made;
}

const OLDEST_POSTGRES = 150_000;

function withoutSecret(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
}

/** Throws one sentence when the PostgreSQL of DATABASE_URL cannot be used. */
export async function checkOwnPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const reason =
      error instanceof AggregateError ? error.errors.map(String).join(', ') : error instanceof Error ? error.message : String(error);
    throw new Error(`DATABASE_URL: no connection to PostgreSQL at ${withoutSecret(url)}: ${reason}`, { cause: error });
  }
  try {
    const { rows } = await client.query<{ version: number; name: string; may: boolean }>(
      `select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
              (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as may`,
    );
    const server = rows[0];
    if (server === undefined || server.version < OLDEST_POSTGRES) {
      throw new Error(`DATABASE_URL: ${withoutSecret(url)} is PostgreSQL ${server?.name ?? '?'}; Cadenza needs 15 or newer.`);
    }
    if (!server.may)
      throw new Error(`DATABASE_URL: its role may not create roles; as a superuser run: alter role "${client.user ?? ''}" createrole.`);
  } finally {
    await client.end();
  }
}

/** Throws one sentence when the Temporal service of TEMPORAL_ADDRESS does not answer. */
export async function connectToTemporal(options: TemporalConnectionOptions): Promise<Connection> {
  try {
    return await Connection.connect({ ...options, connectTimeout: 10_000 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`TEMPORAL_ADDRESS: no Temporal service answers at ${options.address}: ${reason}`, { cause: error });
  }
}

/** The namespace an instance uses and how temporal.yaml reads for it. */
export function temporalConfigFor(config: TemporalConfig, env: Env): TemporalConfig {
  const name = env.TEMPORAL_NAMESPACE ?? config.namespace.name;
  return { ...config, namespace: { ...config.namespace, name } };
}

/** Connection to the Temporal service at an address, with the environment's TLS and key. */
export async function temporalAt(address: string, env: Env): Promise<Connection> {
  return await connectToTemporal(temporalConnectionOptions({ ...env, TEMPORAL_ADDRESS: address }));
}
