import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { keepStepTypes } from './lib/step-types.ts';
import type { Recorded } from './lib/setting.ts';
import { scenarios } from './lib/scenarios.ts';
import type { Studio } from './lib/studio.ts';
import { openStudio } from './lib/studio.ts';

// Records the histories that every later version must be able to replay, from real runs on real servers:
//
//   npx tsx test/replay/record.ts [folder] [--only=<scenario>]
//
// After a release, histories are only added: into a folder of their own below histories/, named after the version that made them.

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string', default: '' } } });
const version = positionals[0] ?? '';
const folder = fileURLToPath(new URL(`histories/${version}`, import.meta.url));

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

async function keep(studio: Studio, recorded: Recorded): Promise<void> {
  const history = await studio.handle(recorded.workflowId, recorded.runId).fetchHistory();
  // Workers are known by process and machine, which are nobody's business.
  const text = historyToJSON(history).replaceAll(/\d+@[\w.-]+/g, 'recorder');
  await writeFile(`${folder}/${recorded.name}.json`, `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  await keepStepTypes(studio, version === '' ? recorded.name : `${version}/${recorded.name}`, recorded.workflowId);
  console.log(`  ${recorded.name}: ${history.events?.length ?? 0} events`);
}

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const studio = await openStudio();
  try {
    for (const scenario of scenarios.filter(({ name }) => name.includes(values.only)))
      for (const recorded of await scenario(studio)) await keep(studio, recorded);
  } finally {
    await studio.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
