import type { Knex } from 'knex';

/** Gives new permission codes to seeded roles of the tenants that exist already; those born later get them from the seed. */
export async function grantPermissions(knex: Knex, grants: Readonly<Record<string, readonly string[]>>): Promise<void> {
  await knex.raw('set local role cadenza_system');
  const { rows }: { rows: { id: string }[] } = await knex.raw('select id from tenants order by id');
  await knex.raw('reset role; set local role cadenza_app');
  for (const { id } of rows) {
    await knex.raw(`select set_config('app.tenant', ?, true)`, [id]);
    for (const [permission, roles] of Object.entries(grants)) {
      await knex.raw(
        `insert into role_permissions (tenant_id, role_id, permission_code)
         select tenant_id, id, ? from roles where is_seeded and code = any(?) on conflict do nothing`,
        [permission, [...roles]],
      );
    }
  }
  await knex.raw(`select set_config('app.tenant', '', true); reset role`);
}
