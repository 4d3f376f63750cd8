import { describe, expect, it } from 'vitest';
import { guessDialect } from './dialect.ts';
import { detectEncoding } from './encoding.ts';
import { columnName, readHeadings } from './headings.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => {
  const units = Uint16Array.from(text, (character) => character.charCodeAt(0));
  return new Uint8Array(units.buffer);
};

describe('the encoding of a file', () => {
  it('is UTF-8 for plain and accented text, also when the head ends within a character', () => {
    expect(detectEncoding(bytes('name\nJosé'))).toEqual({ kind: 'text', encoding: 'utf-8', bomLength: 0 });
    expect(detectEncoding(bytes('name\nJosé').slice(0, -1))).toEqual({ kind: 'text', encoding: 'utf-8', bomLength: 0 });
  });
  it('is read off the byte order mark', () => {
    expect(detectEncoding(bytes('\uFEFFname'))).toEqual({ kind: 'text', encoding: 'utf-8', bomLength: 3 });
    expect(detectEncoding(utf16('\uFEFFname'))).toEqual({ kind: 'text', encoding: 'utf-16le', bomLength: 2 });
    expect(detectEncoding(new Uint8Array([0xfe, 0xff, 0, 65]))).toEqual({ kind: 'text', encoding: 'utf-16be', bomLength: 2 });
  });
  it('is UTF-16 without a mark when every other byte is zero', () => {
    expect(detectEncoding(utf16('first name,last name\nAnn,Reed'))).toEqual({ kind: 'text', encoding: 'utf-16le', bomLength: 0 });
  });
  it('is Windows-1252 when it cannot be UTF-8', () => {
    expect(detectEncoding(new Uint8Array([0x4a, 0x6f, 0x73, 0xe9, 0x0a]))).toEqual({
      kind: 'text',
      encoding: 'windows-1252',
      bomLength: 0,
    });
  });
  it.each([
    ['nothing', new Uint8Array(), 'file_empty'],
    ['a workbook named .csv', new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0x14]), 'file_is_workbook'],
    ['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), 'file_is_workbook'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 'file_is_binary'],
    ['noise', Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919) % 256), 'file_is_binary'],
  ])('refuses %s with a sentence', (_name, head, code) => {
    const detected = detectEncoding(head);
    expect(detected.kind === 'problem' && detected.problem).toMatchObject({
      code,
      row: 1,
      column: 1,
      message: expect.stringMatching(/\.$/),
    });
  });
});

describe('the delimiter', () => {
  it.each([
    ['a,b,c\n1,2,3\n', ','],
    ['a;b;c\n1,5;2,5;3,5\n', ';'],
    ['a\tb\n"x, y; z"\t2\n', '\t'],
    ['a|b|c\n1|2|3', '|'],
    ['email\nann@example.com\n', ','],
    ['name,notes\n"Reed; Ann","a;b;c\nd;e"\n', ','],
  ])('of %j is %j', (sample, delimiter) => {
    expect(guessDialect(sample)).toEqual({ delimiter, linesBeforeHeading: 0 });
  });
  it('is what Excel declares on the first line', () => {
    expect(guessDialect('sep=;\r\na;b\r\n')).toEqual({ delimiter: ';', linesBeforeHeading: 1 });
  });
});

describe('headings', () => {
  it('that repeat or lack are told apart by their column', () => {
    const read = readHeadings(['\uFEFFE-mail', 'Phone', '', 'phone ']);
    expect('columns' in read && read.columns.map((column) => column.label)).toEqual([
      'E-mail',
      'Phone (column B)',
      '(column C)',
      'phone (column D)',
    ]);
  });
  it('are missed when the first row holds data', () => {
    expect(readHeadings(['Ann', 'ann@example.com'])).toMatchObject({ problem: { code: 'headings_missing', row: 1, column: 2 } });
    expect(readHeadings(['', ' '])).toMatchObject({ problem: { code: 'headings_missing' } });
  });
  it('name columns as a spreadsheet does', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });
});
