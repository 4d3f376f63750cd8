import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { changePlan } from '../commands/entitlements/change-plan.ts';
import { runCommand } from '../commands/lib/run-command.ts';
import { env, inheritedEnvironment, parseEnv } from '../config/env.ts';
import { createDatabase } from '../db/connection.ts';
import { isPlanCode, planCodes } from '../domain/entitlements/plans.ts';
import { addressesOf } from './lib/instance-addresses.ts';

const HELP = `npx tsx scripts/plan.ts WORKSPACE PLAN [--data DIR]

Gives a workspace, named by its short name, one of the plans ${planCodes.join(', ')}. Works on the instance that runs on DIR
(default .cadenza), or on DATABASE_URL.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [workspace, plan] = positionals;
  if (values.help === true || workspace === undefined || plan === undefined) return console.log(HELP);
  if (!isPlanCode(plan)) throw new Error(`There is no plan "${plan}". There are ${planCodes.join(', ')}.`);
  const settings = parseEnv({ ...inheritedEnvironment(), ...addressesOf(resolve(values.data ?? env().DATA_DIR)) });
  if (settings.DATABASE_URL === undefined) throw new Error('Nothing runs there. Start it first, or set DATABASE_URL.');
  const db = createDatabase({ url: settings.DATABASE_URL, poolSize: 2, applicationName: 'cadenza-plan' });
  try {
    const tenantId = await db.lookup.tenantBySlug(workspace);
    if (tenantId === null) throw new Error(`There is no workspace "${workspace}".`);
    const frame = { tenantId, actor: { kind: 'system', name: 'operator' } } as const;
    await runCommand(db, frame, (trx, context) => changePlan(trx, context, { plan }), { door: 'exclusive' });
    console.log(`  ${workspace} has the plan ${plan} now.`);
  } finally {
    await db.close();
  }
}

main().catch((error: unknown) => {
  console.error(`\nThe plan was not changed.\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
