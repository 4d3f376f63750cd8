import type { Knex } from 'knex';
import { createRole } from './lib/create-role.ts';

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
