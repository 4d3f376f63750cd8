import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../db/connection.ts';
import type { Database } from '../../../db/connection.ts';
import { countRecords, listRecords } from '../../../db/queries/lists/list-records.ts';
import type { ListQuery } from '../../../db/queries/lists/list-records.ts';
import { searchEverything } from '../../../db/queries/search.ts';
import { priorityMaterial } from '../../../db/queries/priorities.ts';
import { taskCounts } from '../../../db/queries/task-counts.ts';
import type { Condition, Operator } from '../../../domain/expressions/ast.ts';
import { evaluate } from '../../../domain/expressions/evaluate.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { catalogueOf } from '../../../domain/records/field-catalogue.ts';
import { aCompany, aLead, aTask, aTenant, aUser, tagged } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { TestDatabase } from '../../helpers/database.ts';

let file: TestDatabase;
let db: Database;
let acme: World;
let other: World;

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 4, applicationName: 'lists-test' });
  acme = await aTenant(db);
  other = await aTenant(db);
});
afterAll(async () => {
  await db.close();
  await file.drop();
});

const day = 86_400_000;
const custom = catalogueOf({
  lead: [
    { key: 'budget', type: 'number', label: 'Budget', options: [] },
    { key: 'renews_on', type: 'date', label: 'Renews on', options: [] },
    { key: 'vip', type: 'boolean', label: 'VIP', options: [] },
    { key: 'topics', type: 'multiselect', label: 'Topics', options: [] },
    { key: 'comment', type: 'text', label: 'Comment', options: [] },
  ] as never,
});

const where = (path: string, operator: Operator, value?: Json): Condition => ({
  kind: 'compare',
  left: { kind: 'field', path },
  operator,
  ...(value === undefined ? {} : { right: { kind: 'literal', value } }),
});

async function allPages(world: World, query: Omit<ListQuery, 'limit' | 'cursor'>, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listRecords(db, world.tenantId, 'lead', { ...query, limit, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.items.map((lead) => lead.id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

describe('pages by key', () => {
  it('give every record once, in order, whatever is equal or missing', async () => {
    const world = await aTenant(db);
    const made: string[] = [];
    for (let n = 0; n < 13; n += 1) {
      const lead = await aLead(world, { score: n % 3, followUpAt: n % 4 === 0 ? null : new Date(Date.now() + (n % 2) * day) });
      made.push(lead.id);
    }
    for (const sort of ['-createdAt', 'createdAt', '-score', 'score', 'name', '-updatedAt', 'followUpAt', '-followUpAt']) {
      const ids = await allPages(world, { sort }, 4);
      expect([...ids].sort()).toEqual([...made].sort());
      expect(ids).toEqual(await allPages(world, { sort }, 100));
    }
  });

  it('refuse a cursor of another order or of nobody, and an unknown order, with a sentence', async () => {
    const world = await aTenant(db);
    for (let n = 0; n < 3; n += 1) await aLead(world);
    const { next } = await listRecords(db, world.tenantId, 'lead', { limit: 2 });
    const asked = (query: Partial<ListQuery>) => listRecords(db, world.tenantId, 'lead', { limit: 2, ...query });
    const forged = Buffer.from(JSON.stringify(['-createdAt', 'not a time', world.tenantId])).toString('base64url');
    await expect(asked({ cursor: next ?? '', sort: 'score' })).rejects.toMatchObject({ code: 'validation_failed' });
    for (const cursor of ['', 'nonsense', forged]) await expect(asked({ cursor })).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(asked({ sort: 'password_hash' })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe('filters', () => {
  it('answer exactly what the evaluator of automations answers', async () => {
    const world = await aTenant(db);
    const ann = await aUser(world, { name: 'Ann' });
    const now = Date.now();
    const shapes: readonly [object, JsonObject, readonly string[]][] = [
      [
        { firstName: 'Ada', source: 'web', status: 'new', score: 10, ownerUserId: ann.id },
        { budget: 5000, vip: true, topics: ['a', 'b'] },
        ['hot'],
      ],
      [
        { firstName: 'ÉLODIE', source: 'referral', status: 'qualified', score: 55, email: null },
        { budget: 4999.5, renews_on: '2026-11-21' },
        [],
      ],
      [
        { firstName: '', lastName: '100%_done', source: 'import', companyName: null },
        { comment: 'A "quoted" \\ text', vip: false, topics: [] },
        ['Hot', 'cold'],
      ],
      [
        { followUpAt: new Date(now + 2 * day), lastTouchedAt: new Date(now - 3 * day) },
        { budget: null, renews_on: '2025-02-29x', topics: ['b'] },
        [],
      ],
    ];
    const facts: { id: string; roots: JsonObject }[] = [];
    for (const [fields, values, tags] of shapes) {
      const lead = await aLead(world, { ...fields, custom: values });
      for (const tag of tags) await tagged(world, { type: 'lead', id: lead.id }, tag);
      facts.push({ id: lead.id, roots: { lead: { ...(JSON.parse(JSON.stringify(lead)) as JsonObject), tags } } });
    }
    const conditions: Condition[] = [
      ...(['is', 'is_not', 'contains', 'does_not_contain', 'starts_with', 'ends_with'] as const).flatMap((operator) => [
        where('lead.firstName', operator, 'ada'),
        where('lead.firstName', operator, 'élodie'),
        where('lead.lastName', operator, '100%_'),
        where('lead.companyName', operator, 'cedar'),
        where('lead.custom.comment', operator, 'A "QUOTED" \\ text'),
        where('lead.firstName', operator, ''),
      ]),
      ...(['is_set', 'is_not_set'] as const).flatMap((operator) =>
        ['email', 'companyName', 'firstName', 'ownerUserId', 'followUpAt', 'custom.budget', 'custom.topics', 'custom.vip', 'tags'].map(
          (key) => where(`lead.${key}`, operator),
        ),
      ),
      ...(['is', 'is_not', 'greater_than', 'greater_or_equal', 'less_than', 'less_or_equal'] as const).flatMap((operator) => [
        where('lead.score', operator, 10),
        where('lead.score', operator, '55'),
        where('lead.score', operator, 'many'),
        where('lead.custom.budget', operator, 4999.5),
      ]),
      where('lead.custom.budget', 'between', [4000, 4999.5]),
      where('lead.custom.vip', 'is', true),
      where('lead.custom.vip', 'is_not', true),
      where('lead.custom.topics', 'contains', 'b'),
      where('lead.custom.topics', 'is_any_of', ['a', 'zzz']),
      where('lead.custom.topics', 'is_none_of', ['a']),
      where('lead.custom.renews_on', 'is', '2026-11-21'),
      where('lead.custom.renews_on', 'before', '2026-12-01'),
      where('lead.custom.renews_on', 'after', '2026-11-21'),
      where('lead.source', 'is_any_of', ['web', 'Referral']),
      where('lead.status', 'is_none_of', ['new']),
      where('lead.ownerUserId', 'is', ann.id),
      where('lead.ownerUserId', 'is_not', ann.id),
      where('lead.ownerUserId', 'is', 'nobody'),
      where('lead.followUpAt', 'within_next', { amount: 3, unit: 'days' }),
      where('lead.lastTouchedAt', 'within_last', { amount: 2, unit: 'days' }),
      where('lead.followUpAt', 'after', new Date(now).toISOString()),
      where('lead.followUpAt', 'is', new Date(now + 2 * day).toISOString().slice(0, 10)),
      where('lead.tags', 'has_any_tag', ['HOT']),
      where('lead.tags', 'has_no_tag', ['hot', 'cold']),
      { kind: 'all', of: [] },
      { kind: 'any', of: [] },
      { kind: 'none', of: [where('lead.score', 'greater_than', 20), where('lead.source', 'is', 'import')] },
      {
        kind: 'any',
        of: [
          where('lead.custom.vip', 'is', true),
          { kind: 'all', of: [where('lead.status', 'is', 'qualified'), where('lead.email', 'is_not_set')] },
        ],
      },
    ];
    const different: unknown[] = [];
    for (const filter of conditions) {
      const listed = await allPages(world, { filter, catalogue: custom }, 50);
      const at = { now: new Date().toISOString(), timeZone: 'UTC', outputs: {} };
      const expected = facts.filter(({ roots }) => evaluate(filter, { ...at, roots }).result).map(({ id }) => id);
      if ([...listed].sort().join() !== [...expected].sort().join()) {
        different.push({
          filter,
          listed: listed.map((id) => facts.findIndex((fact) => fact.id === id)),
          expected: expected.map((id) => facts.findIndex((fact) => fact.id === id)),
        });
      }
    }
    expect(different).toEqual([]);
  });

  it('refuse what a list cannot answer, pointing at it', async () => {
    const ask = (filter: Condition) => listRecords(db, acme.tenantId, 'lead', { limit: 5, filter });
    const pointers = async (filter: Condition) =>
      ask(filter).then(
        () => null,
        (error: { problems?: { pointer?: string }[] }) => error.problems?.[0]?.pointer,
      );
    expect(await pointers(where('lead.passwordHash', 'is', 1))).toBe('/filter/left');
    expect(await pointers(where(`lead.custom.x' or true --`, 'is', 1))).toBe('/filter/left');
    expect(await pointers({ kind: 'all', of: [{ kind: 'changed', field: 'lead.status' }] })).toBe('/filter/of/0');
    expect(
      await pointers({
        kind: 'compare',
        left: { kind: 'field', path: 'lead.email' },
        operator: 'is',
        right: { kind: 'field', path: 'lead.score' },
      }),
    ).toBe('/filter/right');
  });
});

describe('searching', () => {
  it('finds words anywhere and never in another tenant, although its role sees all tenants', async () => {
    const mine = await aLead(acme, { firstName: 'Quetzal', lastName: 'Undertow', email: 'q.undertow@example.com' });
    const theirs = await aLead(other, { firstName: 'Quetzal', lastName: 'Undertow', email: 'q.undertow@example.com' });
    await aCompany(other, { name: 'Undertow Shipping' });
    for (const q of ['quetzal', 'UNDER quet', 'q.undertow@', 'undertow']) {
      expect((await listRecords(db, acme.tenantId, 'lead', { q, limit: 10 })).items.map((lead) => lead.id)).toEqual([mine.id]);
      expect(
        (await db.readTenantAs(acme.tenantId, null, (trx) => searchEverything(trx, acme.tenantId, q, 10))).map((hit) => hit.id),
      ).toEqual([mine.id]);
    }
    const called = await aLead(acme, { firstName: 'Phil', phone: '+442079460123' });
    for (const q of ['020 7946 0123', '+44 (0)20 7946 0123', '(020) 7946-0123', '+442079460123', '7946.0123']) {
      expect(
        (await listRecords(db, acme.tenantId, 'lead', { q, limit: 10 })).items.map((lead) => lead.id),
        q,
      ).toEqual([called.id]);
      const hits = await db.readTenantAs(acme.tenantId, null, (trx) => searchEverything(trx, acme.tenantId, q, 10));
      expect(
        hits.map((hit) => hit.id),
        q,
      ).toEqual([called.id]);
    }
    expect(await listRecords(db, acme.tenantId, 'lead', { q: '%', limit: 10 })).toMatchObject({ items: [] });
    const everything: Condition = { kind: 'all', of: [] };
    const ids = await allPages(acme, { filter: everything }, 100);
    expect(ids).toContain(mine.id);
    expect(ids).not.toContain(theirs.id);
    expect(await countRecords(db, acme.tenantId, 'lead', { q: 'quetzal' })).toBe(1);
  });
});

describe('home', () => {
  it("gathers a rep's open tasks and the leads nobody plans to contact, and counts", async () => {
    const world = await aTenant(db);
    const ann = await aUser(world);
    const ben = await aUser(world);
    const planned = await aLead(world, { ownerUserId: ann.id });
    const forgotten = await aLead(world, { ownerUserId: ann.id });
    await aLead(world, { ownerUserId: ann.id, followUpAt: new Date(Date.now() + day) });
    await aLead(world, { ownerUserId: ann.id, status: 'disqualified' });
    await aLead(world, { ownerUserId: ben.id });
    const call = await aTask(world, { ownerUserId: ann.id, dueAt: new Date(Date.now() - day), about: { type: 'lead', id: planned.id } });
    await aTask(world, { ownerUserId: ann.id, status: 'done', completedAt: new Date() });
    await aTask(world, { ownerUserId: null });
    const found = await db.readTenant(world.tenantId, (trx) => priorityMaterial(trx, { ownerUserIds: [ann.id] }));
    expect(found.tasks.map((task) => task.id)).toEqual([call.id]);
    expect(found.leads.map((lead) => lead.id)).toEqual([forgotten.id]);
    expect(found.recordOfTask.get(call.id)).toEqual({ type: 'lead', id: planned.id, name: `${planned.firstName} ${planned.lastName}` });
    const today = { startOfToday: new Date(Date.now() - day / 2), endOfToday: new Date(Date.now() + day / 2) };
    const counts = await db.readTenant(world.tenantId, (trx) => taskCounts(trx, { ownerUserId: ann.id, ...today }));
    expect(counts).toEqual({ open: 1, overdue: 1, dueToday: 0, doneToday: 1, unassigned: 1 });
  });
});
