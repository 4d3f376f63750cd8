import type { JsonObject } from '../json.ts';

/**
 * Why a file as a whole cannot be imported. Nothing of it is imported then. `row` and `column` count from 1 as a
 * spreadsheet shows them; the heading is row 1.
 */
export interface FileProblem {
  readonly code: FileProblemCode;
  /** A sentence for the person who uploaded the file. */
  readonly message: string;
  readonly params: JsonObject;
  readonly row?: number;
  readonly column?: number;
}

export const fileProblemCodes = [
  'file_empty',
  'file_too_large',
  'file_is_workbook',
  'file_is_binary',
  'headings_missing',
  'headings_only',
  'too_many_columns',
  'quote_not_closed',
  'row_too_long',
] as const;
export type FileProblemCode = (typeof fileProblemCodes)[number];

/** What is wrong with one cell or row. The row is left out; the others are imported. */
export interface RowError {
  readonly code: RowErrorCode;
  readonly message: string;
  /** 1 is the first column; null when the row as a whole is meant. */
  readonly column: number | null;
  readonly heading: string | null;
  readonly value: string | null;
}

export const rowErrorCodes = [
  'row_has_more_values',
  'row_names_nobody',
  'text_unreadable',
  'text_too_long',
  'email_invalid',
  'phone_invalid',
  'number_invalid',
  'date_invalid',
  'boolean_invalid',
  'option_unknown',
  'owner_unknown',
  'url_invalid',
  'currency_unknown',
  'pipeline_unknown',
  'stage_unknown',
  'company_unknown',
  'contact_unknown',
  'lead_unknown',
  'deal_unknown',
  'related_unknown',
  /** Only existing records are to be updated, and there is none. */
  'record_unknown',
  /** The record's own rules refused the row when it was imported. */
  'row_refused',
] as const;
export type RowErrorCode = (typeof rowErrorCodes)[number];
