export const dealStatuses = ['open', 'won', 'lost', 'abandoned'] as const;

/** Digits after the point that a currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * `1234.5`, `1.234,50` and `1,234.50` of EUR are what they look like, in cents; null for what is no amount. The last of two separators is the
 * decimal one; a single one before exactly three digits is so only where the currency has three.
 */
export function toMinor(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const plain = text.trim().replaceAll(/[\s'’]/g, '');
  if (!/^\d[\d.,]*$|^[.,]\d+$/.test(plain)) return null;
  const at = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  const separators = plain.replaceAll(/\d/g, '');
  const grouped = separators.length > 1 && new Set(separators).size === 1;
  const thousands = separators.length === 1 && plain.length - at === 4 && digits !== 3;
  const decimal = at === -1 || grouped || thousands ? null : at;
  const whole = (decimal === null ? plain : plain.slice(0, decimal)).replaceAll(/[.,]/g, '');
  const amount = Number(decimal === null ? whole : `${whole || '0'}.${plain.slice(decimal + 1)}`);
  if (!Number.isFinite(amount)) return null;
  return Math.round(amount * 10 ** digits);
}

/** An amount that is a number already, in the smallest unit. */
export function fromMajor(amount: number, currency: string): number {
  return Math.round(amount * 10 ** minorDigits(currency));
}

export function toMajor(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** minorDigits(currency);
}
