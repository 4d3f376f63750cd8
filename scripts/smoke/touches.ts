import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { leadsWithTask, logTouch } from './journey.ts';

/**
 * Reps at work while leads come in: as soon as a lead has its first-touch task, every tenth is called. Ends when `all` leads
 * have been seen. The call comes within a second or two of the task, long before its deadline.
 */
export async function touchEveryTenth(api: ApiClient, all: () => number | null, say: (line: string) => void): Promise<number> {
  const seen = new Set<string>();
  let touches = 0;
  for (;;) {
    const wanted = all();
    for (const lead of await leadsWithTask(api)) {
      if (seen.has(lead)) continue;
      seen.add(lead);
      if (seen.size % 10 !== 1) continue;
      await logTouch(api, lead);
      touches += 1;
    }
    if (wanted !== null && seen.size >= wanted) break;
    await pause(250);
  }
  say(`logged ${touches} touches on ${seen.size} leads`);
  return touches;
}
