import { zoneOffset } from '../calendar/zone.ts';
import type { Cell } from './cells.ts';

/** A sheet has 1,048,576 rows, the first one for the headings. */
export const maxSheetRows = 1_048_575;

/** A cell of a workbook holds no more; what is longer is cut, visibly. */
const maxCellText = 32_767;
const cut = ' … (cut)';

/** Numbers of the cell formats in `stylesXml`. */
const styles = { heading: 1, date: 2, datetime: 3 } as const;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const media = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** What XML 1.0 cannot hold at all, lone halves of surrogate pairs among it. */
const notXml = /(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]|\p{Cs}/gu;
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '_x000D_' };

/** A text as the content of an element. What looks like the format's own escape is escaped, so that it stays what it is. */
export function xmlText(text: string): string {
  return text
    .replace(notXml, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>"\r]/g, (mark) => escapes[mark] ?? mark);
}

/** `A`, `Z`, `AA` … for 0, 25, 26 … */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest < 0 ? '' : columnLetters(rest)) + String.fromCharCode(65 + (index % 26));
}

/** Days since the spreadsheet's epoch; nothing before 1900, which spreadsheets do not know. */
function serial(local: number): number | null {
  const days = local / 86_400_000 + 25_569;
  return days >= 61 ? days : null;
}

function textCell(at: string, text: string, style = ''): string {
  const whole = text.length > maxCellText ? text.slice(0, maxCellText - cut.length) + cut : text;
  return `<c r="${at}"${style} t="inlineStr"><is><t xml:space="preserve">${xmlText(whole)}</t></is></c>`;
}

function cellXml(at: string, cell: Cell, timeZone: string): string {
  switch (cell.kind) {
    case 'empty':
      return '';
    case 'text':
      return textCell(at, cell.text);
    case 'number':
      return `<c r="${at}"><v>${cell.value}</v></c>`;
    case 'boolean':
      return `<c r="${at}" t="b"><v>${cell.value ? 1 : 0}</v></c>`;
    case 'date': {
      const days = serial(Date.parse(`${cell.day}T00:00:00Z`));
      return days === null ? textCell(at, cell.day) : `<c r="${at}" s="${styles.date}"><v>${days}</v></c>`;
    }
    case 'datetime': {
      const days = serial(cell.at + zoneOffset(timeZone, cell.at));
      const iso = new Date(cell.at).toISOString();
      return days === null ? textCell(at, iso) : `<c r="${at}" s="${styles.datetime}"><v>${Number(days.toFixed(8))}</v></c>`;
    }
  }
}

/** The row of a sheet with that number (the headings are row 1). */
export function sheetRow(number: number, cells: readonly Cell[], timeZone: string): string {
  return `<row r="${number}">${cells.map((cell, index) => cellXml(`${columnLetters(index)}${number}`, cell, timeZone)).join('')}</row>`;
}

/** Everything before the rows: the headings stay in sight, and the sheet runs the way its headings are read. */
export function sheetStart(headings: readonly string[]): string {
  const direction = /^[^A-Za-z]*[\u0590-\u08FF]/.test(headings.join(' ')) ? ' rightToLeft="1"' : '';
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const widths = headings.map((heading, index) => {
    const width = Math.min(40, Math.max(12, heading.length + 4));
    return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`;
  });
  const first = headings.map((heading, index) => textCell(`${columnLetters(index)}1`, heading, ` s="${styles.heading}"`));
  return `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView${direction} workbookViewId="0">${pane}</sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData><row r="1">${first.join('')}</row>`;
}

/** Everything behind the rows. */
export function sheetEnd(columns: number, rows: number): string {
  return `</sheetData><autoFilter ref="A1:${columnLetters(Math.max(0, columns - 1))}${rows + 1}"/></worksheet>`;
}

export const sheetPath = 'xl/worksheets/sheet1.xml';

const stylesXml = `${declaration}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="165" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** A name as a sheet may have it. */
function sheetName(name: string): string {
  const allowed = name
    .replace(/[\\/?*[\]:]/g, ' ')
    .replace(/^'+|'+$/g, '')
    .trim()
    .slice(0, 31)
    .trim();
  return xmlText(allowed === '' ? 'Export' : allowed);
}

/** The small files of a workbook with one sheet, in the order in which they stand. */
export function workbookFiles(name: string): readonly { readonly path: string; readonly content: string }[] {
  const override = (path: string, type: string) => `<Override PartName="/${path}" ContentType="${media}.${type}+xml"/>`;
  return [
    {
      path: '[Content_Types].xml',
      content: `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('xl/workbook.xml', 'sheet.main')}${override(sheetPath, 'worksheet')}${override('xl/styles.xml', 'styles')}</Types>`,
    },
    {
      path: '_rels/.rels',
      content: `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      path: 'xl/workbook.xml',
      content: `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${sheetName(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      path: 'xl/_rels/workbook.xml.rels',
      content: `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    },
    { path: 'xl/styles.xml', content: stylesXml },
  ];
}
