import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type Database } from '../../../db/connection.ts';
import { listIds, type ListQuery } from '../../../db/queries/lists/list-records.ts';
import type { Condition, Expression, Operator } from '../../../domain/expressions/ast.ts';
import { catalogueOf } from '../../../domain/records/field-catalogue.ts';
import { aTenant, type World } from '../../factories/index.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';

// How PostgreSQL goes about comparing two fields, and about segments, among a hundred thousand deals.

let database: TestDatabase;
let db: Database;
let world: World;
const deals = 100_000;
const companies = 1_000;
const expected = { key: 'expected', type: 'number' as const, label: 'Expected', required: false, options: [] };
const catalogue = catalogueOf({ deal: [expected] });
const [hot, hotter] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];

/** The same id for the same words, in the form of a UUID of version 7. */
const idOf = (words: string): string => `overlay(overlay(md5(${words}) placing '7' from 13) placing '8' from 17)::uuid`;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 4, applicationName: 'test-condition-plans' });
  world = await aTenant(db);
  await db.withTenant(world.tenantId, async (trx) => {
    await trx.raw(
      `insert into companies (tenant_id, id, name) select ?::uuid, ${idOf(`'company' || n`)}, 'Company ' || n from generate_series(1, ?::int) n`,
      [world.tenantId, companies],
    );
    await trx.raw(
      `insert into deals (tenant_id, id, name, pipeline_id, stage_id, company_id, amount_minor, currency, custom, created_at)
       select s.tenant_id, ${idOf(`'deal' || n`)}, case when n % 1000 = 0 then 'company ' else 'Deal ' end || (n % ?::int + 1), s.pipeline_id, s.id,
         ${idOf(`'company' || (n % ?::int + 1)`)}, n, 'EUR', jsonb_build_object('expected', n + case when n % 100 = 0 then -1 else 1 end), now() - make_interval(secs => n)
       from generate_series(1, ?::int) n, (select * from stages where tenant_id = ? order by position limit 1) s`,
      [companies, companies, deals, world.tenantId],
    );
  });
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  await superuser.query('vacuum analyze companies, deals');
  await superuser.end();
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const field = (path: string): Expression => ({ kind: 'field', path });
const compare = (left: string, operator: Operator, right: Expression): Condition => ({
  kind: 'compare',
  left: field(left),
  operator,
  right,
});
const above = compare('deal.amountMinor', 'greater_than', field('deal.custom.expected'));
const large: Condition = compare('deal.amountMinor', 'greater_than', { kind: 'literal', value: 10 });
const segments = new Map<string, Condition>([
  [hot, above],
  [hotter, { kind: 'all', of: [{ kind: 'segment', segment: hot }, large] }],
]);

interface Asked {
  readonly sql: string;
  readonly bindings: readonly string[] | undefined;
}

/** What a list reads, how many rows were looked at in vain, and how often a part of the plan was run. */
async function looked(query: Omit<ListQuery, 'limit'>) {
  const asked: Asked[] = [];
  const ids = await db.readTenantAs(world.tenantId, null, async (trx) => {
    trx.on('query', (one: Asked) => asked.push(one));
    return (await listIds(trx, 'deal', { limit: 50, catalogue, segments, ...query })).ids;
  });
  const found = asked.find((one) => one.sql.includes('from "deals"'));
  if (found === undefined) throw new Error('nothing was asked');
  const plan = await db.searchTenant(world.tenantId, null, async (trx) => {
    // What is searched stands between the taking and the giving back of rights, with its values in place.
    const [only = '', searched] = found.sql.split(';\n');
    const sql = searched?.replaceAll('?', '\\?') ?? only.replaceAll(/\$\d+/g, '?');
    const result: { rows: { 'QUERY PLAN': string }[] } = await trx.raw(`explain (analyze, timing off) ${sql}`, [...(found.bindings ?? [])]);
    return result.rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  const wasted = [...plan.matchAll(/Rows Removed by [\w ]+: (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  const loops = [...plan.matchAll(/loops=(\d+)/g)].reduce((most, [, count]) => Math.max(most, Number(count)), 0);
  return { ids, wasted, loops, plan };
}

describe('of a hundred thousand deals', () => {
  it.each([
    ['those above what was expected, the newest first', above, 50, 6_000, 1],
    ['those of a segment', { kind: 'segment', segment: hot }, 50, 6_000, 1],
    ['those of a segment inside a segment', { kind: 'segment', segment: hotter }, 50, 6_000, 1],
    ['those named like their company', compare('deal.name', 'is', field('deal.company.name')), 50, deals, deals],
    [
      'those of which there are none, looked at once each',
      compare('deal.amountMinor', 'less_than', {
        kind: 'call',
        fn: 'subtract',
        args: [field('deal.custom.expected'), { kind: 'literal', value: 5 }],
      }),
      0,
      deals,
      3,
    ],
  ] as const)('%s', async (_name, filter, count, atMost, times) => {
    const seen = await looked({ filter });
    expect(seen.ids).toHaveLength(count);
    expect(seen.wasted, seen.plan).toBeLessThanOrEqual(atMost);
    expect(seen.loops, seen.plan).toBeLessThanOrEqual(times);
  });
});
