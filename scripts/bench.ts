import { parseArgs } from 'node:util';
import { benchEngine, goalsOf, usualEngineBench } from '../test/bench/engine.ts';
import type { EngineReport } from '../test/bench/engine.ts';
import { goalLine, isReached, table } from '../test/bench/lib/figures.ts';

const HELP = `npm run bench -- engine [--json] [--rounds N] [--runs N] [--backlog N]

Starts PostgreSQL and Temporal on free ports in a temporary folder, measures, prints the figures, and leaves nothing behind.

  engine        runs of five record steps, from the commit of an event to the end of its run: our engine, an
                interpreter with an activity per step, and a workflow that does nothing, through the same relay,
                dispatcher and servers
  --json        the figures once more as JSON, in the last line
  --rounds N    turns of each variant, interleaved (default ${usualEngineBench.rounds})
  --runs N      runs measured per turn (default ${usualEngineBench.runs})
  --backlog N   events that wait when relay and dispatcher start (default ${usualEngineBench.backlog})

Nothing else should be running: the figures are ratios, but a disturbed turn is still a disturbed turn.`;

const began = performance.now();
const say = (line: string): void => console.log(`  ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);

function positive(name: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} is "${text}", but it must be a whole number from 1.`);
  return number;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      runs: { type: 'string' },
      backlog: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || positionals.length !== 1 || positionals[0] !== 'engine') {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const report = await benchEngine(
    {
      ...usualEngineBench,
      rounds: positive('rounds', values.rounds, usualEngineBench.rounds),
      runs: positive('runs', values.runs, usualEngineBench.runs),
      backlog: positive('backlog', values.backlog, usualEngineBench.backlog),
    },
    say,
  );
  print(report);
  if (values.json) console.log(JSON.stringify(report));
  return goalsOf(report).every(isReached) ? 0 : 1;
}

function print(report: EngineReport): void {
  const rows = (['bare', 'naive', 'engine', 'backlog'] as const).map((name) => [name, report[name].runsPerSecond, report[name].p50Ms]);
  console.log(`\n${table(['variant', 'runs/s', 'p50 ms'], rows)}\n`);
  for (const goal of goalsOf(report)) console.log(goalLine(goal));
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(1);
  },
);
