import type { CsvRow } from '../read-csv.ts';
import { serialToText } from './styles.ts';
import { attribute, type XmlToken } from './xml.ts';

/** What the cells of a sheet refer to. */
export interface Sheet {
  readonly texts: readonly string[];
  readonly dateStyles: ReadonlySet<number>;
  readonly from1904: boolean;
}

/** A cell beyond this column is formatting gone astray, not data. */
const maxColumns = 1_000;

/** The rows of a sheet that hold something, as they come. */
export async function* sheetRows(tokens: AsyncIterable<readonly XmlToken[]>, sheet: Sheet): AsyncGenerator<readonly CsvRow[]> {
  const reader = rowReader(sheet);
  for await (const batch of tokens) {
    const rows: CsvRow[] = [];
    for (const token of batch) {
      const row = reader(token);
      if (row !== null && row.cells.some((cell) => cell.trim() !== '')) rows.push(row);
    }
    if (rows.length > 0) yield rows;
  }
}

interface Cell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  text: string;
}

/** Takes one token after the other; gives a row when it ends. */
function rowReader(sheet: Sheet): (token: XmlToken) => CsvRow | null {
  let number = 0;
  let cells: string[] = [];
  let cell: Cell | null = null;
  let reading = false;
  const finish = (): void => {
    if (cell !== null && cell.column < maxColumns) {
      while (cells.length < cell.column) cells.push('');
      cells[cell.column] = valueOf(cell, sheet);
    }
    cell = null;
  };
  return (token) => {
    if (token.kind === 'text') {
      if (reading && cell !== null) cell.text += token.text;
      return null;
    }
    const opens = token.kind === 'open' && !token.empty;
    switch (token.name) {
      case 'row':
        if (token.kind === 'open') {
          number = Number(attribute(token.attributes, 'r') ?? number + 1);
          cells = [];
          return null;
        }
        return { number, cells };
      case 'c':
        if (token.kind === 'open') cell = cellOf(token.attributes, cells.length);
        if (!opens) finish();
        return null;
      case 'v':
      case 't':
        reading = opens;
        return null;
      default:
        return null;
    }
  };
}

function cellOf(attributes: string, next: number): Cell {
  const place = /^[A-Z]+/.exec(attribute(attributes, 'r') ?? '')?.[0];
  return {
    column: place === undefined ? next : columnIndex(place),
    type: attribute(attributes, 't') ?? 'n',
    style: Number(attribute(attributes, 's') ?? -1),
    text: '',
  };
}

function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}

function valueOf(cell: Cell, sheet: Sheet): string {
  switch (cell.type) {
    case 's':
      return plain(sheet.texts[Number(cell.text)] ?? '');
    case 'b':
      return cell.text === '1' ? 'TRUE' : cell.text === '0' ? 'FALSE' : '';
    case 'e':
      return '';
    case 'n': {
      const value = Number(cell.text);
      if (cell.text === '' || !Number.isFinite(value)) return '';
      if (sheet.dateStyles.has(cell.style)) return serialToText(value, sheet.from1904);
      // 0.1 + 0.2 is stored as 0.30000000000000004; people see and mean fifteen digits.
      return String(Number(value.toPrecision(15)));
    }
    default:
      return plain(cell.text);
  }
}

/** Characters that XML cannot hold are written as `_x000D_`. */
function plain(text: string): string {
  return text.includes('_x') ? text.replace(/_x([0-9A-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;
}
