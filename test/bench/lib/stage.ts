import { testVault } from '../../helpers/vault.ts';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import pg from 'pg';
import { type TemporalConfig, temporalConfig } from '../../../config/temporal.ts';
import type { Database } from '../../../db/connection.ts';
import { createDatabase } from '../../../db/connection.ts';
import { startRunServices, TEMPLATE_DATABASE } from '../../helpers/run-services.ts';

/** The servers of one benchmark: PostgreSQL without fsync, Temporal on SQLite without synchronous writes, both of their own. */
export interface Stage {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly namespace: string;
  /** Temporary; goes away with the servers. */
  readonly folder: string;
  readonly db: Database;
  /** A client whose calls pass the given interceptor: the way in which a benchmark starts other workflows than the product's. */
  readonly client: (interceptor: WorkflowClientInterceptor) => Client;
  /** Rows as a superuser sees them: counts do not go through the code that is measured. */
  readonly look: <Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

/** Starts servers on free ports in a temporary folder; `close` stops them and removes it. */
export async function setStage(dynamicConfig: TemporalConfig['dynamicConfig'] = {}): Promise<Stage> {
  const { services, stop } = await startRunServices(dynamicConfig);
  const namespace = temporalConfig().namespace.name;
  const databaseUrl = services.postgresUrl;
  const superuserUrl = new URL(services.superuserUrl);
  superuserUrl.pathname = `/${TEMPLATE_DATABASE}`;
  const superuser = new pg.Client({ connectionString: superuserUrl.href });
  await superuser.connect();
  const connection = await Connection.connect({ address: services.temporalAddress });
  const db = createDatabase({ vault: testVault, url: databaseUrl, poolSize: 60, applicationName: 'cadenza-bench' });
  return {
    databaseUrl,
    temporalAddress: services.temporalAddress,
    namespace,
    folder: services.folder,
    db,
    client: (interceptor) => new Client({ connection, namespace, interceptors: { workflow: [interceptor] } }),
    look: async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) =>
      (await superuser.query<Row>(sql, [...values])).rows,
    close: async () => {
      await db.close();
      await connection.close();
      await superuser.end();
      await stop();
    },
  };
}
