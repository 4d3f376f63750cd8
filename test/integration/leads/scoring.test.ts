import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { continueBulk } from '../../../activities/bulk/continue-bulk.ts';
import * as activities from '../../../api/contracts/activities.ts';
import * as leads from '../../../api/contracts/leads.ts';
import * as lists from '../../../api/contracts/lists.ts';
import { listNotifications } from '../../../api/contracts/notifications.ts';
import * as contract from '../../../api/contracts/scoring.ts';
import { tagLead } from '../../../api/contracts/tags.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import type { Json } from '../../../domain/json.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let rep: Person;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  acme = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
});

const is = (path: string, value: Json): Condition => ({
  kind: 'compare',
  left: { kind: 'field', path },
  operator: 'is',
  right: { kind: 'literal', value },
});
const rule = (more: Partial<contract.ScoringRuleBody> & { name: string }): contract.ScoringRuleBody => ({
  group: 'companyFit',
  points: 10,
  enabled: true,
  condition: null,
  event: null,
  ...more,
});
const fromDubai = rule({ name: 'From Dubai', points: 20, condition: is('lead.city', 'Dubai') });
const calls = rule({ name: 'Calls', group: 'engagement', points: 5, event: 'activity.logged', maxTimes: 3 });

const read = async () => (await acme.admin.ok(contract.readScoring)).body;
const save = async (rules: readonly contract.ScoringRuleBody[], notifyAt: number | null = null) =>
  (await acme.admin.ok(contract.saveScoring, { body: { notifyAt, rules: [...rules] }, version: (await read()).version })).body;
const refused = async (rules: readonly unknown[]) =>
  (await acme.admin.refused(contract.saveScoring, 422, { body: { notifyAt: null, rules }, version: (await read()).version })).body.errors;
const aLead = async (more: Record<string, unknown> = {}) =>
  (await rep.client.ok(leads.createLead, { body: { firstName: 'Sami', ...more } })).body;
const lead = async (id: string) => (await rep.client.ok(leads.readLead, { params: { id } })).body;
const why = async (id: string) => (await rep.client.ok(contract.readLeadScore, { params: { id } })).body;
const call = (id: string) =>
  rep.client.ok(activities.logActivity, {
    body: {
      type: 'call',
      outcome: 'connected',
      nextStep: 'Again',
      nextStepDueAt: new Date(Date.now() + 86_400_000).toISOString(),
      records: [{ type: 'lead', id }],
    },
  });
async function counted(): Promise<contract.Scoring> {
  const { recount } = await read();
  if (recount === null) throw new Error('nothing is counted');
  const { rows } = await api.db.readTenant(acme.tenantId as never, (trx) =>
    trx.raw('select incarnation from bulk_changes where id = ?', [recount.id]),
  );
  await continueBulk(
    { db: api.db },
    { tenantId: acme.tenantId, bulkId: recount.id, incarnation: rows[0].incarnation },
    Date.now() + 60_000,
  );
  return read();
}
const eventsOf = async (id: string): Promise<{ before: Json; after: Json; data: Json; actor: Json }[]> => {
  const { rows } = await api.db.readTenant(acme.tenantId as never, (trx) =>
    trx.raw(`select before, after, data, actor from events where subject_id = ? and type = 'lead.score_changed' order by id`, [id]),
  );
  return rows;
};

describe('a lead of a workspace with scoring rules', () => {
  it('is scored in the transaction that changes it, and its score comes with an event and no new version', async () => {
    await save([fromDubai, calls]);
    const { id, version } = await aLead();
    expect(await lead(id)).toMatchObject({ score: 0, version });
    const { body } = await rep.client.ok(leads.updateLead, { params: { id }, body: { city: 'DUBAI' }, version });
    expect(await lead(id)).toMatchObject({ score: 20, version: body.version });
    // Whoever has just saved may save again.
    await rep.client.ok(leads.updateLead, { params: { id }, body: { jobTitle: 'CEO' }, version: body.version });
    expect(await eventsOf(id)).toMatchObject([
      { before: { score: 0 }, after: { score: 20 }, data: { because: 'lead' }, actor: { kind: 'system', name: 'scoring' } },
    ]);
  });

  it('gets points for what happens to it, no more often than the rule says, and loses what is no longer true', async () => {
    await save([fromDubai, calls]);
    const { id } = await aLead({ city: 'Dubai' });
    expect((await lead(id)).score).toBe(20);
    for (const score of [25, 30, 35, 35]) {
      await call(id);
      expect((await lead(id)).score).toBe(score);
    }
    const { version } = await lead(id);
    await rep.client.ok(leads.updateLead, { params: { id }, body: { city: 'Paris' }, version });
    expect((await lead(id)).score).toBe(15);
    expect(await why(id)).toMatchObject({
      score: 15,
      byHand: 0,
      fromRules: 15,
      upToDate: true,
      groups: [{ group: 'companyFit', points: 0 }, {}, {}, {}, { group: 'engagement', points: 15 }],
      rules: [
        { name: 'From Dubai', given: 0, times: 0, leaves: [{ left: 'lead.city', leftValue: 'Paris', rightValue: 'Dubai', result: false }] },
        { name: 'Calls', given: 15, times: 3, points: 5 },
      ],
    });
  });

  it('keeps what people give by hand, with their reason, whatever the rules do', async () => {
    await save([fromDubai]);
    const { id } = await aLead({ city: 'Dubai' });
    const { body } = await rep.client.ok(contract.adjustLeadScore, { params: { id }, body: { add: 7, reason: 'Met at the fair' } });
    expect(body.score).toBe(27);
    expect(await why(id)).toMatchObject({ score: 27, byHand: 7, fromRules: 20 });
    expect((await eventsOf(id)).at(-1)).toMatchObject({
      after: { score: 27 },
      data: { reason: 'Met at the fair' },
      actor: { kind: 'user' },
    });
    await rep.client.ok(tagLead, { params: { id }, body: { name: 'vip' } });
    expect((await lead(id)).score).toBe(27);
    await save([{ ...fromDubai, points: 30 }]);
    expect((await counted()).recount).toMatchObject({ status: 'completed', changed: 1 });
    expect((await lead(id)).score).toBe(37);
    const low = await rep.client.refused(contract.adjustLeadScore, 422, { params: { id }, body: { add: -38 } });
    expect(low.body.errors).toMatchObject([{ pointer: '/add', code: 'score_out_of_range' }]);
  });

  it('tells its owner once when it comes to the threshold from below', async () => {
    await save([calls], 10);
    const { id } = await aLead({ ownerUserId: rep.id });
    for (let time = 0; time < 4; time++) await call(id);
    const told = (await rep.client.ok(listNotifications)).body.items.filter((one) => one.kind === 'lead.score_crossed');
    expect(told).toMatchObject([{ record: { id }, readAt: null }]);
  });

  it('can be found by its score', async () => {
    await save([fromDubai]);
    const { id } = await aLead({ city: 'Dubai' });
    await aLead({ city: 'Oslo' });
    expect((await rep.client.ok(leads.listLeads, { query: { minScore: 20 } })).body.items.map((one) => one.id)).toEqual([id]);
  });
});

describe('scoring rules', () => {
  it('are counted for all leads anew when they change, and twice changes nothing', async () => {
    for (let index = 0; index < 7; index++) await aLead({ city: index % 2 === 0 ? 'Dubai' : 'Oslo' });
    await save([fromDubai]);
    expect((await counted()).recount).toMatchObject({ status: 'completed', total: 7, done: 7, changed: 4, unchanged: 3 });
    await acme.admin.ok(contract.recountScores);
    expect((await counted()).recount).toMatchObject({ status: 'completed', changed: 0, unchanged: 7 });
    await save([]);
    expect((await counted()).recount).toMatchObject({ changed: 4 });
    expect((await rep.client.ok(leads.listLeads, { query: { minScore: 1 } })).body.items).toEqual([]);
  });

  it('say beforehand whom they fit and how the scores would lie, and change nothing by it', async () => {
    for (let index = 0; index < 5; index++) await aLead({ city: index === 0 ? 'Oslo' : 'Dubai' });
    const { body } = await acme.admin.ok(contract.previewScoring, { body: { rules: [fromDubai, { ...calls, enabled: false }] } });
    expect(body).toMatchObject({ leads: 5, all: true, changed: 4, rules: [{ matches: 4 }, { matches: 0 }] });
    expect(body.distribution.slice(0, 3)).toMatchObject([
      { from: 0, to: 9, before: 5, after: 1 },
      {},
      { from: 20, to: 29, before: 0, after: 4 },
    ]);
    expect((await read()).rules).toEqual([]);
  });

  it('are refused with everything that is wrong, at its place', async () => {
    expect(await refused([{ ...fromDubai, condition: is('lead.nothing', 1) }])).toMatchObject([
      { pointer: expect.stringMatching('^/rules/0/condition'), code: 'unknown_field' },
    ]);
    expect(await refused([fromDubai, { ...fromDubai, name: 'from dubai ' }])).toMatchObject([
      { pointer: '/rules/1/name', code: 'name_taken' },
    ]);
    expect(await refused([{ ...fromDubai, points: 0 }, rule({ name: 'Empty' })])).toMatchObject([
      { pointer: '/rules/0/points' },
      { pointer: '/rules/1/condition' },
    ]);
    expect(await refused([{ ...fromDubai, condition: is('lead.score', 5) }])).toMatchObject([{ code: 'score_circular' }]);
    expect(await refused([{ ...calls, event: 'run.held' }])).toMatchObject([{ pointer: '/rules/0/event' }]);
    expect(await refused([{ ...calls, maxTimes: 101 }])).toMatchObject([{ pointer: '/rules/0/maxTimes' }]);
    await rep.client.refused(contract.saveScoring, 403, { body: { notifyAt: null, rules: [] }, version: 0 });
    await rep.client.refused(contract.previewScoring, 403, { body: { rules: [] } });
  });

  it('refuse the second of two people who write them at once, and keep their ids and order', async () => {
    const { version } = await read();
    const both = await Promise.allSettled(
      [fromDubai, calls].map((one) => acme.admin.ok(contract.saveScoring, { body: { notifyAt: null, rules: [one] }, version })),
    );
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const saved = await save([calls, fromDubai]);
    const [first, second] = saved.rules;
    const swapped = await save([
      { ...fromDubai, id: second?.id, name: 'Calls' },
      { ...calls, id: first?.id, name: "O'Brien <b>?</b> 😀" },
    ]);
    expect(swapped.rules.map(({ id, name }) => [id, name])).toEqual([
      [second?.id, 'Calls'],
      [first?.id, "O'Brien <b>?</b> 😀"],
    ]);
  });

  it('belong to one workspace', async () => {
    await save([fromDubai]);
    const other = await aWorkspace(api);
    expect((await other.admin.ok(contract.readScoring)).body).toMatchObject({ rules: [], version: 0 });
    const { body } = await other.admin.ok(leads.createLead, { body: { firstName: 'Else', city: 'Dubai' } });
    expect((await other.admin.ok(leads.readLead, { params: { id: body.id } })).body.score).toBe(0);
    await other.admin.refused(contract.readLeadScore, 404, { params: { id: (await aLead()).id } });
  });

  it('follow a segment they name, which says so before it is deleted', async () => {
    const { id } = await aLead({ city: 'Oslo' });
    const { body: segment } = await acme.admin.ok(lists.createSegment, {
      body: { entity: 'lead', name: 'Far', description: null, condition: is('lead.city', 'Dubai') },
    });
    await save([rule({ name: 'Is far', condition: { kind: 'segment', segment: segment.id } })]);
    await counted();
    expect((await lead(id)).score).toBe(0);
    await acme.admin.ok(lists.updateSegment, { params: { id: segment.id }, body: { condition: is('lead.city', 'Oslo') }, version: 1 });
    await counted();
    expect((await lead(id)).score).toBe(10);
    const held = await acme.admin.refused(lists.deleteSegment, 409, { params: { id: segment.id } });
    expect(held.body['usedBy']).toMatchObject([{ kind: 'scoring_rule', name: 'Is far' }]);
  });
});
