import type { Goal } from './figures.ts';

/** How large a benchmark is: name of the option -> number. */
export type Sizes = Readonly<Record<string, number>>;

/** What a benchmark found: the report as JSON, its figures as lines of a table, and what is promised of them. */
export interface Measured {
  readonly report: object;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly goals: readonly Goal[];
}

/** A benchmark as the command line knows it. */
export interface Benchmark {
  /** What it measures and with what it compares. */
  readonly tells: string;
  /** Its options and what they are when nothing is said. */
  readonly usual: Sizes;
  readonly measure: (sizes: Sizes, say: (line: string) => void) => Promise<Measured>;
}

/** A benchmark whose sizes have names of their own. */
export function benchmark<S extends { readonly [K in keyof S]: number }>(of: {
  readonly tells: string;
  readonly usual: S;
  readonly measure: (sizes: S, say: (line: string) => void) => Promise<Measured>;
}): Benchmark {
  return { tells: of.tells, usual: { ...of.usual }, measure: (sizes, say) => of.measure({ ...of.usual, ...sizes }, say) };
}
