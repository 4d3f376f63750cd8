import type { Knex } from 'knex';

const roles = ['cadenza_app', 'cadenza_system', 'cadenza_lookup', 'cadenza_search'] as const;

/**
 * Roles belong to the whole cluster: other databases (tests, other installations) may be creating them at this moment.
 * The user of DATABASE_URL becomes a member, so that a door can `set local role`.
 */
export async function up(knex: Knex): Promise<void> {
  for (const role of roles) await knex.raw(createRole(role));
  await knex.raw('create extension if not exists pg_trgm');
  await knex.raw('create extension if not exists btree_gin');
  await knex.raw(`grant usage on schema public to ${roles.join(', ')}`);
}

function createRole(role: string): string {
  return `do $$
declare
  kind text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
begin
  for attempt in 1..20 loop
    begin
      if not exists (select from pg_roles where rolname = '${role}') then
        create role ${role} nologin nosuperuser nobypassrls;
      end if;
      if not pg_has_role(current_user, '${role}', kind) then
        execute format('grant ${role} to %I', current_user);
      end if;
      return;
    exception
      when duplicate_object or unique_violation then null;
      when internal_error then
        if sqlerrm not like 'tuple concurrently%' then raise; end if;
    end;
    perform pg_sleep(0.02 * attempt);
  end loop;
  raise exception 'role ${role} could not be created';
end $$`;
}
