import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createApp } from '../../api/app.ts';
import type { ApiConfig, ApiDeps } from '../../api/deps.ts';
import { createLiveHub } from '../../api/live/live-hub.ts';
import { localFileStore } from '../../commands/files/file-store.ts';
import { createDatabase } from '../../db/connection.ts';
import type { Database } from '../../db/connection.ts';
import { ApiClient } from './api-client.ts';
import { createTestDatabase } from './database.ts';
import { testVault } from './vault.ts';
import type { TestDatabase } from './database.ts';

/** A running API on a port of its own with a database of its own. */
export interface TestApi {
  readonly url: string;
  readonly db: Database;
  readonly database: TestDatabase;
  readonly deps: ApiDeps;
  readonly folder: string;
  /** A client that is not signed in. */
  readonly client: () => ApiClient;
  readonly stop: () => Promise<void>;
}

const config: ApiConfig = {
  publicUrl: null,
  trustProxy: false,
  cookieSecure: false,
  sessionIdleMinutes: 60,
  sessionAbsoluteHours: 12,
  accessTokenMinutes: 15,
  refreshTokenDays: 30,
  refreshGraceSeconds: 10,
  loginMaxFailures: 5,
  loginLockoutMinutes: 15,
  signInSlowAfter: 1_000_000,
  uploadMaxBytes: 1_000_000,
  rateLimitPerMinute: 1_000_000,
  rateLimitAnonymousPerMinute: 1_000_000,
  rateLimitSignInPerMinute: 1_000_000,
  callsAllowPrivate: true,
  uiFolder: null,
  outboxFolder: null,
  temporalUiUrl: null,
  plansManagedBy: 'workspace',
  planOfNewWorkspaces: 'unlimited',
  checkResponses: true,
};

export interface StartApi {
  readonly config?: Partial<ApiConfig>;
  readonly probes?: ApiDeps['probes'];
  /** Another way to the database, e.g. through a proxy that can be cut. */
  readonly route?: (url: string) => string;
  readonly acquireTimeoutMs?: number;
}

/** Starts the API as the process does, over real HTTP and a real database. */
export async function startApi(options: StartApi = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-api-'));
  const url = options.route?.(database.url) ?? database.url;
  const db = createDatabase({
    url,
    poolSize: 8,
    applicationName: 'api-test',
    vault: testVault,
    acquireTimeoutMs: options.acquireTimeoutMs ?? 10_000,
    onConnectionError: () => undefined,
  });
  const live = createLiveHub(url);
  const deps: ApiDeps = {
    db,
    live,
    config: { ...config, ...options.config },
    logger: pino({ level: process.env['API_TEST_LOG'] ?? 'silent' }),
    files: localFileStore(join(folder, 'files')),
    probes: options.probes ?? [],
  };
  const answer = createApp(deps).callback();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this kind.
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: base,
    db,
    database,
    deps,
    folder,
    client: () => new ApiClient(base),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await live.close();
      server.closeAllConnections();
      await closed;
      await db.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
