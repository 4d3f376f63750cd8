import type { FileProblem } from '../../../domain/imports/import-problem.ts';
import { type CsvRow, UnreadableFile } from '../read-csv.ts';
import { readDateStyles } from './styles.ts';
import { type Sheet, sheetRows } from './sheet.ts';
import { attribute, type XmlToken, xmlTokens } from './xml.ts';
import { BrokenArchive, readDirectory, readEntry, type ZipEntry } from './zip.ts';

/** A workbook is read from its end, so its packed bytes are held; unpacked it is read as it comes. */
const maxPacked = 64 * 1024 * 1024;
const maxSheet = 1024 * 1024 * 1024;
/** Texts of cells stand apart and are held: what two million words need. */
const maxTexts = 128 * 1024 * 1024;

/** Whether a file begins as a workbook (.xlsx) does. */
export function isWorkbook(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
}

/**
 * Reads the rows of the first visible sheet in batches. Numbers come with a point, days as `2027-03-31`, truth as TRUE and FALSE;
 * what a formula last gave counts, never the formula.
 * @throws {UnreadableFile} when it is no workbook, is damaged or too large.
 */
export async function* readXlsx(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly CsvRow[]> {
  try {
    const archive = await whole(bytes);
    const parts = readDirectory(archive);
    const tokensOf = (name: string, limit = maxTexts): AsyncIterable<readonly XmlToken[]> => {
      const entry: ZipEntry | undefined = parts.get(name);
      return entry === undefined ? none() : xmlTokens(readEntry(archive, entry, limit));
    };
    if (!parts.has('xl/workbook.xml')) throw unreadable('file_is_binary', 'This is an archive, not a workbook.');
    const book = await readBook(tokensOf('xl/workbook.xml'), tokensOf('xl/_rels/workbook.xml.rels'));
    if (book === null || !parts.has(book.path)) throw unreadable('file_empty', 'The workbook has no sheet that can be seen.');
    const sheet: Sheet = {
      texts: await readTexts(tokensOf('xl/sharedStrings.xml')),
      dateStyles: await readDateStyles(tokensOf('xl/styles.xml')),
      from1904: book.from1904,
    };
    yield* sheetRows(tokensOf(book.path, maxSheet), sheet);
  } catch (error) {
    if (!(error instanceof BrokenArchive)) throw error;
    throw unreadable('file_is_workbook', `This Excel workbook cannot be read: ${error.message}. Save it again, or as "CSV UTF-8".`);
  }
}

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > maxPacked)
      throw unreadable('file_too_large', 'The workbook is larger than 64 MB. Save it as "CSV UTF-8" and upload that file.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function* none(): AsyncGenerator<readonly XmlToken[]> {
  // A workbook without such a part.
}

interface Book {
  readonly path: string;
  readonly from1904: boolean;
}

async function readBook(workbook: AsyncIterable<readonly XmlToken[]>, relations: AsyncIterable<readonly XmlToken[]>): Promise<Book | null> {
  let relation: string | null = null;
  let from1904 = false;
  for await (const tokens of workbook) {
    for (const token of tokens) {
      if (token.kind !== 'open') continue;
      if (token.name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attribute(token.attributes, 'date1904') ?? '');
      const hidden = token.name === 'sheet' && /hidden/i.test(attribute(token.attributes, 'state') ?? '');
      if (token.name === 'sheet' && !hidden) relation ??= attribute(token.attributes, 'r:id') ?? attribute(token.attributes, 'id');
    }
  }
  for await (const tokens of relations) {
    for (const token of tokens) {
      if (token.kind !== 'open' || token.name !== 'Relationship' || attribute(token.attributes, 'Id') !== relation) continue;
      const target = attribute(token.attributes, 'Target') ?? '';
      return { path: target.startsWith('/') ? target.slice(1) : `xl/${target}`, from1904 };
    }
  }
  return null;
}

/** The texts of cells, which stand apart from them; phonetic hints are left out. */
async function readTexts(tokens: AsyncIterable<readonly XmlToken[]>): Promise<readonly string[]> {
  const texts: string[] = [];
  let text = '';
  let inText = false;
  let inHint = false;
  for await (const batch of tokens) {
    for (const token of batch) {
      if (token.kind === 'text') {
        if (inText && !inHint) text += token.text;
      } else if (token.name === 't') inText = token.kind === 'open' && !token.empty;
      else if (token.name === 'rPh') inHint = token.kind === 'open' && !token.empty;
      else if (token.name === 'si' && (token.kind === 'close' || token.empty)) {
        texts.push(text);
        text = '';
      }
    }
  }
  return texts;
}

function unreadable(code: FileProblem['code'], message: string): UnreadableFile {
  return new UnreadableFile({ code, message, params: {}, row: 1, column: 1 });
}
