import { attribute, type XmlToken } from './xml.ts';

/** Built-in number formats that show a day or a time. */
const builtIn = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Which cell styles show their number as a day or time, by their index. */
export async function readDateStyles(tokens: AsyncIterable<readonly XmlToken[]>): Promise<ReadonlySet<number>> {
  const formats = new Set<number>();
  const dates = new Set<number>();
  let inCells = false;
  let index = 0;
  for await (const batch of tokens) {
    for (const token of batch) {
      if (token.kind === 'text') continue;
      if (token.name === 'cellXfs') inCells = token.kind === 'open' && !token.empty;
      if (token.kind !== 'open') continue;
      if (token.name === 'numFmt' && showsDate(attribute(token.attributes, 'formatCode') ?? '')) {
        formats.add(Number(attribute(token.attributes, 'numFmtId')));
      }
      if (token.name !== 'xf' || !inCells) continue;
      const id = Number(attribute(token.attributes, 'numFmtId') ?? 0);
      if (builtIn(id) || formats.has(id)) dates.add(index);
      index += 1;
    }
  }
  return dates;
}

/** A format with a day, month, year or hour in it; what stands in quotes, brackets or behind a backslash is decoration. */
function showsDate(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|_.|\[(?!h|m|s)[^\]]*\]/gi, '');
  return /[dyhm]/i.test(bare) && !/^general$/i.test(bare);
}

/** A serial number of days as text that every reader of dates understands. */
export function serialToText(serial: number, from1904: boolean): string {
  const whole = Math.floor(serial);
  const seconds = Math.round((serial - whole) * 86_400);
  const time = new Date(seconds * 1_000).toISOString().slice(11, 19);
  if (whole < 1 && !from1904) return time;
  // Excel believes that 1900 was a leap year; before March of it days are one off.
  const days = from1904 ? whole + 1_462 : whole < 60 ? whole + 1 : whole;
  const day = new Date(Date.UTC(1899, 11, 30) + days * 86_400_000);
  if (Number.isNaN(day.getTime())) return String(serial);
  return seconds === 0 ? day.toISOString().slice(0, 10) : `${day.toISOString().slice(0, 10)} ${time}`;
}
