import { join } from 'node:path';
import { type Env, inheritedEnvironment, parseEnv } from '../../config/env.ts';
import { type TemporalConfig, temporalConfig } from '../../config/temporal.ts';
import { migrate } from '../../db/migrate.ts';
import { startAppProcess } from './app-process.ts';
import { APP_PROCESSES, type AppProcess, WORKER_SOURCES } from './app-processes.ts';
import { buildUi, uiIsCurrent } from './build-ui.ts';
import { fingerprint } from './fingerprint.ts';
import type { Instance, InstanceUrls, Starting } from './instance.ts';
import { checkOwnPostgres, credentialKeysOf, credentialsOf, temporalAt, temporalConfigFor } from './own-services.ts';
import { freePortFrom } from './ports.ts';
import { ensureDatabase, startPostgres } from './postgres.ts';
import { reconcileServices } from './reconcile-services.ts';
import { seedDatabase } from './seed.ts';
import type { Supervisor } from './supervisor.ts';
import { applyTemporalConfig, makeBuildCurrent } from './temporal-apply.ts';
import { findTemporalCli } from './temporal-cli.ts';
import { startTemporalServer } from './temporal-server.ts';

export interface StartContext {
  readonly options: Starting;
  readonly supervisor: Supervisor;
  readonly logFile: (name: string) => string;
  /** The instance before this one on the folder was killed: Temporal may know less than PostgreSQL. */
  readonly afterCrash: boolean;
}

type Started = Pick<Instance, 'urls' | 'namespace' | 'env'>;
type Database = Pick<InstanceUrls, 'database' | 'databaseSuperuser'>;
type Temporal = Pick<InstanceUrls, 'temporal' | 'temporalUi'>;

/** The steps of a start, in order. Each leaves what it started with the supervisor, so that a failure stops it all. */
export async function startInOrder(context: StartContext): Promise<Started> {
  const { options } = context;
  const { progress } = options;
  const inherited = { ...inheritedEnvironment(), ...options.env };
  const settings = parseEnv(inherited);
  const config = temporalConfigFor(temporalConfig(), settings);

  const step = async <T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> => {
    options.signal?.throwIfAborted();
    return await progress.step(title, work);
  };
  const database = await step('PostgreSQL', () => provideDatabase(context, settings));
  const temporal = await step('Temporal', (note) => provideTemporal(context, settings, config, note));
  await step('Migrations', () => migrate(database.database));
  const apiPort = await freePortFrom(options.ports?.api ?? 0, settings.API_HOST);
  const app = settings.PUBLIC_URL ?? `http://${settings.API_HOST === '0.0.0.0' ? '127.0.0.1' : settings.API_HOST}:${apiPort}`;
  const buildId = fingerprint(WORKER_SOURCES);
  const env = {
    ...inherited,
    NODE_ENV: 'production',
    TZ: 'UTC',
    DATA_DIR: options.dataDir,
    DATABASE_URL: database.database,
    CREDENTIAL_KEYS: settings.CREDENTIAL_KEYS ?? credentialKeysOf(options.dataDir),
    TEMPORAL_ADDRESS: temporal.temporal,
    TEMPORAL_NAMESPACE: config.namespace.name,
    ...(temporal.temporalUi === undefined ? {} : { TEMPORAL_UI_URL: temporal.temporalUi }),
    API_PORT: String(apiPort),
    PUBLIC_URL: app,
    BUILD_ID: buildId,
  };
  if (settings.DEMO_DATA) await step('Demo data', () => seedDatabase(env));
  if (options.buildUi !== false && !uiIsCurrent()) await step('Browser application', () => buildUi());
  await step('Processes', () => startProcesses(context, env, options.processes ?? APP_PROCESSES));
  if ((options.processes ?? APP_PROCESSES).some((process) => process.worker)) {
    await step('Workers', () => announceBuild(temporal.temporal, settings, config, buildId));
  }
  if (context.afterCrash)
    await step('Reconcile', () => reconcileServices({ database: database.database, temporal: temporal.temporal, settings }));
  options.signal?.throwIfAborted();
  return { urls: { app, api: `${app}/v1`, ...temporal, ...database }, namespace: config.namespace.name, env };
}

async function provideDatabase({ options, supervisor, logFile }: StartContext, settings: Env): Promise<Database> {
  if (settings.DATABASE_URL !== undefined) {
    await checkOwnPostgres(settings.DATABASE_URL);
    return { database: settings.DATABASE_URL, databaseSuperuser: undefined };
  }
  const port = await freePortFrom(options.ports?.postgres ?? 0);
  const start = () =>
    startPostgres({
      folder: join(options.dataDir, 'postgres'),
      port,
      durability: options.syncMode ?? 'off',
      logFile: logFile('postgres'),
      credentials: credentialsOf(options.dataDir),
    });
  let urls: Database | undefined;
  await supervisor.add('postgres', async () => {
    const server = await start();
    await ensureDatabase(server, 'cadenza');
    urls = { database: server.url('cadenza'), databaseSuperuser: server.superuserUrl('cadenza') };
    return server;
  });
  if (urls === undefined) throw new Error('PostgreSQL was stopped while it started.');
  return urls;
}

async function provideTemporal(
  { options, supervisor, logFile }: StartContext,
  settings: Env,
  config: TemporalConfig,
  note: (text: string) => void,
): Promise<Temporal> {
  let temporal: Temporal;
  if (settings.TEMPORAL_ADDRESS === undefined) {
    const cli = await findTemporalCli(settings.TEMPORAL_CLI, note);
    const port = await freePortFrom(options.ports?.temporal ?? 0);
    const uiPort = await freePortFrom(options.ports?.temporalUi ?? 0);
    const databaseFile = join(options.dataDir, 'temporal.db');
    const durability = options.syncMode ?? 'off';
    await supervisor.add('temporal', () =>
      startTemporalServer({ cli, config, port, uiPort, databaseFile, durability, logFile: logFile('temporal') }),
    );
    temporal = { temporal: `127.0.0.1:${port}`, temporalUi: `http://127.0.0.1:${uiPort}` };
  } else {
    temporal = { temporal: settings.TEMPORAL_ADDRESS, temporalUi: settings.TEMPORAL_UI_URL };
  }
  await applyConfig(temporal.temporal, settings, config);
  return temporal;
}

async function applyConfig(address: string, settings: Env, config: TemporalConfig): Promise<void> {
  const connection = await temporalAt(address, settings);
  try {
    const { missing } = await applyTemporalConfig({ connection, namespace: config.namespace.name, config });
    if (missing.length === 0) return;
    throw new Error(
      `The Temporal service at ${address} is not as temporal.yaml wants it, and may not be changed from here:\n  ${missing.join('\n  ')}`,
    );
  } finally {
    await connection.close();
  }
}

async function startProcesses(
  { supervisor, logFile }: StartContext,
  env: Record<string, string>,
  processes: readonly AppProcess[],
): Promise<void> {
  const startOne = async ({ name, entry, args }: AppProcess) => {
    await supervisor.add(name, () =>
      startAppProcess({ name, entry, ...(args === undefined ? {} : { args }), env, logFile: logFile(name) }),
    );
  };
  const results = await Promise.allSettled(processes.map(startOne));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function announceBuild(address: string, settings: Env, config: TemporalConfig, buildId: string): Promise<void> {
  const connection = await temporalAt(address, settings);
  try {
    const current = await makeBuildCurrent({ connection, namespace: config.namespace.name, config }, buildId);
    if (!current) throw new Error(`No worker of build ${buildId} announced itself to Temporal.`);
  } finally {
    await connection.close();
  }
}
