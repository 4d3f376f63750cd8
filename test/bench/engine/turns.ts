import { setTimeout as pause } from 'node:timers/promises';
import type { Work } from '../lib/load.ts';
import { watchOthers } from '../lib/quiet.ts';
import { startSpine } from '../lib/spine.ts';
import type { Stage } from '../lib/stage.ts';
import type { WorkerSettings } from '../lib/worker-process.ts';
import type { Scene } from './variants.ts';
import { clientFor } from './variants.ts';

/** No batches: each run its own workflow. */
export const alone = { batchFrom: Number.MAX_SAFE_INTEGER };

export function settingsOf(stage: Stage): WorkerSettings {
  return { databaseUrl: stage.databaseUrl, temporalAddress: stage.temporalAddress, namespace: stage.namespace };
}

/** Does the work with relay and dispatcher running, and waits until they have nothing left. */
export async function withSpine<T>(
  stage: Stage,
  scenes: readonly Scene[],
  dispatcher: { batchFrom?: number },
  work: () => Promise<T>,
): Promise<T> {
  const onError = (message: string): void => scenes.forEach((scene) => scene.ends.fail(new Error(message)));
  const spine = startSpine({ db: stage.db, client: clientFor(stage, scenes), dispatcher, onError });
  try {
    const result = await work();
    await untilIdle(stage);
    return result;
  } finally {
    await spine.stop();
  }
}

async function untilIdle(stage: Stage): Promise<void> {
  for (;;) {
    const [left] = await stage.look<{ any: boolean }>('select exists (select from outbox) or exists (select from dispatches) as any');
    if (left?.any !== true) return;
    await pause(50);
  }
}

export function workOf(scene: Scene): Work {
  return { begin: () => scene.commitEvents(1), ends: scene.ends };
}

/** A turn in which other programs took more of the machine than this says nothing about us. */
const mostByOthers = 0.1;

/** Has turns until one was not disturbed, or no repeat is left. Whether a turn counts is decided by the machine's load, never by its figure. */
export async function undisturbed<T>(
  left: { repeats: number },
  turn: () => Promise<T>,
  told: (result: T, note: string) => void,
): Promise<T> {
  for (;;) {
    const others = watchOthers();
    const result = await turn();
    const share = others() ?? 0;
    const disturbed = share > mostByOthers;
    const repeat = disturbed && left.repeats > 0;
    told(result, disturbed ? `  (others took ${Math.round(share * 100)}% of the machine${repeat ? ': once more' : ''})` : '');
    if (!repeat) return result;
    left.repeats -= 1;
  }
}
