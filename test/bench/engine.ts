import { historyEvents, proveWorkDone } from './engine/proof.ts';
import { variants } from './engine/names.ts';
import { alone, settingsOf, undisturbed, withSpine, workOf } from './engine/turns.ts';
import type { Scene } from './engine/variants.ts';
import { setScene } from './engine/variants.ts';
import { benchmark } from './lib/benchmark.ts';
import type { Figures, Goal } from './lib/figures.ts';
import { median, rounded } from './lib/figures.ts';
import { closedLoop, oneByOne } from './lib/load.ts';
import type { Stage } from './lib/stage.ts';
import { setStage } from './lib/stage.ts';
import { startWorkerProcess } from './lib/worker-process.ts';

interface EngineBenchOptions {
  /** How often each variant has its turn. */
  readonly rounds: number;
  /** Runs measured per turn. */
  readonly runs: number;
  /** Events of one backlog. */
  readonly backlog: number;
  readonly backlogs: number;
  /** Runs alone, per variant. */
  readonly alone: number;
  /** How many turns of a variant may be repeated because other programs disturbed them. */
  readonly repeats: number;
}

const usualEngineBench: EngineBenchOptions = { rounds: 5, runs: 250, backlog: 5_000, backlogs: 3, alone: 41, repeats: 4 };

interface EngineReport {
  readonly bare: Figures;
  readonly naive: Figures;
  readonly engine: Figures;
  readonly backlog: Figures;
  readonly toBare: number;
  readonly toNaive: number;
  readonly backlogToBare: number;
  readonly historyEvents: number;
}

const inFlight = 50;
const warmUp = 50;
const singles = ['bare', 'naive', 'engine'] as const;
type Single = (typeof singles)[number];

/**
 * From the commit of an event to the end of its run, through the same relay, dispatcher and servers: our engine, an interpreter with an
 * activity per step, and a workflow that does nothing. Turns are interleaved, so that drift hits all alike.
 */
async function benchEngine(options: EngineBenchOptions, say: (line: string) => void): Promise<EngineReport> {
  const stage = await setStage();
  const ready: (() => Promise<void>)[] = [];
  try {
    const scenes = await setScenes(stage, options);
    const broke = (error: Error): void => Object.values(scenes).forEach((scene) => scene.ends.fail(error));
    const byTenant = new Map<string, Scene>(Object.values(scenes).map((scene) => [scene.world.tenantId, scene]));
    const ended = (tenantId: string, count: number): void => byTenant.get(tenantId)?.ends.add(count);
    for (const process of ['automation', 'bulk']) {
      const worker = await startWorkerProcess('engine-worker.ts', [process], settingsOf(stage), { ended, broke });
      ready.push(worker.stop);
    }
    const rates = await throughput(stage, scenes, options, say);
    const latencies = await latency(stage, scenes, options);
    const backlog = await backlogs(stage, scenes, options, say);
    for (const scene of Object.values(scenes)) await proveWorkDone(stage, scene);
    return reportOf(rates, latencies, backlog, await historyEvents(stage, scenes.engine));
  } finally {
    await Promise.all(ready.map((stop) => stop()));
    await stage.close();
  }
}

type Scenes = Readonly<Record<(typeof variants)[number], Scene>>;

async function setScenes(stage: Stage, options: EngineBenchOptions): Promise<Scenes> {
  const perSingle = (options.rounds + options.repeats) * (warmUp + options.runs + inFlight) + options.alone;
  const made: Partial<Record<(typeof variants)[number], Scene>> = {};
  for (const variant of variants)
    made[variant] = await setScene(
      stage,
      variant,
      variant === 'backlog' ? options.backlog * (options.backlogs + options.repeats) : perSingle,
    );
  await stage.look('vacuum analyze');
  return made as Scenes; // The loop has made every variant.
}

async function throughput(
  stage: Stage,
  scenes: Scenes,
  options: EngineBenchOptions,
  say: (line: string) => void,
): Promise<Record<Single, number[]>> {
  const rates: Record<Single, number[]> = { bare: [], naive: [], engine: [] };
  const left = { bare: { repeats: options.repeats }, naive: { repeats: options.repeats }, engine: { repeats: options.repeats } };
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const variant of singles) {
      const loop = { inFlight, warmUp, count: options.runs };
      const turn = (): Promise<number> => withSpine(stage, Object.values(scenes), alone, () => closedLoop(workOf(scenes[variant]), loop));
      const rate = await undisturbed(left[variant], turn, (figure, note) =>
        say(`round ${round} of ${options.rounds}, ${variant.padEnd(6)} ${figure.toFixed(1).padStart(6)} runs/s${note}`),
      );
      rates[variant].push(rate);
    }
  }
  return rates;
}

async function latency(stage: Stage, scenes: Scenes, options: EngineBenchOptions): Promise<Record<Single, number>> {
  const took: Record<Single, number[]> = { bare: [], naive: [], engine: [] };
  await withSpine(stage, Object.values(scenes), alone, async () => {
    // In turn, too, one run each.
    for (let at = 0; at < options.alone; at += 1) {
      for (const variant of singles) took[variant].push(...(await oneByOne(workOf(scenes[variant]), 1)));
    }
  });
  return { bare: median(took.bare), naive: median(took.naive), engine: median(took.engine) };
}

interface Backlog {
  readonly rate: number;
  readonly p50Ms: number;
}

/** All events are committed first; then relay and dispatcher start, as in production. */
async function backlogOnce(stage: Stage, scenes: Scenes, events: number): Promise<Backlog> {
  const scene = scenes.backlog;
  for (let made = 0; made < events; made += 100) await scene.commitEvents(Math.min(100, events - made));
  const before = scene.ends.count;
  return withSpine(stage, Object.values(scenes), {}, async () => {
    const from = performance.now();
    const half = scene.ends.reach(before + Math.ceil(events / 2));
    const to = await scene.ends.reach(before + events);
    return { rate: (events * 1_000) / (to - from), p50Ms: (await half) - from };
  });
}

async function backlogs(
  stage: Stage,
  scenes: Scenes,
  options: EngineBenchOptions,
  say: (line: string) => void,
): Promise<readonly Backlog[]> {
  const measured: Backlog[] = [];
  const left = { repeats: options.repeats };
  for (let round = 1; round <= options.backlogs; round += 1) {
    const turn = (): Promise<Backlog> => backlogOnce(stage, scenes, options.backlog);
    const told = ({ rate }: Backlog, note: string): void =>
      say(`backlog ${round} of ${options.backlogs}, ${options.backlog} events ${rate.toFixed(1).padStart(6)} runs/s${note}`);
    measured.push(await undisturbed(left, turn, told));
  }
  return measured;
}

function reportOf(
  rates: Record<Single, number[]>,
  latencies: Record<Single, number>,
  backlog: readonly Backlog[],
  events: number,
): EngineReport {
  const figures = (rate: number, p50: number): Figures => ({ runsPerSecond: rounded(rate, 1), p50Ms: rounded(p50, 1) });
  const rate = { bare: median(rates.bare), naive: median(rates.naive), engine: median(rates.engine) };
  const backlogRate = median(backlog.map((one) => one.rate));
  return {
    bare: figures(rate.bare, latencies.bare),
    naive: figures(rate.naive, latencies.naive),
    engine: figures(rate.engine, latencies.engine),
    backlog: figures(backlogRate, median(backlog.map((one) => one.p50Ms))),
    toBare: rounded(rate.engine / rate.bare),
    toNaive: rounded(rate.engine / rate.naive),
    backlogToBare: rounded(backlogRate / rate.bare),
    historyEvents: events,
  };
}

/** What the product promises of these figures. */
function goalsOf(report: EngineReport): readonly Goal[] {
  return [
    { what: 'engine, compared with a bare workflow', figure: report.toBare, wanted: { atLeast: 0.7 } },
    { what: 'engine, compared with an activity per step', figure: report.toNaive, wanted: { atLeast: 2.3 } },
    { what: 'backlog, compared with a bare workflow', figure: report.backlogToBare, wanted: { atLeast: 3 } },
    { what: 'events in the history of a run', figure: report.historyEvents, wanted: { atMost: 10 } },
  ];
}

export const engineBenchmark = benchmark({
  tells: 'runs of five record steps, beside an interpreter with an activity per step and a workflow that does nothing',
  usual: usualEngineBench,
  measure: async (sizes, say) => {
    const report = await benchEngine(sizes, say);
    const rows = (['bare', 'naive', 'engine', 'backlog'] as const).map((name) => [name, report[name].runsPerSecond, report[name].p50Ms]);
    return { report, head: ['variant', 'runs/s', 'p50 ms'], rows, goals: goalsOf(report) };
  },
});
