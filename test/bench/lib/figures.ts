/** What every benchmark tells of one variant. */
export interface Figures {
  readonly runsPerSecond: number;
  readonly p50Ms: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[sorted.length / 2 - 1] ?? upper)) / 2;
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** Lines with columns of one width; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = (column: number): boolean => rows.some((row) => typeof row[column] === 'number');
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ');
  return cells.map(line).join('\n');
}

/** A goal of the product and whether the figure reaches it. */
export interface Goal {
  readonly what: string;
  readonly figure: number;
  readonly wanted: { readonly atLeast: number } | { readonly atMost: number };
}

export function isReached({ figure, wanted }: Goal): boolean {
  return 'atLeast' in wanted ? figure >= wanted.atLeast : figure <= wanted.atMost;
}

export function goalLine(goal: Goal): string {
  const wanted = 'atLeast' in goal.wanted ? `at least ${goal.wanted.atLeast}` : `at most ${goal.wanted.atMost}`;
  return `  ${isReached(goal) ? '✓' : '✗'} ${goal.what}: ${goal.figure} (${wanted})`;
}

/** The value below which a share of the values lies; `share` from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
