import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type InstanceUrls, startInstance } from '../../scripts/lib/instance.ts';

/** The running Cadenza that the browser tests share. Each file signs up a tenant of its own, or signs in to the demo tenant to look only. */
export interface RunInstance {
  readonly urls: InstanceUrls;
  readonly namespace: string;
  readonly dataDir: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    instance: RunInstance;
  }
}

/** Starts a whole Cadenza in a folder that goes away with it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-e2e-'));
  // PostgreSQL runs under another account when we are root and must be able to enter.
  await chmod(folder, 0o755);
  const instance = await startInstance({ dataDir: folder, quiet: true });
  project.provide('instance', { urls: instance.urls, namespace: instance.namespace, dataDir: instance.dataDir });
  return async () => {
    await instance.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
