import type { Transaction } from 'objection';
import type { Condition } from '../../domain/expressions/ast.ts';
import type { Catalogue } from '../../domain/records/field-catalogue.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import { rowsOf } from '../records/sql.ts';
import { conditionSql } from './lists/condition-sql.ts';
import { recordTables } from './lists/relations.ts';
import { bindingsOf, sql } from './lists/sql.ts';

export interface FittingQuery {
  readonly subject: SubjectType;
  /** When and where relative dates are meant. */
  readonly now: Date;
  readonly timeZone: string;
  /** Left out: all records of the kind. */
  readonly filter?: {
    readonly condition: Condition;
    readonly catalogue: Catalogue;
    readonly segments: ReadonlyMap<string, Condition>;
  };
}

export const firstId = '00000000-0000-0000-0000-000000000000';

/** The next records that fit, in the order of their ids, locked. */
export async function nextFitting(trx: Transaction, query: FittingQuery, after: string | null, limit: number): Promise<readonly string[]> {
  const { subject, now, timeZone, filter } = query;
  const fits =
    filter === undefined
      ? sql('true')
      : conditionSql(filter.condition, { subject, table: 'r', catalogue: filter.catalogue, now, timeZone, segments: filter.segments });
  const rows = await rowsOf<{ id: string }>(
    trx,
    `select r.id from ${recordTables[subject].table} r
     where r.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and r.archived_at is null and r.id > ?::uuid and ${fits.text}
     order by r.id limit ? for no key update of r`,
    [after ?? firstId, ...bindingsOf(fits), limit],
  );
  return rows.map((row) => row.id);
}
