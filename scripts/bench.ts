import { parseArgs } from 'node:util';
import { benchmarks } from '../test/bench/benchmarks.ts';
import type { Benchmark, Sizes } from '../test/bench/lib/benchmark.ts';
import { goalLine, isReached, table } from '../test/bench/lib/figures.ts';

const names = Object.keys(benchmarks);

const HELP = `npm run bench -- ${names.join('|')} [--json] [--<size> N]

Starts PostgreSQL and Temporal on free ports in a temporary folder, measures, prints the figures, and leaves nothing behind.
Ends with 1 when a goal is missed.

${names.map((name) => `  ${name.padEnd(9)} ${benchmarks[name]?.tells ?? ''}\n            ${sizesLine(benchmarks[name]?.usual ?? {})}`).join('\n')}

  --json    the figures once more as JSON, in the last line

Nothing else should be running: the figures are ratios, but a disturbed turn is still a disturbed turn.`;

function sizesLine(usual: Sizes): string {
  return Object.entries(usual)
    .map(([name, size]) => `--${name} ${size}`)
    .join(' ');
}

const began = performance.now();
const say = (line: string): void => console.log(`  ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);

function sizesIn(benchmark: Benchmark, given: Readonly<Record<string, string | boolean | undefined>>): Sizes {
  const sizes = Object.entries(benchmark.usual).map(([name, usual]) => {
    const text = given[name];
    if (text === undefined) return [name, usual];
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} is "${String(text)}", but it must be a whole number from 1.`);
    return [name, number];
  });
  return Object.fromEntries(sizes);
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const benchmark = name === undefined ? undefined : benchmarks[name];
  if (benchmark === undefined) {
    console.log(HELP);
    return name === '--help' ? 0 : 2;
  }
  const options = Object.fromEntries(Object.keys(benchmark.usual).map((size) => [size, { type: 'string' as const }]));
  const { values } = parseArgs({ args: rest, options: { ...options, json: { type: 'boolean', default: false } } });
  const { report, head, rows, goals } = await benchmark.measure(sizesIn(benchmark, values), say);
  console.log(`\n${table(head, rows)}\n`);
  for (const goal of goals) console.log(goalLine(goal));
  if (values.json) console.log(JSON.stringify(report));
  return goals.every(isReached) ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(1);
  },
);
