import { readRows } from '../../commands/imports/read-rows.ts';

/** The cells of a workbook's first sheet as texts, row by row. */
export async function cellsOf(bytes: Buffer): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  for await (const batch of readRows(whole())) rows.push(...batch.map((row) => row.cells));
  return rows;
}
