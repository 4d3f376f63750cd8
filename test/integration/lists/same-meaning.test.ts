import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRecords } from '../../../commands/automations/lib/load-records.ts';
import { createDatabase } from '../../../db/connection.ts';
import type { Database } from '../../../db/connection.ts';
import { listRecords } from '../../../db/queries/lists/list-records.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import { checkCondition } from '../../../domain/expressions/check.ts';
import { evaluate } from '../../../domain/expressions/evaluate.ts';
import { pathsOfCondition } from '../../../domain/expressions/paths.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { catalogueOf } from '../../../domain/records/field-catalogue.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import { subjectTypes } from '../../../domain/records/record-types.ts';
import { aCompany, aContact, aDeal, aLead, anActivity, aNote, aTask, aTeam, aTenant, aUser, tagged } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { TestDatabase } from '../../helpers/database.ts';
import { awkwardTexts, conditionsAbout, dates } from './conditions.ts';

const options = ['x', 'y', 'Z'].map((value) => ({ value, label: value }));
const fields = [
  { key: 'budget', type: 'number', label: 'Budget', options: [] },
  { key: 'renews_on', type: 'date', label: 'Renews on', options: [] },
  { key: 'vip', type: 'boolean', label: 'VIP', options: [] },
  { key: 'topics', type: 'multiselect', label: 'Topics', options },
  { key: 'tier', type: 'select', label: 'Tier', options },
  { key: 'comment', type: 'text', label: 'Comment', options: [] },
];
/** A segment of each kind, and one that asks for it and for others' records. */
const inner = '00000000-0000-7000-8000-000000000001';
const outer = '00000000-0000-7000-8000-000000000002';
const segmentsOf = (subject: SubjectType): ReadonlyMap<string, Condition> => {
  const budget: Condition = {
    kind: 'compare',
    left: { kind: 'field', path: `${subject}.custom.budget` },
    operator: 'greater_than',
    right: { kind: 'literal', value: 5 },
  };
  const tasks: Condition = { kind: 'related', list: `${subject}.tasks`, count: { operator: 'less_than', value: 2 } };
  const second: Condition = { kind: 'any', of: [{ kind: 'none', of: [{ kind: 'segment', segment: inner }] }, tasks] };
  return new Map<string, Condition>([
    [inner, budget],
    [outer, second],
  ]);
};
const catalogue = catalogueOf({ lead: fields, contact: fields, company: fields, deal: fields } as never);
const day = 86_400_000;
const now = Date.now();

let file: TestDatabase;
let db: Database;
let world: World;
let users: readonly string[] = [];
const ids: Record<SubjectType, string[]> = { lead: [], contact: [], company: [], deal: [] };

/** The n-th of some values, far apart for neighbouring numbers. */
const nth = <T>(values: readonly T[], n: number): T => values[(n * 7) % values.length] as T;

function customOf(n: number): JsonObject {
  if (n % 5 === 0) return {};
  return {
    budget: nth([null, 0, 5, 10, 99.5, 5000], n),
    renews_on: nth([null, ...dates(now)], n + 1),
    vip: nth([true, false, null], n),
    topics: nth([[], ['x'], ['x', 'y'], ['Z'], null], n),
    tier: nth(['x', 'y', null], n + 2),
    comment: nth([...awkwardTexts, null, ''], n + 3),
  };
}

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 4, applicationName: 'conditions-test' });
  world = await aTenant(db);
  const other = await aTenant(db);
  const boss = await aUser(world, { name: 'ΟΔΟΣ Boss' });
  const ann = await aUser(world, { name: 'Ann Élodie' });
  const bob = await aUser(world, { name: 'bob' });
  await aTeam(world, { name: 'Sales', members: [ann], managerUserId: boss.id });
  users = [ann.id, bob.id, boss.id];
  const owners = [...users, null];
  for (let n = 0; n < 5; n += 1) {
    const fields = {
      name: nth(awkwardTexts, n),
      industry: nth([null, 'Retail', ''], n),
      employeeCount: nth([null, 1, 10], n),
      custom: customOf(n),
    };
    ids.company.push((await aCompany(world, { ...fields, ownerUserId: nth(owners, n) })).id);
  }
  for (let n = 0; n < 9; n += 1) {
    const texts = { firstName: nth(awkwardTexts, n), lastName: nth(['', ...awkwardTexts], n + 4), jobTitle: nth([null, 'CEO', 'ceo'], n) };
    const companyId = nth([...ids.company, null], n);
    ids.contact.push((await aContact(world, { ...texts, companyId, ownerUserId: nth(owners, n), custom: customOf(n) })).id);
  }
  for (let n = 0; n < 14; n += 1) {
    const link = { contactId: nth([...ids.contact, null], n), companyId: nth([...ids.company, null], n + 1), ownerUserId: nth(owners, n) };
    const money = {
      amountMinor: nth([0, 1, 10, 5000], n),
      probability: nth([null, 5, 99], n),
      expectedCloseOn: nth([null, ...dates(now)], n),
    };
    const archived = n % 7 === 6 ? { archivedAt: new Date() } : {};
    const deal = await aDeal(world, { name: nth(awkwardTexts, n), ...link, ...money, ...archived, custom: customOf(n) });
    if (n % 7 !== 6) ids.deal.push(deal.id);
  }
  for (let n = 0; n < 12; n += 1) {
    const at = { followUpAt: nth([null, ...[-40, -1.5, -0.3, 0.3, 8.5].map((days) => new Date(now + days * day))], n) };
    const texts = {
      firstName: nth(awkwardTexts, n),
      companyName: nth([null, '', ...awkwardTexts], n),
      status: nth(['new', 'contacted'] as const, n),
    };
    ids.lead.push(
      (await aLead(world, { ...texts, ...at, score: nth([0, 5, 10], n), ownerUserId: nth(owners, n), custom: customOf(n) })).id,
    );
  }
  await aLead(other, { firstName: 'ada' });
  let n = 0;
  for (const type of subjectTypes) {
    for (const id of ids[type]) {
      n += 1;
      const about = { type, id };
      if (n % 3 === 0) await tagged(world, about, nth(['Hot', 'été', 'cold'], n));
      for (let count = n % 4; count > 0; count -= 1) {
        const dueAt = nth([null, new Date(now - 1.5 * day), new Date(now + 0.3 * day)], n + count);
        const status = nth(['open', 'done', 'cancelled'] as const, n + count);
        await aTask(world, { about, title: nth(awkwardTexts, n + count), dueAt, status, ownerUserId: nth(owners, n) });
      }
      if (n % 3 === 1)
        await anActivity(world, {
          about,
          type: nth(['call', 'email', 'meeting'] as const, n),
          occurredAt: new Date(now - (n % 9) * day - 1000),
        });
      if (n % 4 === 1) await aNote(world, about, { body: nth(awkwardTexts, n) });
    }
  }
});
afterAll(async () => {
  await db.close();
  await file.drop();
});

async function listed(subject: SubjectType, filter: Condition, timeZone: string): Promise<readonly string[]> {
  const page = await listRecords(db, world.tenantId, subject, { limit: 100, filter, catalogue, timeZone, segments: segmentsOf(subject) });
  return page.items.map((item) => item.id).sort();
}

async function evaluated(subject: SubjectType, filter: Condition, timeZone: string): Promise<readonly string[]> {
  const segments = segmentsOf(subject);
  const reads = new Set([filter, ...segments.values()].flatMap(pathsOfCondition).filter((path) => !path.startsWith('segment.')));
  const refs = ids[subject].map((id) => ({ type: subject, id }));
  const records = await db.readTenant(world.tenantId, (trx) => loadRecords(trx, world.tenantId, refs, reads));
  const at = { now: new Date().toISOString(), timeZone, outputs: {}, segments };
  return [...records]
    .filter(([, record]) => evaluate(filter, { ...at, roots: { [subject]: record.json } }).result)
    .map(([id]) => id)
    .sort();
}

describe('a condition about records', () => {
  it.each(subjectTypes)('finds in the database exactly the %ss for which it is true in a run', async (subject) => {
    const scope = { subject, segments: segmentsOf(subject), events: [], catalogue, outputType: () => null };
    await fc.assert(
      fc.asyncProperty(
        conditionsAbout(catalogue, subject, now, users, [inner, outer]),
        fc.constantFrom('UTC', 'Asia/Dubai', 'America/New_York', 'Pacific/Kiritimati'),
        async (condition, timeZone) => {
          const wrong = checkCondition(condition, scope).filter((problem) => problem.code !== 'missing_value');
          expect(wrong).toEqual([]);
          expect(await listed(subject, condition, timeZone)).toEqual(await evaluated(subject, condition, timeZone));
        },
      ),
      { numRuns: 120 },
    );
  });
});
