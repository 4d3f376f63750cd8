import type { Knex } from 'knex';

/** Files may also hold tasks, notes and activities. */
export async function up(knex: Knex): Promise<void> {
  const kinds = `('lead', 'contact', 'company', 'deal', 'task', 'note', 'activity')`;
  const widen = (table: string, column: string): string => `
alter table ${table} drop constraint ${table}_${column}_check;
alter table ${table} add constraint ${table}_${column}_check check (${column} in ${kinds})`;
  await knex.raw(
    [
      widen('imports', 'entity'),
      widen('import_changes', 'record_type'),
      widen('external_ids', 'record_type'),
      widen('import_mappings', 'entity'),
    ].join(';\n'),
  );
}
