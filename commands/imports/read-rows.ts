import { type CsvRow, readCsv } from './read-csv.ts';
import { isWorkbook, readXlsx } from './xlsx/read-xlsx.ts';

/** The rows of a delimited file or of the first sheet of a workbook, told apart by their first bytes, never by their name. */
export async function* readRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly CsvRow[]> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = first.done === true ? new Uint8Array() : first.value;
  const whole = resumed(head, iterator);
  yield* isWorkbook(head) ? readXlsx(whole) : readCsv(whole);
}

async function* resumed(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (;;) {
    const next = await rest.next();
    if (next.done === true) return;
    yield next.value;
  }
}
