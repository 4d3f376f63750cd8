import type { Transaction } from 'objection';
import type { DateSearch } from '../../domain/automation/due/date-due.ts';
import type { Field } from '../../domain/records/field-catalogue.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import { addDays, instantOfWall } from '../../domain/automation/due/wall-time.ts';
import { rowsOf } from '../records/sql.ts';
import { firstId } from './fitting-records.ts';
import { instantColumn } from './lists/leaf-sql.ts';
import { recordTables } from './lists/relations.ts';
import { bindingsOf, joined, sql } from './lists/sql.ts';
import type { Sql } from './lists/sql.ts';

/** A record whose date may be due. */
export interface DueRecord {
  readonly id: string;
  /** A day, or an instant as ISO text. */
  readonly value: string;
  /** The zone that its days are meant in. */
  readonly zone: string;
}

/** What to look for in which zone. With `owners` a record stands in the zone of its owner, and in the usual one without. */
export interface DueQuery {
  readonly subject: SubjectType;
  readonly field: Field;
  readonly zones: readonly { readonly zone: string; readonly search: DateSearch }[];
  readonly owners: boolean;
  readonly usualZone: string;
}

/** The next records in the order of their ids, locked, so that their events are numbered in the order of what happens to them. */
export async function nextDue(trx: Transaction, query: DueQuery, after: string | null, limit: number): Promise<readonly DueRecord[]> {
  const found = dueSql(query);
  if (found === null) return [];
  const rows = await rowsOf<{ id: string; value: string | Date; zone: string }>(
    trx,
    `select r.id, ${found.value} as value, ${found.zone} as zone ${found.from.text} and r.id > ?::uuid order by r.id limit ? for no key update of r`,
    [...bindingsOf(found.from), after ?? firstId, limit],
  );
  return rows.map(({ id, value, zone }) => ({ id, value: value instanceof Date ? value.toISOString() : value, zone }));
}

/** How many records may be due. */
export async function countDue(trx: Transaction, query: DueQuery): Promise<number> {
  const found = dueSql(query);
  if (found === null) return 0;
  const [row] = await rowsOf<{ count: number }>(trx, `select count(*)::int as count ${found.from.text}`, bindingsOf(found.from));
  return row?.count ?? 0;
}

function dueSql({
  subject,
  field,
  zones,
  owners,
  usualZone,
}: DueQuery): { readonly value: string; readonly zone: string; readonly from: Sql } | null {
  const { column, isDate } = instantColumn(field, { table: 'r', now: new Date(0), timeZone: 'UTC' });
  const usual = quoted(usualZone);
  const zone = owners ? `coalesce(u.timezone, ${usual})` : usual;
  const parts = zones.map((one) => {
    const values = valueSql(column, isDate, one.zone, one.search);
    return owners ? joined([sql(`${zone} = ?`, one.zone), values], 'and', 'true') : values;
  });
  const wanted = joined(parts, 'or', 'false');
  if (wanted.text === 'false') return null;
  const owner = owners ? 'left join users u on u.tenant_id = r.tenant_id and u.id = r.owner_user_id' : '';
  const mine = `r.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and r.archived_at is null`;
  return {
    value: isDate ? `to_char(${column}, 'YYYY-MM-DD')` : column,
    zone,
    from: { text: `from ${recordTables[subject].table} r ${owner} where ${mine} and ${wanted.text}`, bindings: wanted.bindings },
  };
}

function valueSql(column: string, isDate: boolean, zone: string, { days, yearDays, ranges }: DateSearch): Sql {
  const day = isDate ? column : `(${column} at time zone ${quoted(zone)})`;
  return joined(
    [
      ...(yearDays.length === 0 ? [] : [sql(`to_char(${day}, 'MM-DD') = any(?::text[])`, [...yearDays])]),
      ...(isDate && days.length > 0 ? [sql(`${column} = any(?::date[])`, [...days])] : []),
      ...(isDate ? [] : days.map((one) => spanSql(column, midnight(zone, one), midnight(zone, addDays(one, 1)), '>=', '<'))),
      ...ranges.map(({ after, until }) => spanSql(column, after, until, '>', '<=')),
    ],
    'or',
    'false',
  );
}

function spanSql(column: string, from: string, to: string, above: '>' | '>=', below: '<' | '<='): Sql {
  return sql(`(${column} ${above} ?::timestamptz and ${column} ${below} ?::timestamptz)`, from, to);
}

function midnight(zone: string, day: string): string {
  return new Date(instantOfWall(zone, day, 0)).toISOString();
}

/** A name of a zone that was checked, as a literal. */
function quoted(zone: string): string {
  return `'${zone.replaceAll("'", "''")}'`;
}
