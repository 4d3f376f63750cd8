import type { Knex } from 'knex';

/** Tenants that exist already get the new rights for their seeded roles; new ones are born with them. */
export async function up(knex: Knex): Promise<void> {
  const granted = [
    ['forms.read', ['super_admin', 'admin', 'manager', 'rep', 'viewer']],
    ['forms.write', ['super_admin', 'admin']],
    ['webhooks.read', ['super_admin', 'admin']],
    ['webhooks.write', ['super_admin', 'admin']],
  ] as const;
  // FORCE would hide the rows of all tenants from the owner who migrates.
  await knex.raw('alter table roles no force row level security; alter table role_permissions no force row level security');
  for (const [code, roles] of granted) {
    await knex.raw(
      `insert into role_permissions (tenant_id, role_id, permission_code)
       select tenant_id, id, ? from roles where is_seeded and code = any(?) on conflict do nothing`,
      [code, [...roles]],
    );
  }
  await knex.raw('alter table roles force row level security; alter table role_permissions force row level security');
}
