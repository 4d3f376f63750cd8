import { singleLine } from './text-rules.ts';

const maxEmail = 254;
const emailPattern = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"_]+\.[^\s@<>()[\]\\,;:"_.\d]{2,63}$/u;

/**
 * The form in which two e-mail addresses are the same: trimmed, without `mailto:` and angle brackets, lower case.
 * Null when it is not an address. Dots and `+tags` stay: they are different mailboxes at most providers.
 */
export function normaliseEmail(text: string): string | null {
  const bare = singleLine(text)
    .replace(/^mailto:/i, '')
    .replace(/^<(.*)>$/, '$1')
    .toLowerCase();
  if (bare.length > maxEmail || bare.includes('..') || bare.startsWith('.') || bare.includes('.@') || bare.includes('@.')) return null;
  return emailPattern.test(bare) ? bare : null;
}

/** What turns a telephone number as people write it into E.164; null when it is no number or lacks its country. */
export type ParsePhone = (text: string, defaultCountry?: string) => string | null;

/** Whether the number names its country itself, so that nothing has to be assumed. */
export function hasCountryCode(phone: string): boolean {
  return /^\s*(\+|00)/.test(phone);
}
