import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { env } from '../../config/env.ts';
import { type TemporalConfig, temporalConfig } from '../../config/temporal.ts';
import { anyFreePort } from '../../scripts/lib/ports.ts';
import { ensureDatabase, startPostgres } from '../../scripts/lib/postgres.ts';
import { findTemporalCli } from '../../scripts/lib/temporal-cli.ts';
import { startTemporalServer } from '../../scripts/lib/temporal-server.ts';

/** The real servers one test run shares. Provided to every test file. */
export interface RunServices {
  /** Connection string of the product's role; the database name is the template's. */
  readonly postgresUrl: string;
  readonly superuserUrl: string;
  readonly templateDatabase: string;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string;
  readonly folder: string;
}

export const TEMPLATE_DATABASE = 'cadenza_template';
const MIGRATE = fileURLToPath(new URL('../../db/migrate.ts', import.meta.url));

async function migrateTemplate(url: string): Promise<void> {
  if (!existsSync(MIGRATE)) return;
  const module: unknown = await import(pathToFileURL(MIGRATE).href);
  if (typeof module !== 'object' || module === null || !('migrate' in module) || typeof module.migrate !== 'function') {
    throw new Error('db/migrate.ts does not export migrate(url).');
  }
  await module.migrate(url);
}

/** One PostgreSQL cluster and one Temporal server for a test run, in a folder that goes away with them. */
export async function startRunServices(
  dynamicConfig: TemporalConfig['dynamicConfig'] = {},
): Promise<{ services: RunServices; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-test-'));
  const config = temporalConfig();
  // PostgreSQL runs under another account when we are root and must be able to enter.
  await chmod(folder, 0o755);
  const credentials = { superuserPassword: 'test-superuser', password: 'test' };
  const [postgres, temporal] = await Promise.all([
    anyFreePort().then((port) =>
      startPostgres({
        folder: join(folder, 'postgres'),
        port,
        durability: 'off',
        logFile: join(folder, 'postgres.log'),
        credentials,
        maxConnections: 400,
      }),
    ),
    findTemporalCli(env().TEMPORAL_CLI, (line) => console.log(line)).then(async (cli) =>
      startTemporalServer({
        cli,
        config: { ...config, dynamicConfig: { ...config.dynamicConfig, ...dynamicConfig } },
        port: await anyFreePort(),
        databaseFile: join(folder, 'temporal.db'),
        durability: 'off',
        logFile: join(folder, 'temporal.log'),
      }),
    ),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all([postgres.stop(), temporal.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ensureDatabase(postgres, TEMPLATE_DATABASE);
    await migrateTemplate(postgres.url(TEMPLATE_DATABASE));
  } catch (error) {
    await stop();
    throw error;
  }
  const services: RunServices = {
    postgresUrl: postgres.url(TEMPLATE_DATABASE),
    superuserUrl: postgres.superuserUrl('postgres'),
    templateDatabase: TEMPLATE_DATABASE,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl ?? '',
    folder,
  };
  return { services, stop };
}
