import { dateOrderOf } from './dates.ts';
import { isEmptyMark } from './empty-marks.ts';
import { missingWords } from './interpret-row.ts';
import type { ImportColumn } from './headings.ts';
import { type ColumnNotation, notationOf } from './notation.ts';
import { decimalOf } from './numbers.ts';
import { namingOf } from './record-targets.ts';
import { type ImportTarget, type ImportValueType, normaliseHeading } from './targets.ts';

/** Where the values of one column go. `newField` makes a custom field when the import is applied. */
export type ColumnMapping =
  | ({ readonly column: number; readonly to: 'field'; readonly field: string } & ColumnNotation)
  | ({ readonly column: number; readonly to: 'newField'; readonly label: string; readonly type: CustomFieldGuess } & ColumnNotation)
  | { readonly column: number; readonly to: 'ignore' };

export type CustomFieldGuess = Extract<ImportValueType, 'text' | 'number' | 'date' | 'boolean' | 'url'>;

/**
 * A first mapping for a person to correct: headings that are known, then values that can only be one thing (an unmapped
 * column full of e-mail addresses); every other column that holds something is offered as a custom field.
 * @param samples the first rows, without the heading.
 * @param newFields whether records of this kind can have fields of the tenant's own.
 */
export function guessMapping(
  columns: readonly ImportColumn[],
  samples: readonly (readonly string[])[],
  targets: readonly ImportTarget[],
  newFields = true,
): ColumnMapping[] {
  const chosen = new Map<number, string>();
  for (const target of targets) {
    for (const name of namesOf(target)) {
      const fitting = columns.filter(
        (column) =>
          !chosen.has(column.index) && normaliseHeading(column.heading) === name && fitsOptions(target, valuesOf(column, samples)),
      );
      for (const column of target.multiple === true ? fitting : fitting.slice(0, 1)) chosen.set(column.index, target.field);
      if (target.multiple !== true && fitting.length > 0) break;
    }
  }
  const taken = new Set(chosen.values());
  for (const column of columns) {
    if (chosen.has(column.index) || column.heading !== '') continue;
    const field = fieldByValues(valuesOf(column, samples));
    if (field === null || taken.has(field) || !targets.some((target) => target.field === field)) continue;
    taken.add(field);
    chosen.set(column.index, field);
  }
  dropFullNameBesideParts(chosen, columns);
  return columns.map((column) => {
    const guess = mappingOf(column, chosen.get(column.index), samples, targets);
    return guess.to === 'newField' && !newFields ? { column: column.index, to: 'ignore' } : guess;
  });
}

/** Headings of a target, the best first: `Job title` is taken before `Title`, which may be how somebody is addressed. */
function namesOf(target: ImportTarget): readonly string[] {
  const names = [...target.synonyms, normaliseHeading(target.field.replace(/^custom\./, ''))];
  return [...new Set(names)].filter((name) => name !== '');
}

/** A status column with words of its own ("Closed lost") is better kept as a custom field than forced into ours. */
function fitsOptions(target: ImportTarget, values: readonly string[]): boolean {
  if ((target.field !== 'status' && target.field !== 'lifecycleStage') || values.length === 0) return true;
  return values.every((value) => target.options?.[normaliseHeading(value)] !== undefined);
}

/** A full name beside first and last name says nothing more, and would overwrite the better split. */
function dropFullNameBesideParts(chosen: Map<number, string>, columns: readonly ImportColumn[]): void {
  const fields = new Set(chosen.values());
  if (!fields.has('firstName') || !fields.has('lastName')) return;
  for (const column of columns) if (chosen.get(column.index) === 'fullName') chosen.set(column.index, 'ignore');
}

function mappingOf(
  column: ImportColumn,
  field: string | undefined,
  samples: readonly (readonly string[])[],
  targets: readonly ImportTarget[],
): ColumnMapping {
  if (field === 'ignore') return { column: column.index, to: 'ignore' };
  const values = valuesOf(column, samples);
  if (field !== undefined) {
    const type = targets.find((target) => target.field === field)?.type ?? 'text';
    return { column: column.index, to: 'field', field, ...notationOf(type, values) };
  }
  if (column.heading === '' || values.length === 0 || isBookkeeping(column.heading)) return { column: column.index, to: 'ignore' };
  const type = guessType(values);
  return { column: column.index, to: 'newField', label: column.heading.slice(0, 60), type, ...notationOf(type, values) };
}

const bookkeeping =
  /^(?:(?:create|created|modified|last modified|last activity|last updated|unsubscribed)(?: date| time| by| at| on| mode)?(?: id)?|create date|record creation source.*|.*owner id|.*associated .*ids?(?: primary)?|.* id|e mail (?:\d )?(?:type|display name|label)|phone \d (?:label|type)|(?:address|website|organization|custom field|event|relation) \d (?:label|type)|photo|is (?:deleted|converted))$/;

/** What another product notes for itself: left out unless somebody wants it. */
function isBookkeeping(heading: string): boolean {
  return bookkeeping.test(normaliseHeading(heading));
}

function valuesOf(column: ImportColumn, samples: readonly (readonly string[])[]): string[] {
  return samples.map((row) => (row[column.index] ?? '').trim()).filter((value) => !isEmptyMark(value, true));
}

function fieldByValues(values: readonly string[]): string | null {
  if (values.length === 0) return null;
  if (values.every((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))) return 'email';
  return values.every((value) => /^\+\d[\d\s().-]{6,}$/.test(value)) ? 'phone' : null;
}

function guessType(values: readonly string[]): CustomFieldGuess {
  if (values.every((value) => /^(?:true|false|yes|no)$/i.test(value))) return 'boolean';
  // A leading zero or plus belongs to a code or a telephone, not to a number.
  if (values.every((value) => !/^(?:0\d|\+)/.test(value)) && decimalOf(values).share === 1) return 'number';
  if (values.every((value) => /[-/.,\p{L}]/u.test(value)) && dateOrderOf(values).share === 1) return 'date';
  return values.every((value) => /^https?:\/\//i.test(value)) ? 'url' : 'text';
}

/** What is wrong with a mapping a person made: unknown columns or fields, two columns for one field, nothing that names anybody. */
export function mappingProblems(
  mapping: readonly ColumnMapping[],
  columns: readonly ImportColumn[],
  targets: readonly ImportTarget[],
  naming: readonly string[] = namingOf.lead,
): { readonly pointer: string; readonly detail: string; readonly code: string }[] {
  const problems: { pointer: string; detail: string; code: string }[] = [];
  const seenColumns = new Set<number>();
  const seenFields = new Set<string>();
  mapping.forEach((entry, index) => {
    const pointer = `/mapping/${index}`;
    const column = columns.find((candidate) => candidate.index === entry.column);
    if (column === undefined) problems.push({ pointer, code: 'column_unknown', detail: `The file has no column ${entry.column + 1}.` });
    if (seenColumns.has(entry.column))
      problems.push({ pointer, code: 'column_twice', detail: `Column ${entry.column + 1} is mapped twice.` });
    seenColumns.add(entry.column);
    if (entry.to === 'ignore') return;
    const key = entry.to === 'field' ? entry.field : `new:${normaliseHeading(entry.label)}`;
    if (entry.to === 'field' && !targets.some((target) => target.field === entry.field)) {
      problems.push({ pointer: `${pointer}/field`, code: 'field_unknown', detail: `There is no field "${entry.field}".` });
    }
    const several = entry.to === 'field' && targets.some((target) => target.field === entry.field && target.multiple === true);
    if (seenFields.has(key) && !several)
      problems.push({ pointer, code: 'field_twice', detail: `Two columns fill the same field (${column?.label ?? key}).` });
    seenFields.add(key);
  });
  if (![...naming, ...(naming.includes('firstName') ? ['fullName'] : [])].some((field) => seenFields.has(field))) {
    const detail =
      naming.length > 1 && naming.includes('firstName')
        ? 'Map at least a name, an e-mail address, a phone number or a company.'
        : `Map the column that holds the ${missingWords(naming)}.`;
    problems.push({ pointer: '/mapping', code: 'mapping_names_nobody', detail });
  }
  return problems;
}
