import { burstBenchmark } from './burst.ts';
import { compileBenchmark } from './compile.ts';
import { engineBenchmark } from './engine.ts';
import { exportBenchmark } from './exports.ts';
import { importBenchmark } from './imports.ts';
import type { Benchmark } from './lib/benchmark.ts';
import { listsBenchmark } from './lists.ts';
import { simulateBenchmark } from './simulate.ts';
import { storageBenchmark } from './storage.ts';
import { timersBenchmark } from './timers.ts';

/** Every benchmark by the name it is called by. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  engine: engineBenchmark,
  burst: burstBenchmark,
  timers: timersBenchmark,
  storage: storageBenchmark,
  compile: compileBenchmark,
  simulate: simulateBenchmark,
  lists: listsBenchmark,
  search: listsBenchmark,
  api: listsBenchmark,
  export: exportBenchmark,
  import: importBenchmark,
};
