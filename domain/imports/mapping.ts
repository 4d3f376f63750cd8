import type { ImportColumn } from './headings.ts';
import { type ImportTarget, type ImportValueType, normaliseHeading } from './targets.ts';

/** Where the values of one column go. `newField` makes a custom field when the import is applied. */
export type ColumnMapping =
  | { readonly column: number; readonly to: 'field'; readonly field: string }
  | { readonly column: number; readonly to: 'newField'; readonly label: string; readonly type: CustomFieldGuess }
  | { readonly column: number; readonly to: 'ignore' };

export type CustomFieldGuess = Extract<ImportValueType, 'text' | 'number' | 'date' | 'boolean' | 'url'>;

/**
 * A first mapping for a person to correct: headings that are known, then values that can only be one thing (an unmapped
 * column full of e-mail addresses); every other column that holds something is offered as a custom field.
 * @param samples the first rows, without the heading.
 */
export function guessMapping(
  columns: readonly ImportColumn[],
  samples: readonly (readonly string[])[],
  targets: readonly ImportTarget[],
): ColumnMapping[] {
  const taken = new Set<string>();
  const chosen = new Map<number, string>();
  for (const column of columns) {
    const target = targets.find((candidate) => !taken.has(candidate.field) && matchesHeading(column.heading, candidate));
    if (target === undefined || !fitsOptions(target, valuesOf(column, samples))) continue;
    taken.add(target.field);
    chosen.set(column.index, target.field);
  }
  for (const column of columns) {
    if (chosen.has(column.index) || column.heading !== '') continue;
    const field = fieldByValues(valuesOf(column, samples));
    if (field === null || taken.has(field)) continue;
    taken.add(field);
    chosen.set(column.index, field);
  }
  dropFullNameBesideParts(chosen, columns);
  return columns.map((column) => mappingOf(column, chosen.get(column.index), samples));
}

function matchesHeading(heading: string, target: ImportTarget): boolean {
  const normal = normaliseHeading(heading);
  if (normal === '') return false;
  return target.synonyms.includes(normal) || normal === normaliseHeading(target.field.replace(/^custom\./, ''));
}

/** A status column with words of its own ("Closed lost") is better kept as a custom field than forced into ours. */
function fitsOptions(target: ImportTarget, values: readonly string[]): boolean {
  if (target.field !== 'status' || values.length === 0) return true;
  return values.every((value) => target.options?.[normaliseHeading(value)] !== undefined);
}

/** A full name beside first and last name says nothing more, and would overwrite the better split. */
function dropFullNameBesideParts(chosen: Map<number, string>, columns: readonly ImportColumn[]): void {
  const fields = new Set(chosen.values());
  if (!fields.has('firstName') || !fields.has('lastName')) return;
  for (const column of columns) if (chosen.get(column.index) === 'fullName') chosen.set(column.index, 'ignore');
}

function mappingOf(column: ImportColumn, field: string | undefined, samples: readonly (readonly string[])[]): ColumnMapping {
  if (field === 'ignore') return { column: column.index, to: 'ignore' };
  if (field !== undefined) return { column: column.index, to: 'field', field };
  const values = valuesOf(column, samples);
  if (column.heading === '' || values.length === 0) return { column: column.index, to: 'ignore' };
  return { column: column.index, to: 'newField', label: column.heading.slice(0, 60), type: guessType(values) };
}

function valuesOf(column: ImportColumn, samples: readonly (readonly string[])[]): string[] {
  return samples.map((row) => (row[column.index] ?? '').trim()).filter((value) => value !== '');
}

function fieldByValues(values: readonly string[]): string | null {
  if (values.length === 0) return null;
  if (values.every((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))) return 'email';
  return values.every((value) => /^\+\d[\d\s().-]{6,}$/.test(value)) ? 'phone' : null;
}

function guessType(values: readonly string[]): CustomFieldGuess {
  if (values.every((value) => /^(?:true|false|yes|no)$/i.test(value))) return 'boolean';
  if (values.every((value) => /^-?\d{1,15}(?:[.,]\d+)?$/.test(value) && !/^0\d/.test(value))) return 'number';
  if (values.every((value) => /^\d{4}-\d{2}-\d{2}$/.test(value))) return 'date';
  if (values.every((value) => /^https?:\/\//i.test(value))) return 'url';
  return 'text';
}

/** What is wrong with a mapping a person made: unknown columns or fields, two columns for one field, nothing that names anybody. */
export function mappingProblems(
  mapping: readonly ColumnMapping[],
  columns: readonly ImportColumn[],
  targets: readonly ImportTarget[],
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
    if (seenFields.has(key))
      problems.push({ pointer, code: 'field_twice', detail: `Two columns fill the same field (${column?.label ?? key}).` });
    seenFields.add(key);
  });
  const naming = ['firstName', 'lastName', 'fullName', 'email', 'phone', 'companyName'];
  if (!naming.some((field) => seenFields.has(field))) {
    problems.push({
      pointer: '/mapping',
      code: 'mapping_names_nobody',
      detail: 'Map at least a name, an e-mail address, a phone number or a company.',
    });
  }
  return problems;
}
