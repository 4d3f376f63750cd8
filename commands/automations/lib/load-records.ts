import { literal, runTogether } from '../../../db/opening.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { toJson } from '../../../domain/records/changes.ts';
import type { RecordRef, SubjectType } from '../../../domain/records/record-types.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { fromColumns } from '../../records/sql.ts';

/** A subject as conditions see it (`json`) and as commands take it (`row`, with dates), read in one go. */
export interface LoadedRecord {
  readonly row: Readonly<Record<string, unknown>>;
  readonly json: JsonObject;
  /** Deleted for people: no automation goes on with it. */
  readonly gone: boolean;
}

interface RecordTable {
  readonly table: string;
  /** Relation -> how to read it, given the alias of this row. */
  readonly relations: Readonly<Record<string, Relation>>;
}
interface Relation {
  readonly to: RelatedType;
  readonly where: (from: string, to: string) => string;
}
type RelatedType = SubjectType | 'user' | 'team';

const same = (column: string) => (from: string, to: string) => `${to}.tenant_id = ${from}.tenant_id and ${to}.id = ${from}.${column}`;
const owner: Relation = { to: 'user', where: same('owner_user_id') };
const company: Relation = { to: 'company', where: same('company_id') };

/** Of several teams the one joined first: a person's manager is one person. */
function firstTeam(user: string, column: string): string {
  return `(select ${column} from team_members m join teams t on t.tenant_id = m.tenant_id and t.id = m.team_id
    where m.tenant_id = ${user}.tenant_id and m.user_id = ${user}.id and t.archived_at is null order by m.created_at, m.team_id limit 1)`;
}

const tables: Readonly<Record<RelatedType, RecordTable>> = {
  lead: { table: 'leads', relations: { owner } },
  contact: { table: 'contacts', relations: { owner, company } },
  company: { table: 'companies', relations: { owner } },
  deal: { table: 'deals', relations: { owner, company, contact: { to: 'contact', where: same('contact_id') } } },
  user: {
    table: 'users',
    relations: {
      team: { to: 'team', where: (from, to) => `${to}.tenant_id = ${from}.tenant_id and ${to}.id = ${firstTeam(from, 'm.team_id')}` },
      manager: {
        to: 'user',
        where: (from, to) => `${to}.tenant_id = ${from}.tenant_id and ${to}.id = ${firstTeam(from, 't.manager_user_id')}`,
      },
    },
  },
  team: { table: 'teams', relations: { manager: { to: 'user', where: same('manager_user_id') } } },
};

/** Never shown to conditions and texts, whoever asks. */
const hidden: ReadonlySet<string> = new Set([
  'search_text',
  'tenant_id',
  'password_hash',
  'failed_sign_ins',
  'locked_until',
  'preferences',
]);

/** A tree of the relations that paths go through: `lead.owner.team.name` gives `{ owner: { team: {} } }`. */
interface Wanted {
  readonly relations: Map<string, Wanted>;
  tags: boolean;
}

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
  const { table } = tables[type];
  const wanted = wantedBy(reads, type);
  const tags = wanted.tags
    ? `, (select coalesce(jsonb_agg(t.name order by t.name), '[]') from record_tags rt join tags t on t.tenant_id = rt.tenant_id and t.id = rt.tag_id where rt.tenant_id = s.tenant_id and rt.record_id = s.id) as tags`
    : '';
  const related = [...wanted.relations].map(
    ([name, inner]) => `, ${relationSql(tables[type].relations[name], 's', inner, 1)} as "rel_${name}"`,
  );
  return [
    ...(lock ? [`select 1 from ${table} where ${among('')} order by id for no key update`] : []),
    `select s.*${tags}${related.join('')} from ${table} s where ${among('s.')}`,
  ];
}

/** The result of the last of `recordStatements`, by id. */
export function recordsFrom(rows: readonly unknown[]): ReadonlyMap<string, LoadedRecord> {
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
    found.set(String(raw.id), { row, json, gone: raw.archived_at !== null && raw.archived_at !== undefined });
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
  const statements = [...byType].flatMap(([type, ids]) => recordStatements(tenantId, type, [...ids], reads, false));
  const results = await runTogether(trx, statements);
  return new Map(results.flatMap((result) => [...recordsFrom(result.rows)]));
}

export function isLoadable(type: string): type is SubjectType {
  return type === 'lead' || type === 'contact' || type === 'company' || type === 'deal';
}

function wantedBy(reads: Iterable<string>, type: SubjectType): Wanted {
  const root: Wanted = { relations: new Map(), tags: false };
  for (const path of reads) {
    const [subject, ...keys] = path.split('.');
    if (subject !== type) continue;
    if (keys[0] === 'tags') root.tags = true;
    let at = root;
    let from: RelatedType = type;
    for (const key of keys) {
      const relation: Relation | undefined = tables[from].relations[key];
      if (relation === undefined) break;
      const next: Wanted = at.relations.get(key) ?? { relations: new Map(), tags: false };
      at.relations.set(key, next);
      at = next;
      from = relation.to;
    }
  }
  return root;
}

function relationSql(relation: Relation | undefined, from: string, wanted: Wanted, depth: number): string {
  if (relation === undefined) return 'null::jsonb';
  const alias = `r${depth}`;
  const inner = [...wanted.relations].map(
    ([name, next]) => `${literal(`rel_${name}`)}, ${relationSql(tables[relation.to].relations[name], alias, next, depth + 1)}`,
  );
  const columns = [...hidden].map((column) => literal(column)).join(', ');
  const extra = inner.length === 0 ? '' : ` || jsonb_build_object(${inner.join(', ')})`;
  return `(select (to_jsonb(${alias}.*) - array[${columns}])${extra} from ${tables[relation.to].table} ${alias} where ${relation.where(from, alias)})`;
}

/** A related row as JSON with the names of the API; instants in the form facts have. */
function named(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const renamed = fromColumns<Record<string, Json>>(value as JsonObject);
  return Object.fromEntries(
    Object.entries(renamed).map(([key, inner]) => {
      if (key.startsWith('rel')) return [key.charAt(3).toLowerCase() + key.slice(4), named(inner)];
      if (key.endsWith('At') && typeof inner === 'string') return [key, new Date(inner).toISOString()];
      return [key, inner];
    }),
  );
}
