import type { Knex } from 'knex';

export interface LookupFunction {
  /** With one parameter called `wanted`, e.g. `lookup_form_by_key(wanted text)`. */
  readonly signature: string;
  readonly returns: string;
  readonly body: string;
}

/** Creates functions that belong to the exempt lookup role and answer ids only; the tables they read say `lookup: true`. */
export async function createLookupFunctions(knex: Knex, functions: readonly LookupFunction[]): Promise<void> {
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
