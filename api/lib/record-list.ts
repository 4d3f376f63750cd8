import { loadTenantFields } from '../../commands/templates/check-content.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import type { ListType } from '../../db/queries/lists/kinds.ts';
import type { ListQuery } from '../../db/queries/lists/list-records.ts';
import { countIn, listIds } from '../../db/queries/lists/list-records.ts';
import { segmentConditions, segmentsIn } from '../../db/queries/lists/segments.ts';
import { condition as conditionSchema } from '../../domain/automation/definition/expression-schema.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Condition, Operator } from '../../domain/expressions/ast.ts';
import { isUuid } from '../../domain/ids.ts';
import type { Json } from '../../domain/json.ts';
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

/** A list is read in one transaction, that of the request. */
export interface ListCall {
  readonly trx: TenantTrx;
  readonly principal: Principal;
}

/**
 * One page of records with what is shown beside them. Filters become one condition; searching and filtering take the rights
 * that can use their indexes, and what is shown beside is read in the caller's own.
 */
export async function listOf<View extends { readonly id: string }>(
  call: ListCall,
  type: ListType,
  input: ListInput,
  find: (trx: TenantTrx, ids: readonly string[]) => Promise<readonly View[]>,
): Promise<{ readonly items: View[]; readonly next: string | null }> {
  const { trx, principal } = call;
  const given = parseFilter(input.filter);
  const where = [...input.where, given].filter((part) => part !== null);
  const owner = ownerOf(input.owner, principal);
  const page = await listIds(trx, type, {
    limit: input.limit,
    sort: input.sort,
    ...(input.cursor === undefined ? {} : { cursor: input.cursor }),
    ...(input.q ? { q: input.q } : {}),
    ...(owner === undefined ? {} : { ownerUserId: owner }),
    ...(input.archived === undefined ? {} : { archived: input.archived }),
    ...(input.linkedTo === undefined ? {} : { linkedTo: input.linkedTo }),
    ...(where.length === 0 ? {} : { filter: { kind: 'all', of: where } }),
    ...(given === null ? {} : await meaningOf(call, type, given)),
  });
  const views = new Map((page.ids.length === 0 ? [] : await find(trx, page.ids)).map((view) => [view.id, view]));
  return { items: page.ids.map((id) => views.get(id)).filter((view) => view !== undefined), next: page.next };
}

/** What of the tenant a filter refers to: its own fields, its segments, and the zone in which days are meant. */
async function meaningOf(
  { trx, principal }: ListCall,
  type: ListType,
  filter: Condition,
): Promise<Pick<ListQuery, 'catalogue' | 'segments' | 'timeZone'>> {
  const { tenantId } = principal;
  const { catalogue, timeZone } = await loadTenantFields(trx, tenantId);
  return {
    catalogue,
    timeZone,
    ...(segmentsIn(filter).length === 0 ? {} : { segments: await segmentConditions(trx, tenantId, type, filter) }),
  };
}

const counted = 10_000;

/** How many records words and a filter have. */
export async function countOf(
  call: ListCall,
  type: ListType,
  input: { readonly filter?: string | undefined; readonly q?: string | undefined },
): Promise<{ readonly count: number; readonly atLeast: boolean }> {
  const filter = parseFilter(input.filter);
  const query = {
    ...(input.q ? { q: input.q } : {}),
    ...(filter === null ? {} : { filter, ...(await meaningOf(call, type, filter)) }),
  };
  const count = await countIn(call.trx, type, query, counted + 1);
  return { count: Math.min(count, counted), atLeast: count > counted };
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
