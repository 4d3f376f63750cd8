import pg from 'pg';

interface TableInfo {
  readonly name: string;
  readonly partitioned: string | null;
  readonly forced: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly required: boolean; readonly value: string | null }[];
  readonly constraints: readonly { readonly kind: string; readonly definition: string }[];
  readonly indexes: readonly string[];
  readonly policies: readonly { readonly name: string; readonly roles: string; readonly condition: string }[];
  readonly grants: readonly { readonly role: string; readonly privileges: string }[];
}

// Partitions come and go by the month, and newer servers list NOT NULL among the constraints: both are left out.
const tablesQuery = `
select c.relname as name,
  case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partitioned,
  c.relforcerowsecurity as forced,
  (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
      'value', case when a.attgenerated = 's' then 'generated: ' else '' end || pg_get_expr(d.adbin, d.adrelid)) order by a.attnum)
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  coalesce((select json_agg(json_build_object('kind', k.contype, 'definition', pg_get_constraintdef(k.oid)) order by k.contype <> 'p', k.contype, pg_get_constraintdef(k.oid))
    from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')), '[]') as constraints,
  coalesce((select json_agg(pg_get_indexdef(i.indexrelid) order by pg_get_indexdef(i.indexrelid)) from pg_index i
    where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)), '[]') as indexes,
  coalesce((select json_agg(json_build_object('name', p.policyname, 'roles', array_to_string(p.roles, ', '), 'condition', p.qual) order by p.policyname)
    from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname), '[]') as policies,
  coalesce((select json_agg(json_build_object('role', g.role, 'privileges', g.privileges) order by g.role) from (
    select grantee::text as role, string_agg(lower(privilege_type), ', ' order by privilege_type) as privileges
    from information_schema.role_table_grants where table_schema = 'public' and table_name = c.relname and grantee like 'cadenza\\_%'
    group by grantee) g), '[]') as grants
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'knex%'
order by c.relname`;

interface FunctionInfo {
  readonly signature: string;
  readonly result: string;
  readonly owner: string;
}

const functionsQuery = `
select p.oid::regprocedure::text as signature, pg_get_function_result(p.oid) as result,
  case when r.rolname like 'cadenza\\_%' then r.rolname else 'owner of the database' end as owner
from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
where n.nspname = 'public' and p.prosecdef order by 1`;

/** The listing of a migrated database, the same on every supported version of PostgreSQL. */
export async function schemaListing(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, application_name: 'cadenza-schema' });
  await client.connect();
  try {
    const tables = (await client.query<TableInfo>(tablesQuery)).rows;
    const functions = (await client.query<FunctionInfo>(functionsQuery)).rows;
    return [...head(tables), ...tables.flatMap(section), ...functionSection(functions)].join('\n');
  } finally {
    await client.end();
  }
}

function head(tables: readonly TableInfo[]): string[] {
  return [
    '# Database schema',
    '',
    'Generated from the migrations; do not edit. `npx vitest run --project integration test/integration/db/schema.test.ts` compares it, with `-u` it writes it anew.',
    '',
    'The policy `tenant_isolation` shows the role `cadenza_app` the rows of the tenant at hand. The roles `cadenza_system`, `cadenza_search`',
    'and `cadenza_lookup` see the rows of all tenants in the tables that name them. Row level security is forced on all tables but those that say so.',
    '',
    tables.map((table) => `[${table.name}](#${table.name})`).join(' · '),
    '',
  ];
}

function section(table: TableInfo): string[] {
  return [
    `## ${table.name}`,
    '',
    ...(table.partitioned === null ? [] : [`Partitioned by ${table.partitioned}.`, '']),
    ...(table.forced ? [] : ['No row level security: holds nothing of tenants.', '']),
    '| column | type | required | default |',
    '|---|---|---|---|',
    ...table.columns.map((column) => `| ${column.name} | ${column.type} | ${column.required ? 'yes' : ''} | ${cell(column.value)} |`),
    '',
    ...list(
      'Keys and checks',
      table.constraints.map((constraint) => constraint.definition),
    ),
    ...list('Indexes', table.indexes.map(shortIndex)),
    ...list(
      'Grants',
      table.grants.map((grant) => `${grant.role}: ${grant.privileges}`),
    ),
    ...list(
      'Policies',
      table.policies.map((policy) => `${policy.name} to ${policy.roles}`),
    ),
  ];
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `- ${code(item)}`), ''];
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

function cell(text: string | null): string {
  return text === null || text === '' ? '' : code(text.replaceAll('|', '\\|'));
}

function shortIndex(definition: string): string {
  return definition.replace(
    /^CREATE (UNIQUE )?INDEX (\S+) ON (ONLY )?public\.\S+ USING /,
    (_, unique: string | undefined, name: string) => `${name}${unique ? ' unique' : ''} `,
  );
}

function functionSection(functions: readonly FunctionInfo[]): string[] {
  return [
    '## Functions with rights of their owner',
    '',
    ...functions.map((fn) => `- ${code(`${fn.signature} returns ${fn.result}`)}, ${fn.owner}`),
    '',
  ];
}
