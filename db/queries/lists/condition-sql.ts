import { UserError } from '../../../domain/errors/errors.ts';
import type { Condition, Expression } from '../../../domain/expressions/ast.ts';
import { valueOf } from '../../../domain/expressions/evaluate.ts';
import type { Json } from '../../../domain/json.ts';
import type { Field } from '../../../domain/records/field-catalogue.ts';
import { leafSql } from './leaf-sql.ts';
import { joined, not } from './sql.ts';
import type { Sql } from './sql.ts';

/** What a filter may name, and when and where it is asked. */
export interface FilterScope {
  /** The root of field paths, e.g. `lead`. */
  readonly subject: string;
  readonly table: string;
  readonly fields: readonly Field[];
  readonly now: Date;
  /** IANA zone in which dates and "today" are meant. */
  readonly timeZone: string;
}

const maxLeaves = 100;

/**
 * The condition as SQL with the meaning `evaluate` gives it: missing values make negative operators true and all others
 * false, and texts compare without regard to case. Only fields of the record itself can stand on the left, only what
 * does not depend on the record on the right.
 *
 * @throws UserError `validation_failed` with a pointer into the filter for what a list cannot answer
 */
export function conditionSql(condition: Condition, scope: FilterScope): Sql {
  const counted = { leaves: 0 };
  return groupSql(condition, scope, '/filter', counted);
}

function groupSql(condition: Condition, scope: FilterScope, pointer: string, counted: { leaves: number }): Sql {
  const members = (of: readonly Condition[]) => of.map((member, index) => groupSql(member, scope, `${pointer}/of/${index}`, counted));
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
      counted.leaves += 1;
      if (counted.leaves > maxLeaves) throw refused(pointer, `A filter has at most ${maxLeaves} conditions.`);
      const field = fieldOf(condition.left, scope, `${pointer}/left`);
      const right = condition.right === undefined ? null : constantOf(condition.right, scope, `${pointer}/right`);
      return leafSql(field, condition.operator, right, scope);
    }
  }
}

function fieldOf(left: Expression, scope: FilterScope, pointer: string): Field {
  if (left.kind !== 'field') throw refused(pointer, 'The left side of a filter is a field.');
  const dot = left.path.indexOf('.');
  const field = left.path.slice(0, dot) === scope.subject ? scope.fields.find((one) => one.key === left.path.slice(dot + 1)) : undefined;
  if (!field) throw refused(pointer, `A list of this kind cannot be filtered by "${left.path}".`);
  return field;
}

function constantOf(right: Expression, scope: FilterScope, pointer: string): Json {
  if (dependsOnRecord(right)) throw refused(pointer, 'A filter compares with a value, not with another field.');
  return valueOf(right, { now: scope.now.toISOString(), timeZone: scope.timeZone, roots: {}, outputs: {} });
}

function dependsOnRecord(expression: Expression): boolean {
  if (expression.kind === 'call') return expression.args.some(dependsOnRecord);
  return expression.kind !== 'literal';
}

function refused(pointer: string, detail: string): UserError {
  return new UserError('validation_failed', detail, [{ pointer, code: 'filter_not_possible', detail }]);
}
