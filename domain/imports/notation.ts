import { type DateOrder, dateOrderOf } from './dates.ts';
import { type DecimalMark, decimalOf, parseAmount } from './numbers.ts';
import type { ImportValueType } from './targets.ts';

/** How a column writes dates and numbers: decided from its values, shown to the person, who may correct it. */
export interface ColumnNotation {
  readonly dateOrder?: DateOrder | undefined;
  readonly decimal?: DecimalMark | undefined;
  /** The values fit several notations: somebody should look. */
  readonly unsure?: boolean | undefined;
}

/** How values of the type are written in this column; nothing where the type leaves no choice. */
export function notationOf(type: ImportValueType, values: readonly string[]): ColumnNotation {
  if (type === 'date' || type === 'datetime') {
    const { order, unsure } = dateOrderOf(values);
    return { dateOrder: order, ...(unsure ? { unsure } : {}) };
  }
  if (type === 'number' || type === 'amount' || type === 'integer') {
    const { decimal, unsure } = decimalOf(values);
    // A number of people has no fraction: "1.200" of them are twelve hundred.
    const whole = type === 'integer' && unsure && values.some((value) => !Number.isInteger(parseAmount(value, decimal) ?? 0));
    if (whole) return { decimal: decimal === '.' ? ',' : '.' };
    return { decimal, ...(unsure ? { unsure } : {}) };
  }
  return {};
}
