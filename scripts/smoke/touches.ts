import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { logTouch, tasksSince } from './journey.ts';
import { patience } from './patience.ts';

export interface Touching {
  /** How many leads there are to see; null as long as that is not known. */
  readonly all: () => number | null;
  /** After the first call was logged: the work is in full swing. */
  readonly onFirst: () => void;
}

/** A task may become visible so much later than its own time of creation says. */
const overlapMs = 30_000;

/**
 * Reps at work while leads come in: as soon as a lead has its first-touch task, every tenth is called. Ends when `all` leads
 * have been seen; answers how many were called.
 */
export async function touchEveryTenth(api: ApiClient, { all, onFirst }: Touching): Promise<number> {
  const seen = new Set<string>();
  const waiting = patience('Tasks for the leads');
  let touches = 0;
  let newest = 0;
  for (;;) {
    const wanted = all();
    const before = seen.size;
    for (const task of await tasksSince(api, newest === 0 ? null : new Date(newest - overlapMs))) {
      newest = Math.max(newest, Date.parse(task.createdAt));
      for (const lead of task.leads) {
        if (seen.has(lead)) continue;
        seen.add(lead);
        if (seen.size % 10 !== 1) continue;
        await logTouch(api, lead);
        touches += 1;
        if (touches === 1) onFirst();
      }
    }
    if (wanted !== null && seen.size >= wanted) return touches;
    // Nothing came: the next look is at all of them, so that a task from a long commit is not overlooked.
    if (seen.size === before) newest = 0;
    waiting(seen.size);
    await pause(250);
  }
}
