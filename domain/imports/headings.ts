import type { FileProblem } from './import-problem.ts';

/** One column of the file. Two columns may carry the same heading: `index` tells them apart, `label` shows the difference. */
export interface ImportColumn {
  /** From 0. */
  readonly index: number;
  /** The heading as it stands in the file, trimmed; may be empty. */
  readonly heading: string;
  /** Unique: a repeated or empty heading names its column as a spreadsheet would. */
  readonly label: string;
}

export const maxColumns = 500;

const looksLikeData = /^(?:[^\s@]+@[^\s@]+\.[^\s@]+|\+?[\d\s().-]{7,}|\d{4}-\d{2}-\d{2}|https?:\/\/\S+)$/;

/** Reads the heading row. A first row that holds an e-mail, a phone or a date is data: the file has no headings. */
export function readHeadings(cells: readonly string[]): { readonly columns: readonly ImportColumn[] } | { readonly problem: FileProblem } {
  const trimmed = cells.map((cell) => cell.replace(/^\uFEFF/, '').trim());
  if (trimmed.every((heading) => heading === '')) {
    return {
      problem: {
        code: 'headings_missing',
        message: 'Row 1 is empty. It must hold the headings of the columns.',
        params: {},
        row: 1,
        column: 1,
      },
    };
  }
  if (trimmed.length > maxColumns) {
    const message = `The file has ${trimmed.length} columns; at most ${maxColumns} are possible. Is its delimiter unusual?`;
    return {
      problem: { code: 'too_many_columns', message, params: { columns: trimmed.length, max: maxColumns }, row: 1, column: maxColumns + 1 },
    };
  }
  const data = trimmed.findIndex((heading) => looksLikeData.test(heading));
  if (data >= 0) {
    const value = trimmed[data] ?? '';
    const message = `Row 1 must hold headings, but column ${columnName(data)} holds the value "${value}". Add a heading row and upload the file again.`;
    return { problem: { code: 'headings_missing', message, params: { value, column: columnName(data) }, row: 1, column: data + 1 } };
  }
  return { columns: trimmed.map((heading, index) => ({ index, heading, label: labelOf(trimmed, index) })) };
}

function labelOf(headings: readonly string[], index: number): string {
  const heading = headings[index] ?? '';
  if (heading === '') return `(column ${columnName(index)})`;
  const repeated = headings.filter((other) => other.toLowerCase() === heading.toLowerCase()).length > 1;
  return repeated ? `${heading} (column ${columnName(index)})` : heading;
}

/** 0 -> A, 25 -> Z, 26 -> AA: as a spreadsheet names its columns. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
