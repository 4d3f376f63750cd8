import type { Transaction } from 'objection';
import { rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Names of people, those who left too. */
export function findUserNames(trx: Transaction, ids: readonly string[]): Promise<Named[]> {
  return rowsOf<Named>(
    trx,
    `select id, coalesce(nullif(name, ''), email) as name from users where tenant_id = ${tenant} and id = any(?::uuid[])`,
    [[...ids]],
  );
}

/** Names of pipelines and of their stages. */
export function findPipelineNames(trx: Transaction): Promise<Named[]> {
  return rowsOf<Named>(
    trx,
    `select id, name from pipelines where tenant_id = ${tenant} union all select id, name from stages where tenant_id = ${tenant}`,
    [],
  );
}

/** The tags of records, in the order of their names. */
export function findTagNames(
  trx: Transaction,
  recordIds: readonly string[],
): Promise<{ readonly recordId: string; readonly name: string }[]> {
  return rowsOf(
    trx,
    `select rt.record_id, t.name from record_tags rt join tags t on t.tenant_id = rt.tenant_id and t.id = rt.tag_id
     where rt.tenant_id = ${tenant} and rt.record_id = any(?::uuid[]) order by lower(t.name), t.id`,
    [[...recordIds]],
  );
}

/** The records that tasks are about. */
export function findTaskRecords(
  trx: Transaction,
  taskIds: readonly string[],
): Promise<{ readonly taskId: string; readonly recordId: string }[]> {
  return rowsOf(
    trx,
    `select task_id, record_id from task_links where tenant_id = ${tenant} and task_id = any(?::uuid[]) order by task_id, record_id`,
    [[...taskIds]],
  );
}
