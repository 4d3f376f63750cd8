import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Studio } from '../replay/lib/studio.ts';
import { openStudio } from '../replay/lib/studio.ts';
import { graphOf, tapeOf } from './lib/graphs.ts';
import type { Ground } from './lib/real.ts';
import { carriedOut, groundOf } from './lib/real.ts';
import { agree, isTooLong } from './lib/traces.ts';
import { simulated } from './lib/simulated.ts';

// Random valid drawings and answers through the simulator and through the product on real servers:
//
//   npm run differential -- --graphs 1000 --seed 7
//
// Prints how many graphs and steps were compared and, for each difference, the smallest graph that shows it.

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { graphs: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' }, at: { type: 'string', default: '12' } },
});
/** Workflows go on as new ones after so few events: nothing may be lost anywhere. */
const eventsBeforeNew = 4;
/** A branch that came first by luck comes second the next time; what the code does wrong it does again. */
const tries = 3;
const mostShrinks = 25;
const mostRedrawn = 5;

interface Difference {
  readonly tape: readonly number[];
  readonly real: unknown;
  readonly simulated: unknown;
}

interface Compared {
  readonly steps: number;
  /** How often it had to be carried out. */
  readonly times: number;
  readonly difference: Difference | null;
}

/** Another drawing takes the place of one that nobody could publish. */
function drawnTape(seed: number, graph: number): { readonly tape: readonly number[]; readonly redrawn: number } {
  for (let redrawn = 0; redrawn < mostRedrawn; redrawn++) {
    const tape = tapeOf(seed, graph + redrawn * 1_000_003);
    if (!isTooLong(graphOf(tape))) return { tape, redrawn };
  }
  throw new Error(`graph ${graph} of seed ${seed} is too long however it is drawn`);
}

async function compare(ground: Ground, tape: readonly number[]): Promise<Compared> {
  let difference: Difference | null = null;
  let steps = 0;
  for (let attempt = 0; attempt < tries; attempt++) {
    const carried = await carriedOut(ground, graphOf(tape));
    const shadow = simulated(carried.setting);
    steps = carried.steps;
    if (agree(carried.trace, shadow)) return { steps, times: attempt + 1, difference: null };
    difference = { tape, real: carried.trace, simulated: shadow };
  }
  return { steps, times: tries, difference };
}

/** Shorter and smaller tapes draw smaller graphs: the last one that still differs is shown. */
async function shrunk(ground: Ground, found: Difference): Promise<Difference> {
  let smallest = found;
  let left = mostShrinks;
  for (let cut = Math.ceil(smallest.tape.length / 2); cut >= 1 && left > 0; ) {
    let smaller: Difference | null = null;
    for (let at = 0; at < smallest.tape.length && left > 0 && smaller === null; at += cut, left--) {
      const tape = smallest.tape.toSpliced(at, cut);
      smaller = tape.length === 0 || isTooLong(graphOf(tape)) ? null : (await compare(ground, tape)).difference;
    }
    if (smaller === null) cut = cut === 1 ? 0 : Math.ceil(cut / 2);
    else smallest = smaller;
  }
  return smallest;
}

async function main(studio: Studio): Promise<number> {
  const graphs = Number(values.graphs);
  const seed = Number(values.seed);
  const ground = await groundOf(studio);
  const differences: Difference[] = [];
  let steps = 0;
  let again = 0;
  let redrawn = 0;
  let next = 0;
  const began = Date.now();
  const worker = async (): Promise<void> => {
    for (let graph = next++; graph < graphs; graph = next++) {
      const { tape, redrawn: others } = drawnTape(seed, graph);
      redrawn += others;
      const compared = await compare(ground, tape);
      steps += compared.steps;
      if (compared.times > 1) again += 1;
      if (compared.difference !== null) differences.push(compared.difference);
    }
  };
  await Promise.all(Array.from({ length: Number(values.at) }, worker));
  const long = await studio.stage.look<{ many: number }>('select count(*)::int as many from runs where seq > 3');
  for (const difference of differences.slice(0, 3)) {
    const smallest = await shrunk(ground, difference);
    console.log(JSON.stringify({ ...smallest, graph: graphOf(smallest.tape) }, null, 2));
  }
  const continued = await studio.count("ExecutionStatus = 'ContinuedAsNew'");
  if (continued === 0) throw new Error('no workflow continued as new: the threshold is not in force');
  const seconds = Math.round((Date.now() - began) / 100) / 10;
  console.log(
    JSON.stringify({
      graphs,
      seed,
      steps,
      longRuns: long[0]?.many ?? 0,
      continuedAsNew: continued,
      redrawn,
      carriedOutAgain: again,
      differences: differences.length,
      seconds,
    }),
  );
  return differences.length;
}

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const studio = await openStudio(eventsBeforeNew);
let differing = 1;
try {
  differing = await main(studio);
} finally {
  await studio.close();
}
process.exit(differing === 0 ? 0 : 1);
