const always: ReadonlySet<string> = new Set([
  '-',
  '--',
  '---',
  '—',
  '–',
  'n/a',
  '#n/a',
  '(none)',
  '(blank)',
  '(no value)',
  '(empty)',
  '#null!',
  '\\n',
]);
const ofTypes: ReadonlySet<string> = new Set([
  'null',
  'none',
  'nil',
  'nan',
  'na',
  'undefined',
  '?',
  'tbd',
  'unknown',
  '0000-00-00',
  '00/00/0000',
  '0/0/00',
  '00-00-0000',
]);

/**
 * Whether a cell says that there is nothing. Words that may be somebody's name ("Null", "None") only count where the field
 * is typed: a number, a day, a choice.
 */
export function isEmptyMark(text: string, typed: boolean): boolean {
  const plain = text.trim().toLowerCase();
  return plain === '' || always.has(plain) || (typed && ofTypes.has(plain));
}
