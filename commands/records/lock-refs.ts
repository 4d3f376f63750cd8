import { isUuid } from '../../domain/ids.ts';
import type { RecordRef, SubjectType } from '../../domain/records/record-types.ts';
import { subjectTypes } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notFound } from './lock-record.ts';
import { recordKinds } from './record-kinds.ts';
import type { SubjectRows } from './rows.ts';
import { rowsOf } from './sql.ts';

export interface SubjectRef extends RecordRef {
  readonly type: SubjectType;
}

/** Locked rows by kind of record, in the order of their ids. */
export type LockedSubjects = { readonly [T in SubjectType]: readonly SubjectRows[T][] };

/** Unlocked kinds in the one order in which everybody locks them. */
const lockOrder = [...subjectTypes].sort();

/**
 * Locks living records and reads them, in order of type and id, so that two commands never wait for each other crosswise.
 * One statement per kind of record. Refuses when one of them does not exist.
 */
export async function lockSubjects(trx: TenantTrx, context: CommandContext, refs: readonly SubjectRef[]): Promise<LockedSubjects> {
  const locked: { [T in SubjectType]: SubjectRows[T][] } = { lead: [], contact: [], company: [], deal: [] };
  for (const type of lockOrder) await lockKind(trx, context, type, refs, locked);
  return locked;
}

async function lockKind<T extends SubjectType>(
  trx: TenantTrx,
  context: CommandContext,
  type: T,
  refs: readonly SubjectRef[],
  locked: { [K in SubjectType]: SubjectRows[K][] },
): Promise<void> {
  const ids = [...new Set(refs.filter((ref) => ref.type === type).map((ref) => ref.id))];
  if (ids.length === 0) return;
  const { table, noun } = recordKinds[type];
  if (!ids.every(isUuid)) throw notFound(noun);
  const rows = await rowsOf<SubjectRows[T]>(
    trx,
    `select * from ${table} where tenant_id = ? and id = any(?::uuid[]) and archived_at is null order by id for no key update`,
    [context.tenantId, ids],
  );
  if (rows.length < ids.length) throw notFound(noun);
  locked[type].push(...rows);
}

/** The same records, each once. */
export function uniqueRefs<R extends RecordRef>(refs: readonly R[]): readonly R[] {
  return [...new Map(refs.map((ref) => [ref.id, ref])).values()];
}
