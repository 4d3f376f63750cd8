import type { Json } from '../json.ts';
import { multiLine, singleLine } from '../records/text-rules.ts';
import { isEmptyMark } from './empty-marks.ts';
import type { ImportColumn } from './headings.ts';
import type { RowError, RowErrorCode } from './import-problem.ts';
import type { ColumnNotation } from './notation.ts';
import { readValue, type RowPorts } from './read-value.ts';
import { namingOf } from './record-targets.ts';
import type { ImportTarget } from './targets.ts';

export type { RowPorts } from './read-value.ts';

/** A row as the fields it fills; what was empty in the file is absent. */
export interface InterpretedRow {
  readonly values: Readonly<Record<string, Json>>;
  readonly custom: Readonly<Record<string, Json>>;
  /** Why the row is left out; empty when it can be imported. */
  readonly errors: readonly RowError[];
  /** Values that could not be used although the row can: they are left out and reported. */
  readonly warnings: readonly RowError[];
}

/** The column, and the field its values go to. */
export interface BoundColumn {
  readonly column: ImportColumn;
  readonly target: ImportTarget;
  readonly notation?: ColumnNotation;
}

/**
 * A wrong e-mail address makes another person of a lead, so it rejects the row. A phone number without its country or an
 * owner who has left does not: the lead is worth having without the value.
 */
const sparesRow: ReadonlySet<RowErrorCode> = new Set([
  'phone_invalid',
  'number_invalid',
  'date_invalid',
  'boolean_invalid',
  'option_unknown',
  'owner_unknown',
  'url_invalid',
  'currency_unknown',
]);

/** Reads the cells of one row. Never throws: everything that is wrong is in `errors`, all of it at once. */
export function interpretRow(
  cells: readonly string[],
  columnCount: number,
  bound: readonly BoundColumn[],
  ports: RowPorts,
  naming: readonly string[] = namingOf.lead,
): InterpretedRow {
  const errors: RowError[] = [...shapeErrors(cells, columnCount)];
  const warnings: RowError[] = [];
  const values: Record<string, Json> = {};
  const custom: Record<string, Json> = {};
  for (const { column, target, notation = {} } of bound) {
    for (const text of piecesOf(cells[column.index] ?? '', target)) {
      const read = readValue(text, target, notation, ports);
      if ('value' in read) {
        put(target, text, read.value, values, custom);
        continue;
      }
      const found = { ...read, column: column.index + 1, heading: column.label, value: text.slice(0, 200) };
      // A further address that is none costs the row nothing.
      (sparesRow.has(read.code) || target.multiple === true ? warnings : errors).push(found);
    }
  }
  errors.push(...placeInPipeline(values, bound, ports));
  if (errors.length === 0 && naming.every((field) => values[field] === undefined)) {
    errors.push(rowError('row_names_nobody', `The row has no ${missingWords(naming)}.`));
  }
  return { values, custom, errors, warnings };
}

/** What a row without any of the fields lacks, in words. */
export function missingWords(naming: readonly string[]): string {
  if (naming.includes('type')) return 'type, subject or text';
  if (naming.includes('title')) return 'title';
  if (naming.includes('body')) return 'text';
  return naming.length === 1 ? 'name' : 'name, e-mail address, phone number or company';
}

/** One value a cell, except where several addresses stand in it, as address books write them. */
function piecesOf(raw: string, target: ImportTarget): readonly string[] {
  const text = target.type === 'lines' ? multiLine(raw) : singleLine(raw);
  if (isEmptyMark(text, target.type !== 'text' && target.type !== 'lines')) return [];
  if (target.type !== 'email' && target.type !== 'phone') return [text];
  const pieces = text.split(target.type === 'email' ? /\s*(?::::|[;,|])\s*/ : /\s*(?::::|[;|])\s*/).filter((piece) => piece !== '');
  // An address with a comma in it is a mistake to be shown, not two addresses.
  const several = target.type === 'phone' || pieces.every((piece) => piece.includes('@'));
  return several ? pieces : [text];
}

function put(target: ImportTarget, text: string, value: Json, values: Record<string, Json>, custom: Record<string, Json>): void {
  const { field } = target;
  if (field.startsWith('custom.')) custom[field.slice('custom.'.length)] = value;
  else if (field === 'fullName') Object.assign(values, splitName(text, values));
  else if (target.multiple === true) add(values, field, value);
  else if (values[field] === undefined) values[field] = value;
  else if (field === 'email') add(values, 'otherEmails', value);
  else if (field === 'phone') add(values, 'otherPhones', value);
}

function add(values: Record<string, Json>, field: string, value: Json): void {
  const known = values[field];
  values[field] = [...(Array.isArray(known) ? known : []), value];
}

/** A stage is only known within its pipeline, whichever column comes first; a deal in a wrong stage is worse than none. */
function placeInPipeline(values: Record<string, Json>, bound: readonly BoundColumn[], ports: RowPorts): RowError[] {
  const named = values['stage'];
  if (typeof named !== 'string') return [];
  const pipeline = typeof values['pipeline'] === 'string' ? values['pipeline'] : null;
  const stage = ports.findStage?.(named.toLowerCase(), pipeline) ?? null;
  if (stage !== null) {
    values['stage'] = stage.id;
    values['pipeline'] = stage.pipelineId;
    return [];
  }
  const column = bound.find((one) => one.target.type === 'stage')?.column;
  const message = `There is no stage "${named}"${pipeline === null ? '' : ' in this pipeline'}.`;
  return [{ code: 'stage_unknown', message, column: (column?.index ?? 0) + 1, heading: column?.label ?? null, value: named.slice(0, 200) }];
}

/** Lines that a product writes below the rows of a report, in its first column: they would become somebody's name. */
const footer = /^(?:copyright \(c\) \d{4}.*|confidential information - do not distribute|generated by:.*)$/i;

function shapeErrors(cells: readonly string[], columnCount: number): RowError[] {
  if (footer.test(singleLine(cells[0] ?? '')) && cells.slice(1).every((cell) => cell.trim() === ''))
    return [rowError('row_names_nobody', 'This line was written below the rows by the product that made the file.')];
  const extra = cells.slice(columnCount);
  if (!extra.some((cell) => cell.trim() !== '')) return [];
  const message = `The row has ${cells.length} values, but there are ${columnCount} columns. Is a value with the delimiter in it not quoted?`;
  return [rowError('row_has_more_values', message)];
}

function splitName(text: string, known: Readonly<Record<string, Json>>): Record<string, Json> {
  const comma = /^([^,]+),\s*(.+)$/.exec(text);
  const parts = comma === null ? text.split(' ') : [comma[2] ?? '', comma[1] ?? ''];
  const last = parts.length > 1 ? (parts.at(-1) ?? '') : '';
  const first = parts.length > 1 ? parts.slice(0, -1).join(' ') : text;
  return {
    firstName: known['firstName'] ?? first.slice(0, 100),
    ...(last === '' && known['lastName'] === undefined ? {} : { lastName: known['lastName'] ?? last.slice(0, 100) }),
  };
}

function rowError(code: RowErrorCode, message: string): RowError {
  return { code, message, column: null, heading: null, value: null };
}
