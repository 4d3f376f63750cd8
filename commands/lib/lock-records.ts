import type { RecordRef, RecordType } from '../../domain/records/record-types.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { TenantTrx } from './context.ts';

/** The table that holds each kind of record. */
export const tableOfRecord: Readonly<Record<RecordType, string>> = {
  lead: 'leads',
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  task: 'tasks',
  activity: 'activities',
  note: 'notes',
  message: 'messages',
  import: 'imports',
  automation: 'automations',
  run: 'runs',
  user: 'users',
  team: 'teams',
  tenant: 'tenants',
};

/**
 * Locks the records a command is about, before it reads or writes them: `FOR NO KEY UPDATE`, by type and then by id, so
 * that two commands never wait for each other in a circle. One statement for all of them. A command that finds out later
 * that it needs more records calls it once with all, not twice.
 *
 * @returns the ids that exist; the others belong to nobody or to another tenant
 */
export async function lockRecords(trx: TenantTrx, refs: readonly RecordRef[]): Promise<ReadonlySet<string>> {
  const types = [...new Set(refs.map((ref) => ref.type))].sort();
  if (types.length === 0) return new Set();
  // Each part sorts and locks in its own CTE; the union runs them one after the other, in the order of their types.
  const parts = types.map(
    (type, index) =>
      `l${index} as materialized (select id from ${tableOfRecord[type]} where id = any(?::uuid[]) order by id for no key update)`,
  );
  const union = types.map((_, index) => `select id from l${index}`).join(' union all ');
  const bindings = types.map((type) => [...new Set(refs.filter((ref) => ref.type === type).map((ref) => ref.id))].sort());
  const result: { rows: { id: string }[] } = await trx.raw(`with ${parts.join(', ')} ${union}`, bindings);
  return new Set(result.rows.map((row) => row.id));
}

/** The same, and refuses (not_found) when one of them does not exist. */
export async function lockExisting(trx: TenantTrx, refs: readonly RecordRef[]): Promise<void> {
  const found = await lockRecords(trx, refs);
  const missing = refs.find((ref) => !found.has(ref.id));
  if (missing) throw new UserError('not_found', `There is no ${missing.type} with the id ${missing.id}.`);
}
