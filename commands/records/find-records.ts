import { listRecordsIn } from '../../db/queries/lists/list-records.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import { pathsOfCondition } from '../../domain/expressions/paths.ts';
import { catalogueOf } from '../../domain/records/field-catalogue.ts';
import type { Catalogue } from '../../domain/records/field-catalogue.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { customFieldsOf } from './custom-values.ts';

export interface FindRecords {
  readonly type: SubjectType;
  /** Fields of the records stand under `found`. */
  readonly filter: Condition;
  readonly sort: 'newest' | 'oldest' | 'changed' | 'name';
  readonly limit: number;
  /** A record that does not count. */
  readonly except: string;
  readonly timeZone: string;
}

const sorts = { newest: '-createdAt', oldest: 'createdAt', changed: '-updatedAt', name: 'name' } as const;

/** Ids of living records that fit, in order; sees what the transaction itself has written. */
export async function findRecords(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  input: FindRecords,
): Promise<readonly string[]> {
  const { items } = await listRecordsIn(trx, input.type, {
    filter: rooted(input.filter, input.type),
    sort: sorts[input.sort],
    // One more: the record that does not count may be among them.
    limit: input.limit + 1,
    catalogue: await catalogueFor(trx, context, input),
    timeZone: input.timeZone,
  });
  return items
    .map((row) => row.id)
    .filter((id) => id !== input.except)
    .slice(0, input.limit);
}

/** Fields of the tenant's own are looked up only where one is asked for. */
async function catalogueFor(trx: TenantTrx, context: Pick<CommandContext, 'tenantId'>, input: FindRecords): Promise<Catalogue> {
  if (!pathsOfCondition(input.filter).some((path) => path.startsWith('found.custom.'))) return catalogueOf();
  return catalogueOf({ [input.type]: await customFieldsOf(trx, context, input.type) });
}

function rooted(condition: Condition, type: SubjectType): Condition {
  if ('of' in condition) return { ...condition, of: condition.of.map((member) => rooted(member, type)) };
  if (condition.kind !== 'compare' || condition.left.kind !== 'field') return condition;
  return { ...condition, left: { kind: 'field', path: condition.left.path.replace(/^found\./, `${type}.`) } };
}
