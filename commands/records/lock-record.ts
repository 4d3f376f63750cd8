import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { EditableRows, EditableType } from './record-kinds.ts';
import { recordKinds } from './record-kinds.ts';
import { rowOf } from './sql.ts';

/** The error for an id that is unknown or another tenant's: both look the same from outside. */
export function notFound(noun: string): UserError {
  return new UserError('not_found', `There is no such ${noun}.`);
}

/**
 * Locks one record and reads it in the same statement: what is read stays true until commit. An archived record is not
 * found unless asked for.
 */
export async function lockRecord<T extends EditableType>(
  trx: TenantTrx,
  context: CommandContext,
  type: T,
  id: string,
  options: { readonly archived?: boolean } = {},
): Promise<EditableRows[T]> {
  const { table, noun } = recordKinds[type];
  const row = isUuid(id)
    ? await rowOf<EditableRows[T]>(trx, `select * from ${table} where tenant_id = ? and id = ? for no key update`, [context.tenantId, id])
    : null;
  if (row === null || (row.archivedAt !== null && options.archived !== true)) throw notFound(noun);
  return row;
}

/** Refuses the change when somebody else was faster; the answer carries the current version. */
export function requireVersion(row: { readonly version: number }, expected: number | undefined, noun: string): void {
  if (expected === undefined || expected === row.version) return;
  throw new UserError('precondition_failed', `Somebody else changed the ${noun} meanwhile.`, [], { currentVersion: row.version });
}
