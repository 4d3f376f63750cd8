const loneSurrogates = /\p{Surrogate}/gu;
// Control characters but tab, line feed and carriage return; NUL cannot be stored by PostgreSQL at all.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Text as a person wrote it, without what no database can store: NUL and other control characters, halves of surrogate pairs. */
export function storableText(text: string): string {
  return text.replace(loneSurrogates, '\ufffd').replace(controls, '');
}

/** One line: storable, line breaks and tabs as blanks, trimmed. Nothing else changes: emoji, right-to-left text and formulas stay as they are. */
export function singleLine(text: string): string {
  return storableText(text)
    .replace(/[\t\r\n\u2028\u2029]+/g, ' ')
    .trim();
}

/** Several lines: storable, line ends as `\n`, trimmed. */
export function multiLine(text: string): string {
  return storableText(text).replace(/\r\n?/g, '\n').trim();
}

/** Length as people count: in code points, so an emoji is not two characters. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** Name of a person from its parts; falls back to what identifies the person otherwise. */
export function displayName(person: {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly companyName?: string | null;
}): string {
  const name = [person.firstName, person.lastName].filter((part) => part !== null && part !== undefined && part !== '').join(' ');
  return name || person.email || person.companyName || person.phone || '';
}
