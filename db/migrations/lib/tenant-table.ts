import type { Knex } from 'knex';

type Privilege = 'select' | 'insert' | 'update' | 'delete';

export interface TenantTableOptions {
  /** What work on a tenant may do; default everything. Append-only tables leave out update and delete. */
  readonly app?: readonly Privilege[];
  /** What sweeps over all tenants may do; default nothing. */
  readonly system?: readonly Privilege[];
  /** Whether the search door may read it. */
  readonly search?: boolean;
  /** Whether the lookup functions may read it. */
  readonly lookup?: boolean;
}

export const currentTenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/**
 * Grants and policies of a tenant table: the app role sees the rows of the tenant at hand, exempt roles see all rows of
 * the tables that name them. FORCE makes the owner subject to it too. `column` holds the tenant's id.
 */
export async function protectTenantTable(knex: Knex, table: string, options: TenantTableOptions = {}, column = 'tenant_id'): Promise<void> {
  const app = options.app ?? ['select', 'insert', 'update', 'delete'];
  const exempt: readonly (readonly [string, readonly Privilege[]])[] = [
    ['cadenza_system', options.system ?? []],
    ['cadenza_search', options.search ? ['select'] : []],
    ['cadenza_lookup', options.lookup ? ['select'] : []],
  ];
  const statements = [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy tenant_isolation on ${table} to cadenza_app using (${column} = ${currentTenant}) with check (${column} = ${currentTenant})`,
    `grant ${app.join(', ')} on ${table} to cadenza_app`,
    ...exempt
      .filter(([, privileges]) => privileges.length > 0)
      .flatMap(([role, privileges]) => [
        `create policy ${role}_access on ${table} to ${role} using (true) with check (true)`,
        `grant ${privileges.join(', ')} on ${table} to ${role}`,
      ]),
  ];
  await knex.raw(statements.join(';\n'));
}

/** The columns every editable record has; `version` is the record's ETag and is raised by the command that changes it. */
export const recordColumns = `
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)`;

/** A reference that cannot leave the tenant. */
export function reference(column: string, table: string, onDelete: 'restrict' | 'cascade' | 'no action' = 'no action'): string {
  return `foreign key (tenant_id, ${column}) references ${table} (tenant_id, id) on delete ${onDelete}`;
}
