/** How a delimited text file separates its values. */
export interface Dialect {
  readonly delimiter: Delimiter;
  /** Lines before the heading that carry no data: Excel's `sep=;`. */
  readonly linesBeforeHeading: number;
}

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

const declared = /^sep=([,;\t|])\s*$/i;

/**
 * Guesses the delimiter from the first lines: the one that splits them into the same number of values most often, and
 * into more than one. A file of a single column gets the comma.
 */
export function guessDialect(sample: string): Dialect {
  const first = /^[^\r\n]*/.exec(sample)?.[0] ?? '';
  const said = declared.exec(first)?.[1];
  const saidDelimiter = delimiters.find((delimiter) => delimiter === said);
  if (saidDelimiter !== undefined) return { delimiter: saidDelimiter, linesBeforeHeading: 1 };
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const score = agreement(countsPerLine(sample, delimiter));
    if (score > best.score) best = { delimiter, score };
  }
  return { delimiter: best.delimiter, linesBeforeHeading: 0 };
}

/** Values per line, looking at most at 50 lines; delimiters and line ends within quotes do not count. */
function countsPerLine(sample: string, delimiter: Delimiter): number[] {
  const counts: number[] = [];
  let count = 1;
  let quoted = false;
  let empty = true;
  for (const character of sample) {
    if (character === '"') quoted = !quoted;
    if (!quoted && character === '\n') {
      if (!empty) counts.push(count);
      count = 1;
      empty = true;
      if (counts.length === 50) return counts;
      continue;
    }
    if (!quoted && character === delimiter) count += 1;
    if (character !== '\r') empty = false;
  }
  if (!empty && counts.length === 0) counts.push(count);
  return counts;
}

function agreement(counts: readonly number[]): number {
  const heading = counts[0] ?? 1;
  if (heading < 2) return 0;
  const same = counts.filter((count) => count === heading).length;
  return (same / counts.length) * 100 + Math.min(heading, 50) / 100;
}
