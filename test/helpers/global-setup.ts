import type { TestProject } from 'vitest/node';
import { type RunServices, startRunServices } from './run-services.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    services: RunServices;
  }
}

interface Shared {
  users: number;
  started: ReturnType<typeof startRunServices>;
}

// Each project loads this file through a module runner of its own; the process is what they share.
const KEY = Symbol.for('cadenza.run-services');
const processWide: Record<symbol, Shared | undefined> = Object.assign(globalThis, {});

/** Workflows go on as new ones after so few events: whatever a test carries out proves beside its own that nothing is lost on the way. */
const eventsBeforeNew = 12;

/** Starts the run's servers for the first project that wants them and stops them after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (processWide[KEY] ??= {
    users: 0,
    started: startRunServices({ 'limit.historyCount.suggestContinueAsNew': eventsBeforeNew }),
  });
  shared.users += 1;
  const { services, stop } = await shared.started;
  project.provide('services', services);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    processWide[KEY] = undefined;
    await stop();
  };
}
