import { Client } from '@temporalio/client';
import type { Env } from '../../config/env.ts';
import { temporalConfig } from '../../config/temporal.ts';
import { createDatabase } from '../../db/connection.ts';
import { temporalDirectory } from '../../workers/reconcile/directory.ts';
import { reconcile } from '../../workers/reconcile/reconcile.ts';
import { temporalAt, temporalConfigFor } from './own-services.ts';
import { applyTemporalConfig, makeBuildCurrent } from './temporal-apply.ts';

interface Services {
  readonly database: string;
  readonly temporal: string;
  readonly settings: Env;
  /** Build of the workers that run, to be made current again; absent where that has just been done. */
  readonly buildId?: string;
}

/** Applies temporal.yaml, then gives every row that should have a workflow one. Answers sentences about what it did. */
export async function reconcileServices({ database, temporal, settings, buildId }: Services): Promise<readonly string[]> {
  const config = temporalConfigFor(temporalConfig(), settings);
  const namespace = config.namespace.name;
  const connection = await temporalAt(temporal, settings);
  const db = createDatabase({ url: database, poolSize: 16, applicationName: 'cadenza-reconcile' });
  try {
    const { applied, missing } = await applyTemporalConfig({ connection, namespace, config });
    const report = await reconcile({ db, directory: temporalDirectory(new Client({ connection, namespace })) });
    const sentence = `${report.checked} open workflows checked, ${report.rebuilt} rebuilt.`;
    // Workers that Temporal forgot announce themselves again by polling; without a current version they would get nothing.
    const current = buildId === undefined || (await makeBuildCurrent({ connection, namespace, config }, buildId, 60_000));
    return [...applied, ...missing, sentence, ...(current ? [] : ['No worker of this build runs.'])];
  } finally {
    await db.close();
    await connection.close();
  }
}
