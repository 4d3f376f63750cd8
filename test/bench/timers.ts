import { setTimeout as pause } from 'node:timers/promises';
import { settingsOf } from './engine/turns.ts';
import type { Scene } from './engine/variants.ts';
import { benchmark } from './lib/benchmark.ts';
import { percentile, rounded } from './lib/figures.ts';
import type { Stage } from './lib/stage.ts';
import { setStage } from './lib/stage.ts';
import { startWorkerProcess } from './lib/worker-process.ts';
import type { Crowd } from './waiting/crowd.ts';
import { crowdOf, startWaiting } from './waiting/crowd.ts';

const usual = { waits: 10_000, leadSeconds: 420 };
type TimersSizes = typeof usual;
const minute = 60_000;

interface Lateness {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Many waits that come due within one minute: how late what follows them has ended. */
export const timersBenchmark = benchmark({
  tells: 'many waits due in the same minute, beside bare timers of the server; `leadSeconds` is the time to get them all waiting',
  usual,
  measure: async (sizes, say) => {
    const stage = await setStage();
    try {
      const bare = await lateness(stage, 'bareWait', sizes, say);
      const engine = await lateness(stage, 'engineWait', sizes, say);
      const latenessP99Ratio = rounded(engine.p99Ms / bare.p99Ms);
      return {
        report: { waits: sizes.waits, bare, engine, latenessP99Ratio },
        head: ['variant', 'p50 ms late', 'p99 ms late'],
        rows: [
          ['bare timer', bare.p50Ms, bare.p99Ms],
          ['engine', engine.p50Ms, engine.p99Ms],
        ],
        goals: [{ what: 'lateness p99, compared with a bare timer', figure: latenessP99Ratio, wanted: { atMost: 1.5 } }],
      };
    } finally {
      await stage.close();
    }
  },
});

async function lateness(
  stage: Stage,
  variant: 'bareWait' | 'engineWait',
  sizes: TimersSizes,
  say: (line: string) => void,
): Promise<Lateness> {
  const crowd = await crowdOf(stage, variant, sizes.waits);
  const due = Date.now() + sizes.leadSeconds * 1_000;
  await crowd.setDeadlines((n) => due + Math.floor((n * minute) / sizes.waits));
  const endedAt = new Map<string, number>();
  const stops = await startWorkers(stage, crowd, endedAt);
  try {
    return await startWaiting(stage, crowd, async () => {
      await crowd.whenWaiting(sizes.waits);
      const left = due - Date.now();
      say(`${variant}: ${sizes.waits} wait, ${Math.round(left / 1_000)} s before the first is due`);
      if (left < 0) throw new Error(`Only ${crowd.waiting()} of ${sizes.waits} waited when the first was due: give more --leadSeconds.`);
      await pause(left);
      await crowd.scene.ends.reach(sizes.waits);
      const late = await latenessOf(crowd.scene, endedAt, crowd);
      say(`${variant}: p99 ${Math.round(percentile(late, 0.99))} ms late`);
      return { p50Ms: rounded(percentile(late, 0.5), 0), p99Ms: rounded(percentile(late, 0.99), 0) };
    });
  } finally {
    await Promise.all(stops.map((stop) => stop()));
  }
}

async function startWorkers(stage: Stage, crowd: Crowd, endedAt: Map<string, number>): Promise<readonly (() => Promise<void>)[]> {
  const listener = {
    waits: crowd.oneWaits,
    broke: (error: Error): void => crowd.scene.ends.fail(error),
    ended: (_tenantId: string, count: number, run: { readonly id: string | undefined; readonly at: number }): void => {
      if (run.id !== undefined) endedAt.set(run.id, run.at);
      crowd.scene.ends.add(count);
    },
  };
  const stops: (() => Promise<void>)[] = [];
  for (const process of ['automation', 'bulk'])
    stops.push((await startWorkerProcess('engine-worker.ts', [process], settingsOf(stage), listener)).stop);
  return stops;
}

async function latenessOf(scene: Scene, endedAt: ReadonlyMap<string, number>, crowd: Crowd): Promise<readonly number[]> {
  const deadlines = await crowd.deadlines();
  if (endedAt.size !== deadlines.size)
    throw new Error(`${endedAt.size} of ${deadlines.size} runs of ${scene.variant} said when they ended.`);
  return [...endedAt].map(([runId, at]) => {
    const deadline = deadlines.get(runId);
    if (deadline === undefined) throw new Error(`Nobody knows when run ${runId} was due.`);
    if (at < deadline) throw new Error(`Run ${runId} ended ${deadline - at} ms before it was due.`);
    return at - deadline;
  });
}
