import { loadCatalogue } from '../../commands/templates/check-content.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { rowOf } from '../../commands/records/sql.ts';
import type { ListType } from '../../db/queries/lists/kinds.ts';
import type { ListQuery } from '../../db/queries/lists/list-records.ts';
import { countRecords, listRecordsIn } from '../../db/queries/lists/list-records.ts';
import { segmentConditions } from '../../db/queries/lists/segments.ts';
import { condition as conditionSchema } from '../../domain/automation/definition/expression-schema.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Condition, Operator } from '../../domain/expressions/ast.ts';
import { isUuid } from '../../domain/ids.ts';
import type { Json } from '../../domain/json.ts';
import type { ApiDeps } from '../deps.ts';
import type { Principal } from './principal.ts';

/** What lists of records have in common in their query strings. */
export interface ListInput {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly q?: string | undefined;
  readonly owner?: string | undefined;
  readonly filter?: string | undefined;
  readonly archived?: boolean | undefined;
  readonly sort: string;
  /** Only what is linked to this record. */
  readonly linkedTo?: string | undefined;
  /** The filters of the list's own, in the one language for conditions. */
  readonly where: readonly (Condition | null)[];
}

/**
 * One page of records with what is shown beside them. Filters become one condition; searching and filtering go through the
 * door that can use their indexes, and what is shown beside is read in the caller's own rights.
 */
export async function listOf<View extends { readonly id: string }>(
  call: { readonly deps: ApiDeps; readonly principal: Principal | null },
  type: ListType,
  input: ListInput,
  find: (trx: TenantTrx, ids: readonly string[]) => Promise<readonly View[]>,
): Promise<{ readonly items: View[]; readonly next: string | null }> {
  const { deps, principal } = call;
  if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
  const { tenantId, ownersSeen } = principal;
  const given = parseFilter(input.filter);
  const where = [...input.where, given].filter((part) => part !== null);
  const owner = ownerOf(input.owner, principal);
  const query: ListQuery = {
    limit: input.limit,
    sort: input.sort,
    ...(input.cursor === undefined ? {} : { cursor: input.cursor }),
    ...(input.q ? { q: input.q } : {}),
    ...(owner === undefined ? {} : { ownerUserId: owner }),
    ...(input.archived === undefined ? {} : { archived: input.archived }),
    ...(input.linkedTo === undefined ? {} : { linkedTo: input.linkedTo }),
    ...(where.length === 0 ? {} : { filter: { kind: 'all', of: where } }),
    ...(given === null ? {} : await meaningOf(deps, tenantId, type, given)),
  };
  if (query.q === undefined && query.filter === undefined)
    return deps.db.readTenantAs(tenantId, ownersSeen, async (trx) => shown(trx, await listRecordsIn(trx, type, query), find));
  // Activities and tasks hang on tables that the search door does not read.
  const searching = type !== 'activity' && query.linkedTo === undefined;
  const found = await (searching ? deps.db.searchTenant : deps.db.readTenantAs)(tenantId, ownersSeen, (trx) =>
    listRecordsIn(trx, type, query),
  );
  return deps.db.readTenantAs(tenantId, ownersSeen, (trx) => shown(trx, found, find));
}

/** What of the tenant a filter refers to: its own fields, its segments, and the zone in which days are meant. */
function meaningOf(
  deps: ApiDeps,
  tenantId: Principal['tenantId'],
  type: ListType,
  filter: Condition,
): Promise<Pick<ListQuery, 'catalogue' | 'segments' | 'timeZone'>> {
  return deps.db.readTenant(tenantId, async (trx) => {
    const tenant = await rowOf<{ timezone: string }>(trx, 'select timezone from tenants where id = ?', [tenantId]);
    return {
      catalogue: await loadCatalogue(trx, tenantId),
      segments: await segmentConditions(trx, tenantId, type, filter),
      timeZone: tenant?.timezone ?? 'UTC',
    };
  });
}

const counted = 10_000;

/** How many records words and a filter have. */
export async function countOf(
  call: { readonly deps: ApiDeps; readonly principal: Principal },
  type: ListType,
  input: { readonly filter?: string | undefined; readonly q?: string | undefined },
): Promise<{ readonly count: number; readonly atLeast: boolean }> {
  const { deps, principal } = call;
  const filter = parseFilter(input.filter);
  const query = {
    ...(input.q ? { q: input.q } : {}),
    ...(filter === null ? {} : { filter, ...(await meaningOf(deps, principal.tenantId, type, filter)) }),
  };
  const count = await countRecords(deps.db, principal.tenantId, type, query, principal.ownersSeen, counted + 1);
  return { count: Math.min(count, counted), atLeast: count > counted };
}

async function shown<View extends { readonly id: string }>(
  trx: TenantTrx,
  page: { readonly items: readonly { readonly id: string }[]; readonly next: string | null },
  find: (trx: TenantTrx, ids: readonly string[]) => Promise<readonly View[]>,
): Promise<{ readonly items: View[]; readonly next: string | null }> {
  const ids = page.items.map((item) => item.id);
  const views = new Map((ids.length === 0 ? [] : await find(trx, ids)).map((view) => [view.id, view]));
  return { items: ids.map((id) => views.get(id)).filter((view) => view !== undefined), next: page.next };
}

/** `me`, `none` or an id as what is looked for; undefined when nothing is asked. */
export function ownerOf(owner: string | undefined, principal: Principal): string | null | undefined {
  if (owner === undefined || owner === '') return undefined;
  if (owner === 'me') return principal.userId;
  if (owner === 'none') return null;
  if (isUuid(owner)) return owner;
  throw queryProblem('/query/owner', 'Give the id of a user, "me" or "none".');
}

/** The condition of a query string. */
export function parseFilter(text: string | undefined): Condition | null {
  if (text === undefined || text === '') return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw queryProblem('/query/filter', 'The filter is not JSON.');
  }
  const parsed = conditionSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw queryProblem('/query/filter', `The filter is not a condition: ${parsed.error.issues[0]?.message ?? 'unknown form'}.`);
}

function queryProblem(pointer: string, detail: string): UserError {
  return new UserError('validation_failed', detail, [{ pointer, detail }]);
}

/** `field operator value`; null when there is no value to compare with. */
export function leaf(path: string, operator: Operator, value: Json | undefined): Condition | null {
  if (value === undefined || value === '') return null;
  return { kind: 'compare', left: { kind: 'field', path }, operator, right: { kind: 'literal', value } };
}

/** `new,contacted`: the field is any of them. */
export function anyOf(path: string, list: string | undefined): Condition | null {
  if (list === undefined || list === '') return null;
  return leaf(
    path,
    'is_any_of',
    list.split(',').map((value) => value.trim()),
  );
}

/** From and up to, the end exclusive. */
export function between(path: string, from: string | undefined, to: string | undefined): readonly (Condition | null)[] {
  return [leaf(path, 'greater_or_equal', from), leaf(path, 'before', to)];
}
