import { literal, runTogether } from '../../../db/opening.ts';
import { listRows, recordTables } from '../../../db/queries/lists/relations.ts';
import type { ListWay, RecordTable } from '../../../db/queries/lists/relations.ts';
import { segmentsMeant } from '../../../db/queries/lists/segments.ts';
import type { SegmentMeanings } from '../../../domain/expressions/facts.ts';
import { pathsOfCondition, segmentsAmong } from '../../../domain/expressions/paths.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { toJson } from '../../../domain/records/changes.ts';
import type { CatalogueType } from '../../../domain/records/field-catalogue.ts';
import type { RecordRef, SubjectType } from '../../../domain/records/record-types.ts';
import { maxRelated } from '../../../domain/records/related-lists.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { fromColumns } from '../../records/sql.ts';

/** A subject as conditions see it (`json`) and as commands take it (`row`, with dates), read in one go. */
export interface LoadedRecord {
  readonly row: Readonly<Record<string, unknown>>;
  readonly json: JsonObject;
  /** Deleted for people: no automation goes on with it. */
  readonly gone: boolean;
  /** What the segments mean that were to be read with it. */
  readonly segments?: SegmentMeanings;
  readonly segmentNames?: ReadonlyMap<string, string>;
}

/** Never shown to conditions and texts, whoever asks. */
const hidden: ReadonlySet<string> = new Set([
  'search_text',
  'tenant_id',
  'password_hash',
  'failed_sign_ins',
  'locked_until',
  'preferences',
]);

/** A tree of the relations and lists that paths go through: `lead.owner.team.name` gives `{ owner: { team: {} } }`. */
interface Wanted {
  readonly relations: Map<string, Wanted>;
  readonly lists: Map<string, Wanted>;
  tags: boolean;
}

const nothing = (): Wanted => ({ relations: new Map(), lists: new Map(), tags: false });

/**
 * SQL that reads subjects with what the paths in `reads` want of their relations. With `lock` the rows are locked first, in a statement of
 * its own, so that the reading statement sees what whoever held the lock has committed.
 */
export function recordStatements(
  tenantId: string,
  type: SubjectType,
  ids: readonly string[],
  reads: Iterable<string>,
  lock: boolean,
): readonly string[] {
  const among = (prefix: string) =>
    `${prefix}tenant_id = ${literal(tenantId)}::uuid and ${prefix}id = any(${literal(`{${ids.join(',')}}`)}::uuid[])`;
  const { table } = recordTables[type];
  const wanted = wantedBy(reads, type);
  const tags = wanted.tags ? `, ${tagsSql('s')} as tags` : '';
  const related = relatedParts(type, 's', wanted, 1).map(([name, sql]) => `, ${sql} as "rel_${name}"`);
  return [
    ...(lock ? [`select 1 from ${table} where ${among('')} order by id for no key update`] : []),
    `select s.*${tags}${related.join('')} from ${table} s where ${among('s.')}`,
  ];
}

/** The result of the last of `recordStatements`, by id. */
export function recordsFrom(rows: readonly unknown[], { segments, segmentNames }: MeantSegments = {}): ReadonlyMap<string, LoadedRecord> {
  const found = new Map<string, LoadedRecord>();
  for (const raw of rows as readonly Record<string, unknown>[]) {
    const { search_text: _search, ...plain } = raw;
    const own = Object.fromEntries(Object.entries(plain).filter(([column]) => !column.startsWith('rel_')));
    const row = fromColumns<Record<string, unknown>>(own);
    const related = Object.entries(plain).filter(([column]) => column.startsWith('rel_'));
    const json = {
      ...(toJson(row) as JsonObject),
      ...Object.fromEntries(related.map(([column, value]) => [column.slice('rel_'.length), named(toJson(value))])),
    };
    const gone = raw.archived_at !== null && raw.archived_at !== undefined;
    found.set(String(raw.id), {
      row,
      json,
      gone,
      ...(segments === undefined ? {} : { segments }),
      ...(segmentNames === undefined ? {} : { segmentNames }),
    });
  }
  return found;
}

/** Reads subjects of several types: one statement each, one round trip. */
export async function loadRecords(
  trx: TenantTrx,
  tenantId: string,
  refs: readonly RecordRef[],
  reads: ReadonlySet<string>,
): Promise<ReadonlyMap<string, LoadedRecord>> {
  const byType = new Map<SubjectType, Set<string>>();
  for (const ref of refs) {
    if (!isLoadable(ref.type)) continue;
    const ids = byType.get(ref.type) ?? new Set<string>();
    byType.set(ref.type, ids.add(ref.id));
  }
  if (byType.size === 0) return new Map();
  const asked: { readonly type: SubjectType; readonly ids: ReadonlySet<string>; readonly wanted: WithSegments }[] = [];
  for (const [type, ids] of byType) asked.push({ type, ids, wanted: await withSegments(trx, tenantId, type, reads) });
  const statements = asked.flatMap(({ type, ids, wanted }) => recordStatements(tenantId, type, [...ids], wanted.reads, false));
  const results = await runTogether(trx, statements);
  return new Map(results.flatMap((result, index) => [...recordsFrom(result.rows, asked[index]?.wanted)]));
}

type MeantSegments = Pick<LoadedRecord, 'segments' | 'segmentNames'>;

interface WithSegments extends MeantSegments {
  readonly reads: Iterable<string>;
}

/** What has to be read as well because segments are asked for; asks the database only then. */
export async function withSegments(trx: TenantTrx, tenantId: string, type: SubjectType, reads: ReadonlySet<string>): Promise<WithSegments> {
  const ids = segmentsAmong(reads);
  if (ids.length === 0) return { reads };
  const meant = await segmentsMeant(trx, tenantId, type, { kind: 'all', of: ids.map((segment) => ({ kind: 'segment', segment })) });
  const segments = new Map([...meant].map(([id, { condition }]) => [id, condition]));
  return {
    segments,
    segmentNames: new Map([...meant].map(([id, { name }]) => [id, name])),
    reads: new Set([...reads, ...[...segments.values()].flatMap(pathsOfCondition)]),
  };
}

export function isLoadable(type: string): type is SubjectType {
  return type === 'lead' || type === 'contact' || type === 'company' || type === 'deal';
}

function wantedBy(reads: Iterable<string>, type: SubjectType): Wanted {
  const root = nothing();
  for (const path of reads) {
    const [subject, ...keys] = path.split('.');
    if (subject !== type) continue;
    let at = root;
    let from: RecordTable = recordTables[type];
    for (const key of keys) {
      if (key === 'tags') at.tags = true;
      const [ways, inner] = key in from.lists ? ([from.lists, at.lists] as const) : ([from.relations, at.relations] as const);
      const way = ways[key];
      if (way === undefined) break;
      const next: Wanted = inner.get(key) ?? nothing();
      inner.set(key, next);
      at = next;
      from = recordTables[way.to];
    }
  }
  return root;
}

function tagsSql(row: string): string {
  return `(select coalesce(jsonb_agg(t.name order by t.name), '[]') from record_tags rt join tags t on t.tenant_id = rt.tenant_id and t.id = rt.tag_id where rt.tenant_id = ${row}.tenant_id and rt.record_id = ${row}.id)`;
}

/** What is wanted beside the columns of a row, by name: related records as objects, lists of them as arrays. */
function relatedParts(type: CatalogueType, from: string, wanted: Wanted, depth: number): readonly (readonly [string, string])[] {
  const { relations, lists } = recordTables[type];
  return [
    ...[...wanted.relations].map(([name, inner]) => [name, relationSql(relations[name], from, inner, depth)] as const),
    ...[...wanted.lists].map(([name, inner]) => [name, listSql(lists[name], from, inner, depth)] as const),
  ];
}

type Way = RecordTable['relations'][string];

function relationSql(way: Way | undefined, from: string, wanted: Wanted, depth: number): string {
  if (way === undefined) return 'null::jsonb';
  const alias = `r${depth}`;
  return `(select ${rowJson(way.to, alias, wanted, depth)} from ${recordTables[way.to].table} ${alias} where ${way.tie(from, alias)})`;
}

function listSql(way: ListWay | undefined, from: string, wanted: Wanted, depth: number): string {
  if (way === undefined) return "'[]'::jsonb";
  const alias = `r${depth}`;
  const newest = `select ${rowJson(way.to, alias, wanted, depth)} as item from ${listRows(way, recordTables[way.to].table, alias)} where ${way.tie(from, alias)} order by ${alias}.created_at desc, ${alias}.id desc limit ${maxRelated}`;
  return `(select coalesce(jsonb_agg(l${depth}.item), '[]') from (${newest}) l${depth})`;
}

function rowJson(type: CatalogueType, alias: string, wanted: Wanted, depth: number): string {
  const columns = [...hidden].map((column) => literal(column)).join(', ');
  const inner = relatedParts(type, alias, wanted, depth + 1).map(([name, sql]) => `${literal(`rel_${name}`)}, ${sql}`);
  if (wanted.tags) inner.push(`'tags', ${tagsSql(alias)}`);
  return `(to_jsonb(${alias}.*) - array[${columns}])${inner.length === 0 ? '' : ` || jsonb_build_object(${inner.join(', ')})`}`;
}

/** A related row as JSON with the names of the API; instants in the form facts have. */
function named(value: Json): Json {
  if (Array.isArray(value)) return value.map(named);
  if (typeof value !== 'object' || value === null) return value;
  const renamed = fromColumns<Record<string, Json>>(value as JsonObject);
  return Object.fromEntries(
    Object.entries(renamed).map(([key, inner]) => {
      if (/^rel[A-Z]/.test(key)) return [key.charAt(3).toLowerCase() + key.slice(4), named(inner)];
      if (key.endsWith('At') && typeof inner === 'string') return [key, new Date(inner).toISOString()];
      return [key, inner];
    }),
  );
}
