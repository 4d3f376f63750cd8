import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { env, inheritedEnvironment, parseEnv } from '../config/env.ts';
import { addressesOf } from './lib/instance-addresses.ts';
import { reconcileServices } from './lib/reconcile-services.ts';

const HELP = `npm run reconcile [-- --data DIR]

Applies temporal.yaml again and rebuilds in Temporal whatever PostgreSQL says should be open: runs, batches, deliveries,
imports. Safe at any time, also twice. Works on the instance that runs on DIR (default .cadenza), or on DATABASE_URL and
TEMPORAL_ADDRESS.`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const dataDir = resolve(values.data ?? env().DATA_DIR);
  if (values.data !== undefined && !existsSync(dataDir)) throw new Error(`There is no folder ${dataDir}.`);
  const settings = parseEnv({ ...inheritedEnvironment(), ...addressesOf(dataDir) });
  if (settings.DATABASE_URL === undefined || settings.TEMPORAL_ADDRESS === undefined) {
    throw new Error(`Nothing runs on ${dataDir}. Start it first, or set DATABASE_URL and TEMPORAL_ADDRESS.`);
  }
  const services = { database: settings.DATABASE_URL, temporal: settings.TEMPORAL_ADDRESS, settings, buildId: settings.BUILD_ID };
  for (const line of await reconcileServices(services)) console.log(`  ${line}`);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`\nReconcile failed.\n${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
