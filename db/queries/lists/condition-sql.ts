import { UserError } from '../../../domain/errors/errors.ts';
import type { Condition, Expression, Operator } from '../../../domain/expressions/ast.ts';
import { valueOf } from '../../../domain/expressions/evaluate.ts';
import type { Json } from '../../../domain/json.ts';
import type { Catalogue, CatalogueType, Field } from '../../../domain/records/field-catalogue.ts';
import { visibleRow } from '../../visibility.ts';
import { leafSql, opposites } from './leaf-sql.ts';
import { dependsOnRecord, movedBy } from './moved-sql.ts';
import { operandOf, pairSql } from './operand-sql.ts';
import type { Operand } from './operand-sql.ts';
import { listRows, recordTables } from './relations.ts';
import { joined, not, sql } from './sql.ts';
import type { Sql } from './sql.ts';

/** What a filter may name, and when and where it is asked. */
export interface FilterScope {
  /** The root of field paths, e.g. `lead`. */
  readonly subject: CatalogueType;
  /** The name of the row in SQL. */
  readonly table: string;
  readonly catalogue: Catalogue;
  readonly now: Date;
  /** IANA zone in which dates and "today" are meant. */
  readonly timeZone: string;
  /** Conditions of the segments that the filter names, segments inside them resolved. */
  readonly segments?: ReadonlyMap<string, Condition>;
}

/** A kind of record and its name in SQL. */
interface Row {
  readonly type: CatalogueType;
  readonly alias: string;
}

interface Place {
  readonly scope: FilterScope;
  /** Roots of field paths that are in scope here. */
  readonly roots: Readonly<Record<string, Row>>;
  readonly counted: { leaves: number; aliases: number };
  readonly depth: number;
}

const maxLeaves = 100;
const maxDepth = 12;

/**
 * The condition as SQL with the meaning `evaluate` gives it: missing values make negative operators true and all others
 * false, and texts compare without regard to case. Fields of the record and of related ones can stand on the left; on the right
 * they can too, also moved by a span of time or with a number added, beside whatever does not depend on the record.
 *
 * @throws UserError `validation_failed` with a pointer into the filter for what a list cannot answer
 */
export function conditionSql(condition: Condition, scope: FilterScope): Sql {
  const place = {
    scope,
    roots: { [scope.subject]: { type: scope.subject, alias: scope.table } },
    counted: { leaves: 0, aliases: 0 },
    depth: 0,
  };
  return partSql(condition, place, '/filter');
}

function partSql(condition: Condition, at: Place, pointer: string): Sql {
  if (at.depth > maxDepth) throw refused(pointer, 'A filter cannot be nested that deep.');
  const inner = { ...at, depth: at.depth + 1 };
  const members = (of: readonly Condition[]) => of.map((member, index) => partSql(member, inner, `${pointer}/of/${index}`));
  switch (condition.kind) {
    case 'all':
      return joined(members(condition.of), 'and', 'true');
    case 'any':
      return joined(members(condition.of), 'or', 'false');
    case 'none':
      return not(joined(members(condition.of), 'or', 'false'));
    case 'changed':
      throw refused(pointer, 'A list cannot ask whether an event changed a field.');
    case 'compare': {
      count(at, pointer);
      const { left, operator, right } = condition;
      if (right !== undefined && dependsOnRecord(right)) return fieldsSql(left, operator, right, at, pointer);
      return comparisonSql(left, operator, right === undefined ? null : constantOf(right, at.scope), at, `${pointer}/left`);
    }
    case 'related':
      count(at, pointer);
      return relatedSql(condition, inner, pointer);
    case 'segment': {
      const meant = at.scope.segments?.get(condition.segment);
      if (meant === undefined) throw refused(`${pointer}/segment`, 'There is no such segment of these records.');
      const { subject, table } = at.scope;
      return partSql(meant, { ...inner, roots: { [subject]: { type: subject, alias: table } } }, pointer);
    }
  }
}

function count(at: Place, pointer: string): void {
  at.counted.leaves += 1;
  if (at.counted.leaves > maxLeaves) throw refused(pointer, `A filter has at most ${maxLeaves} conditions.`);
}

function comparisonSql(left: Expression, operator: Operator, right: Json, at: Place, pointer: string): Sql {
  if (left.kind !== 'field') throw refused(pointer, 'The left side of a filter is a field.');
  const opposite = opposites[operator];
  // "Is not" is the opposite of "is", also where the related record is missing.
  if (opposite !== undefined) return not(comparisonSql(left, opposite, right, at, pointer));
  const { now, timeZone } = at.scope;
  return withField(left.path, at, pointer, (field, row) => leafSql(field, operator, right, { table: row.alias, now, timeZone }));
}

/** Both sides depend on the record. */
function fieldsSql(left: Expression, operator: Operator, right: Expression, at: Place, pointer: string): Sql {
  const opposite = opposites[operator];
  if (opposite !== undefined) return not(fieldsSql(left, opposite, right, at, pointer));
  if (left.kind !== 'field') throw refused(`${pointer}/left`, 'The left side of a filter is a field.');
  return withOperand(left, at, `${pointer}/left`, (one) =>
    withOperand(right, at, `${pointer}/right`, (other) => {
      const found = pairSql(one, operator, other, at.scope.timeZone);
      if (found === null) throw refused(`${pointer}/right`, 'These two cannot be compared like this.');
      return found;
    }),
  );
}

type Use<T extends readonly unknown[]> = (...found: T) => Sql;

/** What an expression gives for the record, handed to `use`; the related records it needs are joined around that. */
function withOperand(expression: Expression, at: Place, pointer: string, use: Use<[Operand]>): Sql {
  const { now, timeZone } = at.scope;
  if (expression.kind === 'field') {
    return withField(expression.path, at, pointer, (field, row) => {
      const operand = operandOf(field, { table: row.alias, now, timeZone });
      if (operand === null) throw refused(pointer, `Nothing can be compared with "${expression.path}".`);
      return use(operand);
    });
  }
  const moved = movedBy(expression, timeZone);
  if (moved === null) throw refused(pointer, 'A filter compares with a value, a field, or a field moved by a time or a number.');
  return withOperand(moved.from, at, `${pointer}/args/0`, (operand) => {
    const sum = moved.apply(operand);
    if (sum === null) throw refused(pointer, 'Only days and times can be moved by a time, and only numbers by a number.');
    return use(sum);
  });
}

/** The field at the end of a path and the row that has it, handed to `use` inside of the rows on the way to it. */
function withField(path: string, at: Place, pointer: string, use: Use<[Field, Row]>): Sql {
  const [root = '', ...keys] = path.split('.');
  const row = Object.hasOwn(at.roots, root) ? at.roots[root] : undefined;
  const found = row === undefined ? null : fieldSql(row, keys, at, use);
  if (found === null) throw refused(pointer, `A list of this kind cannot be filtered by "${path}".`);
  return found;
}

function fieldSql(row: Row, keys: readonly string[], at: Place, use: Use<[Field, Row]>): Sql | null {
  const field = at.scope.catalogue[row.type].fields.find((one) => one.key === keys.join('.'));
  if (field !== undefined) return use(field, row);
  const [first = '', ...rest] = keys;
  const relation = own(recordTables[row.type].relations, first);
  if (relation === undefined || rest.length === 0) return null;
  const next = nextRow(relation.to, at);
  const inner = fieldSql(next, rest, at, use);
  return inner === null ? null : existsSql(next, relation.tie(row.alias, next.alias), inner);
}

function existsSql(row: Row, tie: string, inner: Sql): Sql {
  const seen = sql(visibleRow(row.type, row.alias));
  const { table } = recordTables[row.type];
  return {
    text: `exists (select from ${table} ${row.alias} where ${tie} and ${seen.text} and ${inner.text})`,
    bindings: [...seen.bindings, ...inner.bindings],
  };
}

const countSigns = { is: '=', greater_than: '>', greater_or_equal: '>=', less_than: '<', less_or_equal: '<=' } as const;

function relatedSql(condition: Extract<Condition, { kind: 'related' }>, at: Place, pointer: string): Sql {
  const [root = '', ...keys] = condition.list.split('.');
  const row = Object.hasOwn(at.roots, root) ? at.roots[root] : undefined;
  const ways = row === undefined ? null : listWay(row, keys, at);
  if (ways === null) throw refused(`${pointer}/list`, `A list of this kind cannot be filtered by "${condition.list}".`);
  const { last, from, tie } = ways;
  const roots = { ...at.roots, [last.type]: last };
  const inner = condition.where === undefined ? sql('true') : partSql(condition.where, { ...at, roots }, `${pointer}/where`);
  const rows = { text: `from ${from.text} where ${tie} and ${inner.text}`, bindings: [...from.bindings, ...inner.bindings] };
  const { operator, value } = condition.count ?? { operator: 'greater_or_equal', value: 1 };
  const atLeastOne = (operator === 'greater_or_equal' && value === 1) || (operator === 'greater_than' && value === 0);
  const none =
    (operator === 'is' && value === 0) || (operator === 'less_than' && value === 1) || (operator === 'less_or_equal' && value === 0);
  if (atLeastOne) return { text: `exists (select ${rows.text})`, bindings: rows.bindings };
  if (none) return { text: `not exists (select ${rows.text})`, bindings: rows.bindings };
  // Nobody counts further than the comparison needs.
  return {
    text: `((select count(*) from (select 1 ${rows.text} limit ${value + 1}) counted) ${countSigns[operator]} ?::int)`,
    bindings: [...rows.bindings, value],
  };
}

/** Tables joined from a record over its relations to one of its lists; null where there is no such way. */
function listWay(row: Row, keys: readonly string[], at: Place): { readonly last: Row; readonly from: Sql; readonly tie: string } | null {
  let current = row;
  let tie = '';
  let text = '';
  const bindings: Sql['bindings'][number][] = [];
  for (const [index, key] of keys.entries()) {
    const way = own(index === keys.length - 1 ? recordTables[current.type].lists : recordTables[current.type].relations, key);
    if (way === undefined) return null;
    const next = nextRow(way.to, at);
    const seen = sql(visibleRow(next.type, next.alias));
    const condition = way.tie(current.alias, next.alias);
    // What ties the first table to the row outside is asked at the end, where the outer row is known.
    text += index === 0 ? '' : ' join ';
    const { table } = recordTables[next.type];
    text += listRows(way, seen.text === 'true' ? table : `(select * from ${table} ${next.alias} where ${seen.text})`, next.alias);
    text += index === 0 ? '' : ` on ${condition}`;
    bindings.push(...seen.bindings);
    if (index === 0) tie = condition;
    current = next;
  }
  return keys.length === 0 ? null : { last: current, from: { text, bindings }, tie };
}

function nextRow(type: CatalogueType, at: Place): Row {
  at.counted.aliases += 1;
  return { type, alias: `r${at.counted.aliases}` };
}

function own<T>(from: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

function constantOf(right: Expression, scope: Pick<FilterScope, 'now' | 'timeZone'>): Json {
  return valueOf(right, { now: scope.now.toISOString(), timeZone: scope.timeZone, roots: {}, outputs: {} });
}

function refused(pointer: string, detail: string): UserError {
  return new UserError('validation_failed', detail, [{ pointer, code: 'filter_not_possible', detail }]);
}
