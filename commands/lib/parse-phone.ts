import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { ParsePhone } from '../../domain/records/normalise.ts';

/** Telephone numbers by Google's metadata: whatever can be dialled, in E.164; extensions are not part of it. */
export const parsePhone: ParsePhone = (text, defaultCountry) => {
  if (text.length > 60) return null;
  const international = text.trim().replace(/^00/, '+');
  const country = defaultCountry !== undefined && isSupportedCountry(defaultCountry) ? defaultCountry : undefined;
  const parsed = parsePhoneNumberFromString(international, country);
  return parsed?.isPossible() ? parsed.number : null;
};
