import type { Cell } from './cells.ts';
import { localInstant } from './cells.ts';

/** Tells spreadsheets that the file is UTF-8: without it they take Arabic for gibberish. */
export const csvStart = '\uFEFF';

// A number with its sign (a phone in E.164 is one) computes nothing, and an apostrophe would spoil it for the next program.
const plainNumber = /^[+-]?\d+(\.\d+)?$/;

/** A text that a spreadsheet would run as a formula gets an apostrophe in front. */
export function neutralised(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of RFC 4180 with its end. */
export function csvLine(cells: readonly Cell[], timeZone: string): string {
  return `${cells.map((cell) => quoted(csvText(cell, timeZone))).join(',')}\r\n`;
}

function csvText(cell: Cell, timeZone: string): string {
  switch (cell.kind) {
    case 'empty':
      return '';
    case 'text':
      return neutralised(cell.text);
    case 'number':
      return String(cell.value);
    case 'boolean':
      return cell.value ? 'true' : 'false';
    case 'date':
      return cell.day;
    case 'datetime':
      return localInstant(cell.at, timeZone);
  }
}
