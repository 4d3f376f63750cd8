import { describe, expect, it } from 'vitest';
import { type CsvRow, readCsv, UnreadableFile } from './read-csv.ts';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, size = 7): Promise<CsvRow[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const rows: CsvRow[] = [];
  for await (const batch of readCsv(inChunks(bytes, size))) rows.push(...batch);
  return rows;
}

describe('reading a CSV file', () => {
  it('gives rows with the numbers of a spreadsheet, wherever the chunks end', async () => {
    const content = 'name,email\r\n"Reed, Ann",ann@example.com\r\n\r\n"two\r\nlines","say ""hi"""\r\n';
    const expected = [
      { number: 1, cells: ['name', 'email'] },
      { number: 2, cells: ['Reed, Ann', 'ann@example.com'] },
      { number: 4, cells: ['two\nlines', 'say "hi"'] },
    ];
    for (const size of [1, 2, 3, 5, 8, 1000]) expect(await read(content, size)).toEqual(expected);
  });
  it('reads UTF-16, Windows-1252, byte order marks, semicolons, tabs and old Mac line ends', async () => {
    const utf16 = Buffer.from('\uFEFFname\tcity\r\nJosé\tMünchen\r\n', 'utf16le');
    expect(await read(utf16)).toEqual([
      { number: 1, cells: ['name', 'city'] },
      { number: 2, cells: ['José', 'München'] },
    ]);
    expect(await read(Buffer.from('name;city\nJos\xe9;K\xf6ln\n', 'latin1'))).toEqual([
      { number: 1, cells: ['name', 'city'] },
      { number: 2, cells: ['José', 'Köln'] },
    ]);
    expect(await read('\uFEFFa,b\r1,2\r')).toEqual([
      { number: 1, cells: ['a', 'b'] },
      { number: 2, cells: ['1', '2'] },
    ]);
    expect(await read('sep=;\r\na;b\r\n1;2')).toEqual([
      { number: 2, cells: ['a', 'b'] },
      { number: 3, cells: ['1', '2'] },
    ]);
  });
  it('refuses a quote that is not closed with its row', async () => {
    await expect(read('a,b\n1,2\n"open,3\n4,5\n')).rejects.toMatchObject({ problem: { code: 'quote_not_closed', row: 3 } });
  });
  it('gives up on an endless quoted value before it fills the memory', async () => {
    const endless = Buffer.concat([Buffer.from('a,b\n"'), Buffer.alloc(3_000_000, 'x')]);
    await expect(read(endless, 65_536)).rejects.toBeInstanceOf(UnreadableFile);
  });
  it.each(['', '   \n \n', '\uFEFF'])('refuses the empty file %j', async (content) => {
    await expect(read(content)).rejects.toMatchObject({ problem: { code: 'file_empty' } });
  });
});
