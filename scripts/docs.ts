import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/app-process.ts';
import { nodeTypesDocument } from './lib/node-types-document.ts';
import { definitionJsonSchema } from '../domain/automation/nodes/definition-json-schema.ts';
import { configurationDocument } from './lib/configuration-document.ts';

/** Documents that are made from the code: written, or with --check compared. */
const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configurationDocument,
  'docs/nodes.md': nodeTypesDocument,
  'docs/automation-definition.schema.json': () => `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`,
};

const checking = process.argv.includes('--check');
let stale = 0;
for (const [file, make] of Object.entries(DOCUMENTS)) {
  const path = join(ROOT, file);
  const wanted = make();
  if (!checking) writeFileSync(path, wanted);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== wanted) {
    console.error(`${file} is not what the code says. Run: npm run docs`);
    stale += 1;
  }
}
process.exitCode = stale === 0 ? 0 : 1;
