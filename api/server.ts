import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createVault, vaultKeys } from '../commands/credentials/vault.ts';
import { localFileStore } from '../commands/files/file-store.ts';
import { type ProcessContext, type RunningProcess, runProcess } from '../config/run-process.ts';
import { temporalConnectionOptions } from '../config/temporal.ts';
import { createDatabase } from '../db/connection.ts';
import { createApp } from './app.ts';
import { apiConfig } from './config.ts';
import { databaseProbe, queueProbe, temporalProbe } from './lib/probes.ts';
import { createLiveHub } from './live/live-hub.ts';

const defaultPoolSize = 10;
const drainMs = 10_000;

/** The API process: the HTTP interface and the browser application. */
async function start({ env, logger }: ProcessContext): Promise<RunningProcess> {
  if (env.DATABASE_URL === undefined) throw new Error('DATABASE_URL is not set. `npm start` sets it; elsewhere name a PostgreSQL.');
  if (env.CREDENTIAL_KEYS === undefined) throw new Error('CREDENTIAL_KEYS is not set. `npm start` makes a key; elsewhere give one.');
  const config = apiConfig(env);
  const db = createDatabase({
    url: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL ?? defaultPoolSize,
    applicationName: 'cadenza-api',
    vault: createVault(vaultKeys(env.CREDENTIAL_KEYS)),
    onConnectionError: (error) => logger.warn({ err: error }, 'a database connection was lost'),
    acquireTimeoutMs: 5_000,
  });
  const live = createLiveHub(env.DATABASE_URL);
  const temporal = temporalProbe(temporalConnectionOptions(env));
  const probes = [databaseProbe(db), temporal, queueProbe(db, 'outbox'), queueProbe(db, 'dispatches')];
  const files = localFileStore(resolve(join(env.DATA_DIR, 'files')));
  const app = createApp({ db, config, logger, files, live, probes });
  const answer = app.callback();
  const server = createServer((request, response) => void answer(request, response));
  const address = await listen(server, env.API_PORT, env.API_HOST);
  return {
    ready: { url: config.publicUrl ?? urlOf(address), port: address.port, ui: config.uiFolder !== null },
    stop: async () => {
      const drained = close(server);
      await live.close();
      await drained;
      await Promise.all([db.close(), temporal.close()]);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolveAddress, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use. Set API_PORT to another one.`) : error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      // A server that listens on TCP has an address of this kind.
      if (address === null || typeof address === 'string') reject(new Error('the server has no address'));
      else resolveAddress(address);
    });
  });
}

function urlOf({ address, port, family }: AddressInfo): string {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

/** Answers what has begun, takes nothing new; after a while even slow callers are let go. */
function close(server: Server): Promise<void> {
  return new Promise((done) => {
    const force = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(force);
      done();
    });
    server.closeIdleConnections();
  });
}

await runProcess('api', start);
