import { setTimeout as pause } from 'node:timers/promises';
import { proveWorkDone } from './engine/proof.ts';
import { alone, settingsOf, withSpine, workOf } from './engine/turns.ts';
import type { Scene } from './engine/variants.ts';
import { setScene } from './engine/variants.ts';
import { benchmark } from './lib/benchmark.ts';
import { median, percentile, rounded } from './lib/figures.ts';
import { closedLoop, oneByOne } from './lib/load.ts';
import type { Stage } from './lib/stage.ts';
import { setStage } from './lib/stage.ts';
import { startWorkerProcess } from './lib/worker-process.ts';

const usual = { events: 20_000, rounds: 3, runs: 400, singles: 60 };
type BurstSizes = typeof usual;

interface Figures {
  readonly bareRate: number;
  readonly burstRate: number;
  readonly idleMs: readonly number[];
  readonly duringMs: readonly number[];
}

/** Everything at once for one plan, and what another tenant notices of it. */
export const burstBenchmark = benchmark({
  tells: 'many events at once for one plan, beside a workflow that does nothing, and the latency of another tenant meanwhile',
  usual,
  measure: async (sizes, say) => {
    const found = await measure(sizes, say);
    const p95 = { idle: percentile(found.idleMs, 0.95), during: percentile(found.duringMs, 0.95) };
    const report = {
      bareRunsPerSecond: rounded(found.bareRate, 1),
      burstRunsPerSecond: rounded(found.burstRate, 1),
      toBare: rounded(found.burstRate / found.bareRate),
      otherTenant: { idleP95Ms: rounded(p95.idle, 1), duringP95Ms: rounded(p95.during, 1), singles: found.duringMs.length },
      otherTenantLatencyRatio: rounded(p95.during / p95.idle),
    };
    return {
      report,
      head: ['what', 'figure'],
      rows: [
        ['bare, runs/s', report.bareRunsPerSecond],
        ['burst, runs/s', report.burstRunsPerSecond],
        ['another tenant alone, p95 ms', report.otherTenant.idleP95Ms],
        ['another tenant during it, p95 ms', report.otherTenant.duringP95Ms],
      ],
      goals: [
        { what: 'burst, compared with a bare workflow', figure: report.toBare, wanted: { atLeast: 5.5 } },
        { what: 'latency of another tenant, compared with idle', figure: report.otherTenantLatencyRatio, wanted: { atMost: 3 } },
      ],
    };
  },
});

async function measure(sizes: BurstSizes, say: (line: string) => void): Promise<Figures> {
  const stage = await setStage();
  const stops: (() => Promise<void>)[] = [];
  try {
    const bare = await setScene(stage, 'bare', sizes.rounds * (sizes.runs + 100));
    const burst = await setScene(stage, 'backlog', sizes.events);
    // At most a single every fifth of a second while the burst lasts.
    const other = await setScene(stage, 'engine', sizes.singles + 5_000);
    const scenes = [bare, burst, other];
    await stage.look('vacuum analyze');
    const of = new Map<string, Scene>(scenes.map((scene) => [scene.world.tenantId, scene]));
    const broke = (error: Error): void => scenes.forEach((scene) => scene.ends.fail(error));
    const ended = (tenantId: string, count: number): void => of.get(tenantId)?.ends.add(count);
    for (const process of ['automation', 'bulk']) {
      stops.push((await startWorkerProcess('engine-worker.ts', [process], settingsOf(stage), { ended, broke })).stop);
    }
    const bareRate = await bareRates(stage, bare, sizes, say);
    const idleMs = await withSpine(stage, scenes, {}, () => oneByOne(workOf(other), sizes.singles));
    const { rate, duringMs } = await burstOnce(stage, scenes, { burst, other }, sizes.events);
    say(`${sizes.events} events ${rate.toFixed(1)} runs/s; ${duringMs.length} singles of another tenant meanwhile`);
    for (const scene of scenes) await proveWorkDone(stage, scene);
    return { bareRate, burstRate: rate, idleMs, duringMs };
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await stage.close();
  }
}

async function bareRates(stage: Stage, bare: Scene, sizes: BurstSizes, say: (line: string) => void): Promise<number> {
  const rates: number[] = [];
  for (let round = 1; round <= sizes.rounds; round += 1) {
    rates.push(await withSpine(stage, [bare], alone, () => closedLoop(workOf(bare), { inFlight: 50, warmUp: 50, count: sizes.runs })));
    say(`bare, round ${round} of ${sizes.rounds}: ${rates.at(-1)?.toFixed(1) ?? ''} runs/s`);
  }
  return median(rates);
}

/** Events are committed first, then relay and dispatcher start; meanwhile another tenant's events come one at a time. */
async function burstOnce(
  stage: Stage,
  scenes: readonly Scene[],
  { burst, other }: { readonly burst: Scene; readonly other: Scene },
  events: number,
): Promise<{ readonly rate: number; readonly duringMs: readonly number[] }> {
  for (let made = 0; made < events; made += 100) await burst.commitEvents(Math.min(100, events - made));
  return withSpine(stage, scenes, {}, async () => {
    const from = performance.now();
    let over = false;
    const all = burst.ends.reach(events).finally(() => {
      over = true;
    });
    const duringMs: number[] = [];
    while (!over) {
      const [took] = await oneByOne(workOf(other), 1);
      if (took !== undefined && !over) duringMs.push(took);
      await pause(200);
    }
    return { rate: (events * 1_000) / ((await all) - from), duringMs };
  });
}
