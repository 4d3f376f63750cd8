import { createVault, vaultKeys } from '../../commands/credentials/vault.ts';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { ProcessContext } from '../../config/run-process.ts';
import { temporalConnectionOptions, temporalNamespace } from '../../config/temporal.ts';
import type { Database } from '../../db/connection.ts';
import { createDatabase } from '../../db/connection.ts';

/** The database of a worker process; a process that finds none says so in a sentence. */
export function openDatabase({ env, logger }: ProcessContext, name: string, poolSize: number): Database {
  if (env.DATABASE_URL === undefined) throw new Error('DATABASE_URL is not set. `npm start` sets it; elsewhere name a PostgreSQL.');
  if (env.CREDENTIAL_KEYS === undefined) throw new Error('CREDENTIAL_KEYS is not set. `npm start` makes a key; elsewhere give one.');
  return createDatabase({
    vault: createVault(vaultKeys(env.CREDENTIAL_KEYS)),
    url: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL ?? poolSize,
    applicationName: `cadenza-${name}`,
    onConnectionError: (error) => logger.warn({ err: error }, 'a database connection was lost'),
  });
}

/** A client that connects when it is first used, so that a Temporal which is away does not keep the dispatcher from starting. */
export function temporalClient({ env }: ProcessContext): { client: Client; close: () => Promise<void> } {
  const connection = Connection.lazy(temporalConnectionOptions(env));
  return { client: new Client({ connection, namespace: temporalNamespace(env) }), close: () => connection.close() };
}

const retryMs = 1_000;

/** The worker's connection; waits for a Temporal that is not there yet. */
export async function nativeConnection({ env, logger }: ProcessContext, patienceMs = 60_000): Promise<NativeConnection> {
  const options = temporalConnectionOptions(env);
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`Temporal does not answer at ${options.address}.`, { cause: error });
      logger.warn({ address: options.address }, 'waiting for Temporal');
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}
