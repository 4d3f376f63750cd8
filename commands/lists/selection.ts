import type { Doors } from '../../db/doors.ts';
import type { ListType } from '../../db/queries/lists/kinds.ts';
import type { ListQuery } from '../../db/queries/lists/list-records.ts';
import { segmentConditions } from '../../db/queries/lists/segments.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import type { TenantId } from '../../domain/ids.ts';
import { loadCatalogue } from '../templates/check-content.ts';

/** Records one by one, or all that a list shows. */
export type RecordSelection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | {
      readonly kind: 'matching';
      readonly filter?: Condition;
      readonly q?: string;
      readonly ownerUserId?: string | null;
      readonly timeZone: string;
    };

export type MatchingSelection = Extract<RecordSelection, { kind: 'matching' }>;

/** What a list is asked for a selection: the tenant's fields and segments as they are now. */
export async function selectionQuery(
  db: Pick<Doors, 'readTenant'>,
  tenantId: TenantId,
  type: ListType,
  { filter, q, ownerUserId, timeZone }: MatchingSelection,
): Promise<Omit<ListQuery, 'limit' | 'cursor' | 'sort'>> {
  return {
    timeZone,
    ...(q === undefined || q === '' ? {} : { q }),
    ...(ownerUserId === undefined ? {} : { ownerUserId }),
    ...(filter === undefined
      ? {}
      : await db.readTenant(tenantId, async (trx) => ({
          filter,
          catalogue: await loadCatalogue(trx, tenantId),
          segments: await segmentConditions(trx, tenantId, type, filter),
        }))),
  };
}
