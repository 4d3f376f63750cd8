import Papa from 'papaparse';
import { type Dialect, guessDialect } from '../../domain/imports/dialect.ts';
import { detectEncoding, type TextEncodingName } from '../../domain/imports/encoding.ts';
import type { FileProblem } from '../../domain/imports/import-problem.ts';

/** A data row: `number` counts as a spreadsheet does, the first row of the file being 1. */
export interface CsvRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** The file as a whole cannot be read; carries the sentence for its owner. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly problem: FileProblem;
  constructor(problem: FileProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const headBytes = 64 * 1024;
/** A row longer than this is a quote that was never closed, and would otherwise swallow the rest of the file. */
const maxRowCharacters = 1_000_000;

/**
 * Reads the rows of a delimited file in batches of what one chunk of the stream holds, the heading among them, empty rows
 * left out. Memory is bounded by the chunk and by the longest row.
 * @throws {UnreadableFile} when the file is no text, is empty, or a quote in it is not closed.
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly CsvRow[]> {
  const { dialect, text } = await openText(bytes);
  let rest = '';
  let number = dialect.linesBeforeHeading === 0 ? 0 : 1;
  let skip = dialect.linesBeforeHeading;
  for await (const piece of text) {
    rest += piece.text;
    if (skip > 0) {
      const end = rest.indexOf('\n');
      if (end < 0 && !piece.last) continue;
      rest = rest.slice(end + 1);
      skip = 0;
    }
    const parsed = new Papa.Parser({ delimiter: dialect.delimiter, newline: '\n' }).parse(rest, 0, !piece.last) as Papa.ParseResult<
      string[]
    >;
    const broken = parsed.errors.find((error) => error.type === 'Quotes');
    if (broken !== undefined) throw new UnreadableFile(quoteProblem(number + (broken.row ?? 0) + 1));
    rest = rest.slice(parsed.meta.cursor);
    if (rest.length > maxRowCharacters) throw new UnreadableFile(quoteProblem(number + parsed.data.length + 1));
    const rows = parsed.data.map((cells, index) => ({ number: number + index + 1, cells }));
    number += rows.length;
    const filled = rows.filter((row) => row.cells.some((cell) => cell.trim() !== ''));
    if (filled.length > 0) yield filled;
  }
}

interface TextPiece {
  readonly text: string;
  readonly last: boolean;
}

async function openText(bytes: AsyncIterable<Uint8Array>): Promise<{ dialect: Dialect; text: AsyncGenerator<TextPiece> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < headBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(chunks);
  const detected = detectEncoding(head.subarray(0, headBytes));
  if (detected.kind === 'problem') throw new UnreadableFile(detected.problem);
  const sample = new TextDecoder(detected.encoding).decode(head.subarray(detected.bomLength, headBytes), { stream: true });
  if (sample.trim() === '') throw new UnreadableFile({ code: 'file_empty', message: 'The file is empty.', params: {}, row: 1, column: 1 });
  return { dialect: guessDialect(sample.replace(/\r\n?/g, '\n')), text: decode(head, iterator, detected.encoding) };
}

/** Text with `\n` as the only line end, whatever system wrote the file. */
async function* decode(head: Uint8Array, iterator: AsyncIterator<Uint8Array>, encoding: TextEncodingName): AsyncGenerator<TextPiece> {
  const decoder = new TextDecoder(encoding);
  let carried = '';
  let chunk = head;
  for (;;) {
    const raw = carried + decoder.decode(chunk, { stream: true });
    // A carriage return at the very end may be half of a line end.
    carried = raw.endsWith('\r') ? '\r' : '';
    yield { text: unixLines(carried === '' ? raw : raw.slice(0, -1)), last: false };
    const next = await iterator.next();
    if (next.done === true) break;
    chunk = next.value;
  }
  yield { text: unixLines(carried + decoder.decode()), last: true };
}

function unixLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function quoteProblem(row: number): FileProblem {
  const message = `A quotation mark opened in row ${row} is not closed properly. Close it, or double it where it is meant as a character.`;
  return { code: 'quote_not_closed', message, params: { row }, row, column: 1 };
}
