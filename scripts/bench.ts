import { parseArgs } from 'node:util';
import { benchEngine, goalsOf, usualEngineBench } from '../test/bench/engine.ts';
import type { EngineReport } from '../test/bench/engine.ts';
import { benchLists, listsGoals, listVariants, usualListsBench } from '../test/bench/lists.ts';
import { goalLine, isReached, table } from '../test/bench/lib/figures.ts';

const HELP = `npm run bench -- engine|lists|search|api [--json] [--rounds N] [--runs N] [--backlog N]

Starts PostgreSQL and Temporal on free ports in a temporary folder, measures, prints the figures, and leaves nothing behind.

  engine        runs of five record steps, from the commit of an event to the end of its run: our engine, an
                interpreter with an activity per step, and a workflow that does nothing, through the same relay,
                dispatcher and servers
  lists         lists, filters, search, type-ahead, record page and timeline over ${usualListsBench.contacts} contacts, ${usualListsBench.deals} deals and
                ${usualListsBench.events} events, against a bare handler with the same sign-in; search and api are the same
  --json        the figures once more as JSON, in the last line
  --rounds N    turns of each variant, interleaved (default ${usualEngineBench.rounds})
  --runs N      runs measured per turn (default ${usualEngineBench.runs})
  --contacts N, --deals N, --events N, --requests N   sizes of the second benchmark
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
      contacts: { type: 'string' },
      deals: { type: 'string' },
      events: { type: 'string' },
      requests: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [name] = positionals;
  if (!values.help && positionals.length === 1 && (name === 'lists' || name === 'search' || name === 'api')) return lists(values);
  if (values.help || positionals.length !== 1 || name !== 'engine') {
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

type Sizes = Readonly<Partial<Record<'contacts' | 'deals' | 'events' | 'requests', string>>> & { readonly json: boolean };

async function lists(values: Sizes): Promise<number> {
  const size = (name: 'contacts' | 'deals' | 'events' | 'requests') => positive(name, values[name], usualListsBench[name]);
  const report = await benchLists(
    { contacts: size('contacts'), deals: size('deals'), events: size('events'), requests: size('requests') },
    say,
  );
  const rows = listVariants.map((variant) => [variant, report[variant].p50Ms, report[variant].p95Ms, report[variant].toBare]);
  console.log(`\n${table(['asked', 'p50 ms', 'p95 ms', 'to bare'], rows)}\n`);
  const goals = listsGoals(report);
  for (const goal of goals) console.log(goalLine(goal));
  if (values.json) console.log(JSON.stringify(report));
  return goals.every(isReached) ? 0 : 1;
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
