/** Roles belong to the whole cluster: other databases may be creating them at this moment. The migrating user becomes a member. */
export function createRole(role: string): string {
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
