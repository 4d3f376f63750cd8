import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { inheritedEnvironment } from '../../config/env.ts';
import { type InstanceUrls, startInstance } from '../../scripts/lib/instance.ts';
import { readRunState } from '../../scripts/lib/run-state.ts';

/** The running Cadenza that the browser tests share. Each file signs up a tenant of its own, or signs in to the demo tenant to look only. */
export interface RunInstance {
  readonly urls: Pick<InstanceUrls, 'app'>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    instance: RunInstance;
  }
}

// All tests come from one address, and sign in more often in a minute than people do.
const patient = {
  RATE_LIMIT_SIGN_IN_PER_MINUTE: '10000',
  LOGIN_SLOW_AFTER: '10000',
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: '100000',
  RATE_LIMIT_PER_MINUTE: '100000',
  // The identity provider of a test is on this machine.
  WEBHOOKS_ALLOW_PRIVATE: 'true',
};

/**
 * Starts a whole Cadenza in a folder that goes away with it. E2E_DATA_DIR names the folder of one that runs already
 * (`npm start -- --data DIR`, with the limits above): then a test begins at once, for whoever writes one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = runningOne();
  if (running !== undefined) {
    project.provide('instance', { urls: { app: running } });
    return async () => undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-e2e-'));
  // PostgreSQL runs under another account when we are root and must be able to enter.
  await chmod(folder, 0o755);
  const instance = await startInstance({ dataDir: folder, quiet: true, env: patient }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  project.provide('instance', { urls: { app: instance.urls.app } });
  return async () => {
    await instance.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

function runningOne(): string | undefined {
  const { E2E_DATA_DIR: dataDir } = inheritedEnvironment();
  if (dataDir === undefined) return undefined;
  const app = readRunState(dataDir)?.urls['app'];
  if (app === undefined || app === '') throw new Error(`No Cadenza runs on ${dataDir}.`);
  return app;
}
