import type { Knex } from 'knex';
import { raw } from 'objection';
import type { QueryBuilder, Transaction } from 'objection';
import { UserError } from '../../../domain/errors/errors.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import type { TenantId } from '../../../domain/ids.ts';
import { catalogueOf } from '../../../domain/records/field-catalogue.ts';
import type { Catalogue } from '../../../domain/records/field-catalogue.ts';
import { searchRows, type Doors } from '../../doors.ts';
import type { RecordModel } from '../../models/base-model.ts';
import { openedOf } from '../../opening.ts';
import { visibleRow } from '../../visibility.ts';
import type { OwnersSeen } from '../../visibility.ts';
import { conditionSql } from './condition-sql.ts';
import { badCursor, decodeCursor, encodeCursor } from './cursor.ts';
import { listKinds } from './kinds.ts';
import type { ListKind, ListRow, ListType, SortKey } from './kinds.ts';
import { keptRowsOf, type Binding } from '../../records/sql.ts';
import { searchSql, sql } from './sql.ts';
import type { Sql } from './sql.ts';

export interface ListQuery {
  /** Words that all stand somewhere in name, e-mail, phone or company. */
  readonly q?: string;
  readonly filter?: Condition;
  /** Id of a user; null for records without an owner. */
  readonly ownerUserId?: string | null;
  /** Only records linked to this one; tasks and activities only. */
  readonly linkedTo?: string;
  readonly archived?: boolean;
  /** A sort key, descending with a leading `-`. Default `-createdAt`. */
  readonly sort?: string;
  readonly limit: number;
  readonly cursor?: string;
  /** The tenant's fields; the built-in ones when left out. */
  readonly catalogue?: Catalogue;
  /** IANA zone for dates in the filter; default UTC. */
  readonly timeZone?: string;
  /** Conditions of the segments that the filter names. */
  readonly segments?: ReadonlyMap<string, Condition>;
}

export interface Page<Row> {
  readonly items: readonly Row[];
  /** The cursor of the next page; null on the last one. */
  readonly next: string | null;
}

/**
 * One page of a list by key, through the right door: searching and filtering use operators that row level security
 * would keep from their indexes, so they go through the search door, where the tenant's predicate below is the fence.
 */
export async function listRecords<T extends ListType>(
  doors: Doors,
  tenantId: TenantId,
  type: T,
  query: ListQuery,
  owners: OwnersSeen = null,
): Promise<Page<ListRow<T>>> {
  const searches = query.q !== undefined || query.filter !== undefined;
  const door = searches && listKinds[type].searchable ? doors.searchTenant : doors.readTenantAs;
  return door(tenantId, owners, (trx) => listRecordsIn(trx, type, query));
}

/** The same inside a door that is already open. */
export async function listRecordsIn<T extends ListType>(trx: Transaction, type: T, query: ListQuery): Promise<Page<ListRow<T>>> {
  const kind = kindOf(type);
  const order = orderOf(kind, query.sort ?? '-createdAt');
  const rows = (await pageOf(builder(trx, kind, query), kind, order, query)
    .select(`${kind.table}.*`)
    .catch((error: unknown) => {
      throw fromBadCursor(error, query);
    })) as (RecordModel & { sortValue: string | null })[];
  const items = rows.slice(0, query.limit);
  const next = nextOf(rows, query.limit, order);
  for (const item of items) delete (item as Partial<typeof item>).sortValue;
  return { items: items as ListRow<T>[], next };
}

/**
 * The ids of one page, inside a reading transaction of a person: what is shown of the records is read by who shows them. Takes
 * the rights of the search door where its indexes are needed.
 */
export async function listIds(
  trx: Transaction,
  type: ListType,
  query: ListQuery,
): Promise<{ readonly ids: readonly string[]; readonly next: string | null }> {
  const kind = kindOf(type);
  const order = orderOf(kind, query.sort ?? '-createdAt');
  // Just what is selected here, past the models: nobody needs records of which only the ids are taken.
  const asked = pageOf(builder(trx, kind, query), kind, order, query)
    .select(`${kind.table}.id`)
    .toKnexQuery();
  const free = query.q !== undefined || query.filter !== undefined;
  // What a record is linked to is found by keys, which need no other rights.
  const searches = free && kind.searchable && query.linkedTo === undefined;
  const rows = await (searches ? searchRows<FoundId>(trx, asked) : free ? unkept(asked) : kept(trx, asked)).catch((error: unknown) => {
    throw fromBadCursor(error, query);
  });
  const ids = rows.slice(0, query.limit).map((row) => row.id);
  return { ids, next: nextOf(rows, query.limit, order) };
}

interface FoundId {
  readonly id: string;
  readonly sortValue: string | null;
}

type IdsQuery = Knex.QueryBuilder;

/** Without words and filters the text takes few forms: each connection plans it once. */
function kept(trx: Transaction, asked: IdsQuery): Promise<readonly FoundId[]> {
  const { sql: text, bindings } = asked.toSQL();
  return keptRowsOf<FoundId>(trx, text, bindings as readonly Binding[]);
}

async function unkept(asked: IdsQuery): Promise<readonly FoundId[]> {
  return (await asked) as readonly FoundId[];
}

/** The same for counting; at most `upTo`. */
export function countIn(
  trx: Transaction,
  type: ListType,
  query: Omit<ListQuery, 'limit' | 'cursor' | 'sort'>,
  upTo: number,
): Promise<number> {
  const kind = kindOf(type);
  return kind.searchable ? searchedCount(trx, counted(trx, kind, query, upTo)) : countOf(trx, kind, query, upTo);
}

async function searchedCount(trx: Transaction, asked: CountQuery): Promise<number> {
  return Number((await searchRows<{ n: string }>(trx, asked))[0]?.n ?? 0);
}

/** How many records a filter has. Counts at most `upTo` of them (default 10,000), so that a count cannot become a burden. */
export async function countRecords(
  doors: Doors,
  tenantId: TenantId,
  type: ListType,
  query: Omit<ListQuery, 'limit' | 'cursor' | 'sort'>,
  owners: OwnersSeen = null,
  upTo = 10_000,
): Promise<number> {
  const kind = kindOf(type);
  const door = kind.searchable ? doors.searchTenant : doors.readTenantAs;
  return door(tenantId, owners, (trx) => countOf(trx, kind, query, upTo));
}

async function countOf(trx: Transaction, kind: ListKind<RecordModel>, query: CountedQuery, upTo: number): Promise<number> {
  const rows = (await counted(trx, kind, query, upTo)) as { n: string }[];
  return Number(rows[0]?.n ?? 0);
}

type CountedQuery = Omit<ListQuery, 'limit' | 'cursor' | 'sort'>;
type CountQuery = ReturnType<typeof counted>;

function counted(trx: Transaction, kind: ListKind<RecordModel>, query: CountedQuery, upTo: number) {
  const found = builder(trx, kind, { ...query, limit: 1 })
    .select(`${kind.table}.id`)
    .limit(upTo);
  return trx.count('* as n').from(found.toKnexQuery().as('found'));
}

/** The registry maps each type to its model; here any record will do. */
function kindOf(type: ListType): ListKind<RecordModel> {
  return listKinds[type];
}

/** One row more than the page: it tells whether there is a next one. */
function pageOf(b: Builder, kind: ListKind<RecordModel>, order: Order, query: ListQuery): Builder {
  b.select(raw(`(${order.key.sql})::text`).as('sortValue'));
  if (query.cursor !== undefined) andWhere(b, afterCursor(kind, order, query.cursor));
  return b.orderByRaw(orderBy(kind, order)).limit(query.limit + 1);
}

function nextOf(rows: readonly { readonly id: string; readonly sortValue: string | null }[], limit: number, order: Order): string | null {
  const last = rows[limit - 1];
  return rows.length > limit && last !== undefined ? encodeCursor({ sort: order.name, value: last.sortValue, id: last.id }) : null;
}

type Builder = QueryBuilder<RecordModel, RecordModel[]>;

/** Everything but order and page. The tenant's predicate always stands here, whatever the door. */
function builder(trx: Transaction, kind: ListKind<RecordModel>, query: ListQuery): Builder {
  const { tenantId, now } = openedOf(trx);
  if (tenantId === null) throw new TypeError('a list belongs to one tenant');
  // The search door is exempt from the policies, so what they hide is left out here as well.
  const b = kind.model.query(trx).where(`${kind.table}.tenant_id`, tenantId).whereRaw(visibleRow(kind.catalogue, kind.table));
  if (query.archived === true) b.whereNotNull(`${kind.table}.archived_at`);
  else b.whereNull(`${kind.table}.archived_at`);
  if (query.ownerUserId === null) b.whereNull(`${kind.table}.owner_user_id`);
  else if (query.ownerUserId !== undefined) b.where(`${kind.table}.owner_user_id`, query.ownerUserId);
  if (query.q !== undefined) andWhere(b, wordsSql(kind, query.q));
  if (query.linkedTo !== undefined) andWhere(b, linkedSql(kind, query.linkedTo));
  if (query.filter !== undefined) {
    const catalogue = query.catalogue ?? catalogueOf();
    const { segments } = query;
    const seen = segments === undefined ? {} : { segments };
    const scope = { subject: kind.catalogue, table: kind.table, catalogue, now, timeZone: query.timeZone ?? 'UTC', ...seen };
    andWhere(b, conditionSql(query.filter, scope));
  }
  return b;
}

function andWhere(b: Builder, part: Sql): void {
  b.whereRaw(part.text, [...part.bindings]);
}

function wordsSql(kind: ListKind<RecordModel>, q: string): Sql {
  if (!kind.searchable)
    throw new UserError('validation_failed', 'This list cannot be searched.', [{ pointer: '/q', detail: 'This list cannot be searched.' }]);
  return searchSql(`${kind.table}.search_text`, q);
}

function linkedSql(kind: ListKind<RecordModel>, recordId: string): Sql {
  const link = { tasks: ['task_links', 'task_id'], activities: ['activity_links', 'activity_id'] }[kind.table];
  if (!link) throw new TypeError(`${kind.table} are not linked to records`);
  return sql(
    `exists (select from ${link[0]} l where l.tenant_id = ${kind.table}.tenant_id and l.${link[1]} = ${kind.table}.id and l.record_id = ?::uuid)`,
    recordId,
  );
}

interface Order {
  /** As asked for, with its sign: a cursor fits only the order it was made in. */
  readonly name: string;
  readonly key: SortKey;
  readonly descending: boolean;
}

function orderOf(kind: ListKind<RecordModel>, sort: string): Order {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  const key = Object.hasOwn(kind.sorts, name) ? kind.sorts[name] : undefined;
  if (!key) {
    const detail = `This list can be sorted by ${Object.keys(kind.sorts).join(', ')}.`;
    throw new UserError('validation_failed', detail, [{ pointer: '/sort', code: 'unknown_sort', detail }]);
  }
  return { name: sort, key, descending };
}

function orderBy(kind: ListKind<RecordModel>, { key, descending }: Order): string {
  const direction = descending ? 'desc' : 'asc';
  return `${key.sql} ${direction}${key.nullable ? ' nulls last' : ''}, ${kind.table}.id ${direction}`;
}

function afterCursor(kind: ListKind<RecordModel>, order: Order, text: string): Sql {
  const { value, id } = decodeCursor(text, order.name);
  const { sql: column, cast, nullable } = order.key;
  const sign = order.descending ? '<' : '>';
  if (value === null) {
    if (!nullable) throw badCursor();
    return sql(`(${column} is null and ${kind.table}.id ${sign} ?::uuid)`, id);
  }
  const beyond = `(${column}, ${kind.table}.id) ${sign} (?::${cast}, ?::uuid)`;
  return sql(nullable ? `(${beyond} or ${column} is null)` : beyond, value, id);
}

/** A cursor somebody made up may hold a value that is none of its type. */
function fromBadCursor(error: unknown, query: ListQuery): unknown {
  const native = error instanceof Error && 'nativeError' in error ? error.nativeError : error;
  const code = native instanceof Error && 'code' in native ? String(native.code) : '';
  return query.cursor !== undefined && code.startsWith('22') ? badCursor() : error;
}
