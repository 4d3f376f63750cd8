import type { Problem } from '../errors/errors.ts';
import type { ValueType } from '../expressions/ast.ts';
import type { Catalogue, Field } from '../records/field-catalogue.ts';
import type { ListEntity } from '../records/list-entities.ts';

export const exportFormats = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** One column of the file: a field of the catalogue and what stands above it. */
export interface ExportColumn {
  readonly field: string;
  readonly heading: string;
}

/** A column as somebody asks for it. */
export interface WantedColumn {
  readonly field: string;
  readonly heading?: string;
}

/** What a column holds, so that a spreadsheet gets numbers as numbers and days as days. */
export type ColumnType = ValueType | 'about';

/** The records a task is about: no field of the task, but what makes its row readable. */
const about = { key: 'about', type: 'about' } as const;

export interface ExportField {
  readonly key: string;
  readonly type: ColumnType;
  readonly label?: string;
  readonly options?: Field['options'];
}

/** Everything of a kind of record that can stand in a file, in the order of the catalogue. */
export function exportFields(catalogue: Catalogue, entity: ListEntity): readonly ExportField[] {
  const own = catalogue[entity].fields;
  return entity === 'task' ? [...own, about] : own;
}

// Names a colleague reads, and that the import knows again.
const headings: Readonly<Record<string, string>> = {
  id: 'Record ID',
  ownerUserId: 'Owner',
  companyId: 'Company',
  contactId: 'Contact',
  parentCompanyId: 'Parent company',
  pipelineId: 'Pipeline',
  stageId: 'Stage',
  amountMinor: 'Amount',
  annualRevenueMinor: 'Annual revenue',
  expectedCloseOn: 'Expected close date',
  about: 'About',
};

/** What stands above a column when nobody says: the label of a field of the tenant's own, else the words of its name. */
export function headingOf(field: ExportField): string {
  if (field.label !== undefined) return field.label;
  const known = Object.hasOwn(headings, field.key) ? headings[field.key] : undefined;
  if (known !== undefined) return known;
  const words = field.key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const maxExportColumns = 300;

/** The wanted columns, or all there are; a column that is none is a problem with its place. */
export function chosenColumns(
  catalogue: Catalogue,
  entity: ListEntity,
  wanted: readonly WantedColumn[] | null,
): { readonly columns: readonly ExportColumn[] } | { readonly problems: readonly Problem[] } {
  const fields = exportFields(catalogue, entity);
  if (wanted === null)
    return { columns: fields.slice(0, maxExportColumns).map((field) => ({ field: field.key, heading: headingOf(field) })) };
  const problems: Problem[] = [];
  const columns = wanted.map((column, index): ExportColumn => {
    const field = fields.find((one) => one.key === column.field);
    if (field === undefined) {
      const detail = `There is no field "${column.field}" here.`;
      problems.push({ pointer: `/columns/${index}/field`, code: 'unknown_field', detail });
    }
    return { field: column.field, heading: column.heading ?? (field === undefined ? column.field : headingOf(field)) };
  });
  return problems.length === 0 ? { columns } : { problems };
}
