import { createHash } from 'node:crypto';
import type { Json } from '../../domain/json.ts';
import { type BoundColumn, interpretRow, type InterpretedRow } from '../../domain/imports/interpret-row.ts';
import { namingOf } from '../../domain/imports/record-targets.ts';
import { keysOf } from '../../domain/imports/row-keys.ts';
import { keyFromLabel } from '../../domain/records/custom-field-rules.ts';
import type { ImportTarget } from '../../domain/imports/targets.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { ImportJobRow } from './import-job.ts';
import { importTargets } from './import-targets.ts';
import type { CsvRow } from './read-csv.ts';
import { rowPorts } from './row-ports.ts';

/** A row as it was understood; `fingerprint` is the same for the same values, wherever the columns stand. */
export interface UnderstoodRow extends InterpretedRow {
  readonly number: number;
  readonly cells: readonly string[];
  readonly email: string | null;
  readonly fingerprint: string;
  /** By what its record is known, the surest first; empty when it can only be told by its fingerprint. */
  readonly keys: readonly string[];
}

export type RowReader = (row: CsvRow) => UnderstoodRow;

/**
 * How the rows of an import are read: its mapping bound to the fields there are, the tenant's people and country. Columns
 * that will become custom fields are read as those fields would be.
 */
export async function createRowReader(trx: TenantTrx, context: Pick<CommandContext, 'tenantId'>, job: ImportJobRow): Promise<RowReader> {
  const bound = bindColumns(job, await importTargets(trx, context, job.entity));
  const ports = await rowPorts(trx, context, job.entity);
  return (row) => {
    const read = interpretRow(row.cells, job.columns.length, bound, ports, namingOf[job.entity]);
    const email = typeof read.values['email'] === 'string' ? read.values['email'] : null;
    const keys = keysOf(job.entity, read.values, job.matchBy);
    return { ...read, number: row.number, cells: row.cells, email, keys, fingerprint: fingerprintOf(job, read) };
  };
}

/** Key of the custom field that a heading becomes. Headings without a Latin letter are told apart by their hash. */
export function customKeyOf(label: string): string {
  const key = keyFromLabel(label);
  return key === 'field' ? `field_${createHash('sha256').update(label).digest('hex').slice(0, 8)}` : key;
}

function bindColumns(job: ImportJobRow, targets: readonly ImportTarget[]): BoundColumn[] {
  return job.mapping.flatMap((entry): BoundColumn[] => {
    const column = job.columns.find((candidate) => candidate.index === entry.column);
    if (column === undefined || entry.to === 'ignore') return [];
    if (entry.to === 'newField')
      return [{ column, notation: entry, target: { field: `custom.${customKeyOf(entry.label)}`, type: entry.type, synonyms: [] } }];
    const target = targets.find((candidate) => candidate.field === entry.field);
    return target === undefined ? [] : [{ column, target, notation: entry }];
  });
}

function fingerprintOf(job: ImportJobRow, row: InterpretedRow): string {
  const kind = job.entity === 'lead' ? [] : [job.entity];
  return createHash('sha256')
    .update(JSON.stringify([...kind, sorted(row.values), sorted(row.custom)]))
    .digest('base64url');
}

function sorted(values: Readonly<Record<string, Json>>): [string, Json][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
