import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchEverything } from '../../../db/queries/search.ts';
import { listIds, type ListQuery } from '../../../db/queries/lists/list-records.ts';
import type { Condition, Operator } from '../../../domain/expressions/ast.ts';
import type { Json } from '../../../domain/json.ts';
import { aTenant, type World } from '../../factories/index.ts';
import { createDatabase, type Database } from '../../../db/connection.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';

let database: TestDatabase;
let db: Database;
let world: World;
const contacts = 20_000;

/** The same id for the same words, in the form of a UUID of version 7. */
const idOf = (words: string): string => `overlay(overlay(md5(${words}) placing '7' from 13) placing '8' from 17)::uuid`;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 4, applicationName: 'test-index-use' });
  world = await aTenant(db);
  await db.withTenant(world.tenantId, async (trx) => {
    await trx.raw(
      `insert into contacts (tenant_id, id, first_name, last_name, email, phone_e164, created_at)
       select ?::uuid, ${idOf(`'contact' || n`)}, 'Person' || n, 'Family ' || (n % 1000), 'person' || n || '@example.test', '+4420' || lpad(n::text, 8, '0'),
         now() - make_interval(secs => n) from generate_series(1, ?::int) n`,
      [world.tenantId, contacts],
    );
    await trx.raw(
      `insert into deals (tenant_id, id, name, pipeline_id, stage_id, contact_id, amount_minor, currency)
       select s.tenant_id, ${idOf(`'deal' || n`)}, 'Deal ' || n, s.pipeline_id, s.id, ${idOf(`'contact' || n`)}, n * 10, 'EUR'
       from generate_series(1, 2000) n, (select * from stages where tenant_id = ? order by position limit 1) s`,
      [world.tenantId],
    );
    await trx.raw(
      'insert into deal_contacts (tenant_id, deal_id, contact_id, is_explicit) select tenant_id, id, contact_id, false from deals where tenant_id = ?',
      [world.tenantId],
    );
  });
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  await superuser.query('vacuum analyze contacts, deals, deal_contacts');
  await superuser.end();
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const where = (path: string, operator: Operator, value: Json): Condition => ({
  kind: 'compare',
  left: { kind: 'field', path },
  operator,
  right: { kind: 'literal', value },
});

interface Seen {
  readonly ids: readonly string[];
  /** Rows that PostgreSQL looked at and threw away, and the plan for a failing test to show. */
  readonly wasted: number;
  readonly plan: string;
}

interface Asked {
  readonly sql: string;
  readonly bindings: readonly string[] | undefined;
}

/** What a list reads, and how PostgreSQL went about the statement that finds its rows. */
async function looked(read: (trx: Parameters<Parameters<Database['readTenantAs']>[2]>[0]) => Promise<readonly string[]>): Promise<Seen> {
  const asked: Asked[] = [];
  const ids = await db.readTenantAs(world.tenantId, null, async (trx) => {
    trx.on('query', (query: Asked) => asked.push(query));
    return read(trx);
  });
  const found = asked.find((query) => query.sql.includes('from "contacts"') || query.sql.includes('union all'));
  if (found === undefined) throw new Error('nothing was asked');
  const plan = await db.searchTenant(world.tenantId, null, async (trx) => {
    // What is searched stands between the taking and the giving back of rights, with its values in place.
    const [only = '', searched] = found.sql.split(';\n');
    const sql = searched?.replaceAll('?', '\\?') ?? only.replaceAll(/\$\d+/g, '?');
    const result: { rows: { 'QUERY PLAN': string }[] } = await trx.raw(`explain (analyze, timing off) ${sql}`, [...(found.bindings ?? [])]);
    return result.rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  const wasted = [...plan.matchAll(/Rows Removed by [\w ]+: (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  return { ids, wasted, plan };
}

const list = (query: Omit<ListQuery, 'limit'>): Promise<Seen> =>
  looked(async (trx) => (await listIds(trx, 'contact', { limit: 50, ...query })).ids);

describe('of twenty thousand contacts', () => {
  it.each([
    ['the newest', {}, 50, 5],
    ['the one with an e-mail address', { filter: where('contact.email', 'is', 'Person4711@example.test') }, 1, 5],
    ['some by their addresses', { filter: where('contact.email', 'is_any_of', ['person1@example.test', 'person2@example.test']) }, 2, 5],
    ['the one with a phone', { filter: where('contact.phone', 'is', '+442000004711') }, 1, 5],
    ['the one that words find', { q: 'person4711' }, 1, 50],
    [
      'those of a status and a name',
      { filter: { kind: 'all', of: [where('contact.status', 'is', 'active'), where('contact.lastName', 'contains', '42')] } },
      50,
      4_000,
    ],
    [
      'those with a large deal',
      { filter: { kind: 'related', list: 'contact.deals', where: where('deal.amountMinor', 'greater_than', 100) } },
      50,
      4_000,
    ],
  ] as const)('%s is found without looking at all of them', async (_name, query, count, atMost) => {
    const seen = await list(query);
    expect(seen.ids).toHaveLength(count);
    expect(seen.wasted, seen.plan).toBeLessThanOrEqual(atMost);
  });

  it('the type-ahead looks at what its index finds', async () => {
    const seen = await looked(async (trx) => (await searchEverything(trx, world.tenantId, 'person4711', 10)).map((hit) => hit.id));
    expect(seen.ids).toHaveLength(1);
    expect(seen.wasted, seen.plan).toBeLessThanOrEqual(2_100);
    expect(seen.plan).toContain('contacts_search');
  });
});
