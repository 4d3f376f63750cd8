/** What parts the whole from the fraction in a column of numbers. */
export type DecimalMark = '.' | ',';

const multiples: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, mm: 1e6, mn: 1e6, mio: 1e6, b: 1e9, bn: 1e9, mrd: 1e9 };
const shape = /^([+-]?)(\d+(?:\.\d+)?|\.\d+)(k|mm|mn|mio|mrd|bn|m|b)?$/i;

/**
 * A number as people and products write it: `$342.09K`, `1.234,50`, `(1,200.00)`, `1 234,50 €`, `USD 1,200`, `1'000`, `12-`, `45 %`.
 * Null when it is no number, or when its marks contradict the column's decimal mark.
 */
export function parseAmount(text: string, decimal: DecimalMark): number | null {
  let rest = text.replace(/[\s\u00a0\u202f']/g, '');
  const bracketed = /^\((.*)\)$/.exec(rest);
  if (bracketed !== null) rest = bracketed[1] ?? '';
  rest = withoutCurrency(rest);
  const trailing = /^(.+)-$/.exec(rest);
  const percent = /^(.+)%$/.exec(trailing?.[1] ?? rest);
  rest = percent?.[1] ?? trailing?.[1] ?? rest;
  const signed = /^([+-]?)(.*)$/.exec(rest);
  const body = withoutCurrency(signed?.[2] ?? '');
  const plain = withoutGroups(body, decimal);
  const match = plain === null ? null : shape.exec(`${signed?.[1] ?? ''}${plain}`);
  if (match === null) return null;
  const value = Number(match[2]) * (multiples[(match[3] ?? '').toLowerCase()] ?? 1);
  const negative = (match[1] === '-' ? 1 : 0) + (bracketed === null ? 0 : 1) + (trailing === null ? 0 : 1);
  if (negative > 1 || !Number.isFinite(value)) return null;
  // Multiplying by thousands leaves dust behind the last digit.
  const exact = Number(value.toPrecision(15));
  return negative === 1 && exact !== 0 ? -exact : exact;
}

function withoutCurrency(text: string): string {
  return text.replace(/^(?:[A-Z]{3}(?=[-+\d.,])|[A-Z]{0,2}\p{Sc})/u, '').replace(/(?:[A-Z]{3}|\p{Sc})$/u, '');
}

/** The digits with a point as decimal mark; null when the marks do not part groups of three. */
function withoutGroups(text: string, decimal: DecimalMark): string | null {
  const group = decimal === '.' ? ',' : '.';
  const [whole = '', fraction, ...more] = text.split(decimal);
  if (more.length > 0 || fraction?.includes(group)) return null;
  const parts = whole.split(group);
  const groupsFit = parts
    .slice(1)
    .every((part, index) =>
      new RegExp(index === parts.length - 2 && fraction === undefined ? '^\\d{3}[a-z]*$' : '^\\d{2,3}$', 'i').test(part),
    );
  if (parts.length > 1 && (!groupsFit || (parts[0] ?? '').length > 3 || parts[0] === '')) return null;
  return fraction === undefined ? parts.join('') : `${parts.join('')}.${fraction}`;
}

export interface NumberColumn {
  readonly decimal: DecimalMark;
  /** The values fit both ways: somebody should look. */
  readonly unsure: boolean;
  /** How many of the values are numbers at all, from 0 to 1. */
  readonly share: number;
}

/** Which decimal mark makes most of a column's values numbers; on a draw the point, and `unsure` when the values would differ. */
export function decimalOf(values: readonly string[]): NumberColumn {
  const point = values.map((value) => parseAmount(value, '.'));
  const comma = values.map((value) => parseAmount(value, ','));
  const count = (list: readonly (number | null)[]): number => list.filter((one) => one !== null).length;
  const decimal: DecimalMark = count(comma) > count(point) ? ',' : '.';
  const unsure = count(comma) === count(point) && point.some((value, index) => value !== comma[index]);
  const share = values.length === 0 ? 0 : Math.max(count(point), count(comma)) / values.length;
  return { decimal, unsure, share };
}
