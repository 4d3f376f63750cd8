import { foldName } from '../../domain/imports/row-keys.ts';
import { type ImportEntity, isWork } from '../../domain/imports/record-targets.ts';
import type { CustomFieldEntity } from '../../domain/records/custom-field-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';

interface Match {
  readonly key: string;
  readonly id: string;
}

const tables: Readonly<Record<ImportEntity, string>> = {
  lead: 'leads',
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  task: 'tasks',
  note: 'notes',
  activity: 'activities',
};

/** The living records that the keys mean; of several with one key the oldest. One statement a sort of key. */
export async function findMatches(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  entity: ImportEntity,
  source: string | null,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const of = (letter: string): string[] => [...new Set(keys.filter((key) => key.startsWith(`${letter}:`)).map((key) => key.slice(2)))];
  const found: Match[] = [];
  const ask = async (letter: string, sql: string): Promise<void> => {
    const wanted = of(letter);
    if (wanted.length === 0) return;
    const rows = await rowsOf<Match>(trx, sql, [context.tenantId, wanted]);
    found.push(...rows.map((row) => ({ key: `${letter}:${row.key}`, id: row.id })));
  };
  const wanted = of('x');
  if (wanted.length > 0) {
    const rows = await rowsOf<Match>(
      trx,
      `select e.external_id as key, r.id from external_ids e join ${tables[entity]} r on r.tenant_id = e.tenant_id and r.id = e.record_id
       where e.tenant_id = ? and e.record_type = ? and e.source = ? and e.external_id = any(?::text[]) and r.archived_at is null`,
      [context.tenantId, entity, source ?? 'file', wanted],
    );
    found.push(...rows.map((row) => ({ key: `x:${row.key}`, id: row.id })));
  }
  await ask(
    'e',
    `select email as key, id from ${tables[entity]} where tenant_id = ? and archived_at is null and email = any(?::text[]) order by created_at, id`,
  );
  if (entity === 'company')
    await ask(
      'd',
      'select domain as key, id from companies where tenant_id = ? and archived_at is null and domain = any(?::text[]) order by created_at, id',
    );
  if (!isWork(entity)) await ask('n', nameSql[entity]);
  const matches = new Map<string, string>();
  for (const match of found) if (!matches.has(match.key)) matches.set(match.key, match.id);
  return matches;
}

const folded = (sql: string): string => `lower(regexp_replace(trim(${sql}), '\\s+', ' ', 'g'))`;

const nameSql: Readonly<Record<CustomFieldEntity, string>> = {
  lead: `select key, id from (select ${folded(`first_name || ' ' || last_name`)} as key, id, created_at from leads where tenant_id = ? and archived_at is null) r
    where key = any(?::text[]) order by created_at, id`,
  contact: `select key, id from (select ${folded(`first_name || ' ' || last_name`)} as key, id, created_at from contacts where tenant_id = ? and archived_at is null) r
    where key = any(?::text[]) order by created_at, id`,
  company: `select lower(name) as key, id from companies where tenant_id = ? and archived_at is null and lower(name) = any(?::text[]) order by created_at, id`,
  deal: `select key, id from (
      select lower(d.name) || chr(31) || lower(coalesce(c.name, '')) as key, d.id, d.created_at from deals d
      left join companies c on c.tenant_id = d.tenant_id and c.id = d.company_id where d.tenant_id = ? and d.archived_at is null) r
    where key = any(?::text[]) order by created_at, id`,
};

/** Records of another kind that rows name: companies by name, contacts and leads by e-mail or full name. Keys are folded. */
export async function findNamed(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  kind: 'company' | 'contact' | 'lead',
  names: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(names.map(foldName).filter((name) => name !== ''))];
  const keys = wanted.flatMap((name) => (kind !== 'company' && name.includes('@') ? [`e:${name}`] : [`n:${name}`]));
  const matches = keys.length === 0 ? new Map<string, string>() : await findMatches(trx, context, kind, null, keys);
  return new Map([...matches].map(([key, id]) => [key.slice(2), id]));
}
