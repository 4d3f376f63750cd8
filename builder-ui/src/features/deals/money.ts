export const dealStatuses = ['open', 'won', 'lost', 'abandoned'] as const;

/** Digits after the point that a currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** `1234.5` of EUR is 123450 cents; null for what is no amount. */
export function toMinor(text: string, currency: string): number | null {
  const amount = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(amount) || amount < 0) return null;
  return Math.round(amount * 10 ** minorDigits(currency));
}

export function toMajor(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** minorDigits(currency);
}
