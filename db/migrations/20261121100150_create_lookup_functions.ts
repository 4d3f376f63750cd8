import type { Knex } from 'knex';

const functions: readonly { readonly signature: string; readonly returns: string; readonly body: string }[] = [
  {
    signature: 'lookup_accounts_by_email(wanted text)',
    returns: 'table (tenant_id uuid, user_id uuid)',
    body: `select u.tenant_id, u.id from users u join tenants t on t.id = u.tenant_id
      where u.email = lower(wanted) and u.status = 'active' and t.status = 'active' order by u.created_at`,
  },
  {
    signature: 'lookup_session_by_token_hash(wanted text)',
    returns: 'table (tenant_id uuid, session_id uuid, user_id uuid)',
    body: 'select s.tenant_id, s.id, s.user_id from sessions s where s.token_hash = wanted',
  },
  {
    signature: 'lookup_session_by_refresh_token_hash(wanted text)',
    returns: 'table (tenant_id uuid, session_id uuid, user_id uuid)',
    body: 'select s.tenant_id, s.id, s.user_id from sessions s where s.refresh_token_hash = wanted',
  },
  {
    signature: 'lookup_tenant_by_slug(wanted text)',
    returns: 'uuid',
    body: `select t.id from tenants t where t.slug = wanted and t.status = 'active'`,
  },
  {
    signature: 'lookup_tenant_is_active(wanted uuid)',
    returns: 'boolean',
    body: `select t.status = 'active' from tenants t where t.id = wanted`,
  },
];

/** Functions that belong to the exempt lookup role and answer ids only. */
export async function up(knex: Knex): Promise<void> {
  // The new owner of a function needs CREATE on its schema at the moment it becomes owner, and not after.
  await knex.raw('grant create on schema public to cadenza_lookup');
  for (const { signature, returns, body } of functions) {
    const name = signature.replace(/wanted /, '');
    await knex.raw(`
create function ${signature} returns ${returns} language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$ ${body} $$;
revoke all on function ${name} from public;
alter function ${name} owner to cadenza_lookup`);
  }
  await knex.raw('revoke create on schema public from cadenza_lookup');
  for (const { signature } of functions) {
    const name = signature.replace(/wanted /, '');
    await knex.raw(
      `set local role cadenza_lookup; do $$ begin execute format('grant execute on function ${name} to %I, cadenza_app', session_user); end $$; reset role`,
    );
  }
}
