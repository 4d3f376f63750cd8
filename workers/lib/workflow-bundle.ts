import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflowCode } from '@temporalio/worker';

const workflowsFolder = fileURLToPath(new URL('../../workflows/', import.meta.url));
const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/cadenza/', import.meta.url));

/** The workflow code as one script. Bundling takes seconds, so the result is kept under a name made of what went into it. */
export async function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  const file = join(cacheFolder, `workflows-${contentHash()}.js`);
  if (existsSync(file)) return { code: readFileSync(file, 'utf8') } as WorkflowBundleWithSourceMap;
  const bundle = await bundleWorkflowCode({ workflowsPath: join(workflowsFolder, 'index.ts'), logger: quiet });
  mkdirSync(cacheFolder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, bundle.code);
  renameSync(draft, file);
  return bundle;
}

function contentHash(): string {
  const hash = createHash('sha256').update(sdkVersion());
  const files = readdirSync(workflowsFolder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(workflowsFolder, name)));
  return hash.digest('hex').slice(0, 20);
}

function sdkVersion(): string {
  const description: unknown = createRequire(import.meta.url)('@temporalio/worker/package.json');
  return typeof description === 'object' && description !== null && 'version' in description ? String(description.version) : '';
}

const silent = (): void => undefined;
const quiet = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };
