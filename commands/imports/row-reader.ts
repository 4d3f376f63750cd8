import { createHash } from 'node:crypto';
import type { Json } from '../../domain/json.ts';
import { type BoundColumn, interpretRow, type InterpretedRow, type RowPorts } from '../../domain/imports/interpret-row.ts';
import { keyFromLabel } from '../../domain/records/custom-field-rules.ts';
import type { ImportTarget } from '../../domain/imports/targets.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import type { ImportJobRow } from './import-job.ts';
import { importTargets } from './import-targets.ts';
import type { CsvRow } from './read-csv.ts';

/** A row as it was understood; `fingerprint` is the same for the same values, wherever the columns stand. */
export interface UnderstoodRow extends InterpretedRow {
  readonly number: number;
  readonly cells: readonly string[];
  readonly email: string | null;
  readonly fingerprint: string;
}

export type RowReader = (row: CsvRow) => UnderstoodRow;

/**
 * How the rows of an import are read: its mapping bound to the fields there are, the tenant's people and country. Columns
 * that will become custom fields are read as those fields would be.
 */
export async function createRowReader(trx: TenantTrx, context: Pick<CommandContext, 'tenantId'>, job: ImportJobRow): Promise<RowReader> {
  const bound = bindColumns(job, await importTargets(trx, context));
  const ports = await portsOf(trx, context);
  return (row) => {
    const read = interpretRow(row.cells, job.columns.length, bound, ports);
    const email = typeof read.values['email'] === 'string' ? read.values['email'] : null;
    return { ...read, number: row.number, cells: row.cells, email, fingerprint: fingerprintOf(read) };
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
      return [{ column, target: { field: `custom.${customKeyOf(entry.label)}`, type: entry.type, synonyms: [] } }];
    const target = targets.find((candidate) => candidate.field === entry.field);
    return target === undefined ? [] : [{ column, target }];
  });
}

async function portsOf(trx: TenantTrx, context: Pick<CommandContext, 'tenantId'>): Promise<RowPorts> {
  const people = await rowsOf<{ readonly id: string; readonly email: string; readonly name: string | null }>(
    trx,
    `select users.id, lower(users.email) as email, lower(user_profiles.full_name) as name
     from users left join user_profiles on user_profiles.tenant_id = users.tenant_id and user_profiles.user_id = users.id
     where users.tenant_id = ? and users.status = 'active'`,
    [context.tenantId],
  );
  const tenant = await rowOf<{ readonly locale: string | null }>(trx, 'select locale from tenants where id = ?', [context.tenantId]);
  const byName = new Map(
    people.flatMap((person) => [[person.email, person.id] as const, ...(person.name ? [[person.name, person.id] as const] : [])]),
  );
  return { parsePhone, defaultCountry: countryOf(tenant?.locale ?? null), findOwner: (text) => byName.get(text) ?? null };
}

function countryOf(locale: string | null): string | undefined {
  return locale === null ? undefined : /[-_]([A-Z]{2})$/.exec(locale)?.[1];
}

function fingerprintOf(row: InterpretedRow): string {
  return createHash('sha256')
    .update(JSON.stringify([sorted(row.values), sorted(row.custom)]))
    .digest('base64url');
}

function sorted(values: Readonly<Record<string, Json>>): [string, Json][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
