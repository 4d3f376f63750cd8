import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as automations from '../../../api/contracts/automations.ts';
import { archiveLead, createLead } from '../../../api/contracts/leads.ts';
import type { NewScenario } from '../../../api/contracts/scenarios.ts';
import * as scenarios from '../../../api/contracts/scenarios.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;

beforeAll(async () => {
  api = await startApi();
  [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
});
afterAll(() => api.stop());

const called = (wait: number) =>
  definition(
    [
      step('task', 'record.create_task', { title: 'Call', due: null, assignee: { kind: 'owner' } }),
      step('wait', 'wait.for_event', { events: ['touch.logged'], timeout: { amount: wait, unit: 'days' }, since: null, filter: null }),
      step('raise', 'record.update', { changes: [{ field: 'lead.score', value: { kind: 'literal', value: 90 } }] }),
      step('tag', 'record.add_tag', { tags: ['Cold'] }),
    ],
    {
      name: 'Call good leads',
      edges: [
        { from: 'start', outcome: 'next', to: 'task' },
        { from: 'task', outcome: 'next', to: 'wait' },
        { from: 'wait', outcome: 'happened', to: 'raise' },
        { from: 'wait', outcome: 'timed_out', to: 'tag' },
      ],
    },
  );

async function drawn(wait = 2) {
  return (await acme.admin.ok(automations.createAutomation, { body: { definition: { ...called(wait) } } })).body;
}

const aLead = async (lastName: string): Promise<string> =>
  (await acme.admin.ok(createLead, { body: { firstName: 'Kim', lastName } })).body.id;

/** Answered a day after the task, as everybody in it. */
const answered = (ids: readonly string[], more: Partial<NewScenario> = {}): NewScenario => ({
  name: 'Answers on day 1',
  records: { ids: [...ids] },
  course: {
    startsAt: '2026-11-23T09:00:00Z',
    days: 30,
    seed: 1,
    reactions: [{ to: 'task', after: { amount: 1, unit: 'days' }, probability: 1, event: 'touch.logged' }],
  },
  expectations: [
    { kind: 'ended', record: null, status: 'succeeded' },
    { kind: 'step', record: ids[0] ?? null, step: 'tag', passed: false },
    { kind: 'tasks', record: null, atLeast: 1, atMost: 1 },
    { kind: 'messages', record: null, atLeast: null, atMost: 0 },
    { kind: 'field', record: null, field: 'score', value: 90 },
    { kind: 'total_ended', status: 'succeeded', atLeast: ids.length, atMost: null },
    { kind: 'total_outcome', step: 'wait', outcome: 'happened', atLeast: ids.length, atMost: ids.length },
  ],
  ...more,
});

async function runAll(id: string) {
  return (await acme.admin.ok(scenarios.runScenarios, { params: { id }, body: {} })).body;
}

describe('scenarios of an automation', () => {
  it('are saved, changed by one at a time, and deleted', async () => {
    const { id } = await drawn();
    const lead = await aLead('Saved');
    const { body: made } = await acme.admin.ok(scenarios.createScenario, { params: { id }, body: answered([lead]) });
    expect(made).toMatchObject({ name: 'Answers on day 1', required: false, records: { ids: [lead] }, version: 1 });
    await acme.admin.refused(scenarios.createScenario, 409, { params: { id }, body: answered([lead], { name: 'answers ON day 1' }) });
    const change = { params: { id: made.id }, body: { required: true, name: 'Required' }, version: 1 };
    const { body: changed } = await acme.admin.ok(scenarios.updateScenario, change);
    expect(changed).toMatchObject({ required: true, name: 'Required', version: 2, expectations: made.expectations });
    await acme.admin.refused(scenarios.updateScenario, 412, change);
    expect((await acme.admin.ok(scenarios.listScenarios, { params: { id } })).body.items).toEqual([changed]);
    await acme.admin.ok(scenarios.deleteScenario, { params: { id: made.id } });
    expect((await acme.admin.ok(scenarios.listScenarios, { params: { id } })).body.items).toEqual([]);
  });

  it('say of every expectation whether it was met, and for whom not', async () => {
    const { id } = await drawn();
    const [one, two] = [await aLead('One'), await aLead('Two')];
    await acme.admin.ok(scenarios.createScenario, { params: { id }, body: answered([one, two]) });
    const silent = answered([one, two], {
      name: 'Nobody answers',
      course: { startsAt: '2026-11-23T09:00:00Z', days: 30 },
      expectations: [
        { kind: 'step', record: two, step: 'tag', passed: false },
        { kind: 'field', record: null, field: 'score', value: 90 },
        { kind: 'step', record: null, step: 'gone', passed: true },
      ],
    });
    await acme.admin.ok(scenarios.createScenario, { params: { id }, body: silent });
    const { passed, failed, items } = await runAll(id);
    expect([passed, failed]).toEqual([1, 1]);
    expect(items[0]).toMatchObject({ passed: true, records: 2, gone: [], problem: null });
    expect(items[0]?.expectations.map((one) => one.met)).toEqual([true, true, true, true, true, true, true]);
    expect(items[1]?.expectations).toMatchObject([
      { met: false, missed: 1, misses: [{ code: 'otherwise', record: { id: two, name: 'Kim Two' }, actual: true }] },
      {
        met: false,
        missed: 2,
        why: expect.stringContaining('Expected that score of every record is 90 in the end, but for Kim One it is'),
      },
      { met: false, misses: [{ code: 'no_such_step', actual: 'gone' }] },
    ]);
    const { body } = await acme.admin.ok(scenarios.runScenarios, { params: { id }, body: { required: true } });
    expect(body).toEqual({ passed: 0, failed: 0, items: [] });
  });

  it('keep what came of them, with the instant and the version they were run on', async () => {
    const { id, version } = await drawn();
    const lead = await aLead('Kept');
    await acme.admin.ok(scenarios.createScenario, {
      params: { id },
      body: answered([lead], { course: { days: 9, seed: 1, reactions: [] } }),
    });
    await runAll(id);
    const read = async () => (await acme.admin.ok(scenarios.listScenarios, { params: { id } })).body.items[0]?.results;
    expect(await read()).toMatchObject([{ passed: false, version: null, by: 'Ada Admin', expected: 7 }]);
    await acme.admin.ok(automations.publishAutomation, { params: { id }, version, body: {} });
    await runAll(id);
    expect((await read())?.map((one) => one.version)).toEqual([1, 1]);
  });

  it('choose records by condition, and take what only one of them does', async () => {
    const { id } = await drawn();
    const [one] = [await aLead('Pick A'), await aLead('Pick B')];
    const matching = {
      kind: 'compare' as const,
      left: { kind: 'field' as const, path: 'lead.lastName' },
      operator: 'starts_with' as const,
      right: { kind: 'literal' as const, value: 'Pick' },
    };
    const body = answered([], {
      records: { matching, limit: 10 },
      course: {
        days: 9,
        reactions: [{ to: 'start', after: { amount: 1, unit: 'hours' }, probability: 1, event: 'touch.logged', only: one }],
      },
      expectations: [
        { kind: 'total_outcome', step: 'wait', outcome: 'happened', atLeast: 1, atMost: 1 },
        { kind: 'step', record: one, step: 'raise', passed: true },
      ],
    });
    await acme.admin.ok(scenarios.createScenario, { params: { id }, body });
    expect((await runAll(id)).items).toMatchObject([{ passed: true, records: 2 }]);
  });

  it('tell that a record is gone', async () => {
    const { id } = await drawn();
    const [stays, goes] = [await aLead('Stays'), await aLead('Goes')];
    const expectations: NewScenario['expectations'] = [
      { kind: 'ended', record: null, status: 'succeeded' },
      { kind: 'ended', record: goes, status: 'succeeded' },
    ];
    await acme.admin.ok(scenarios.createScenario, { params: { id }, body: answered([stays, goes], { expectations }) });
    await acme.admin.ok(scenarios.createScenario, { params: { id }, body: answered([goes], { name: 'Only one', expectations: [] }) });
    await acme.admin.ok(archiveLead, { params: { id: goes } });
    const { items } = await runAll(id);
    expect(items[0]).toMatchObject({ passed: false, records: 1, gone: [goes] });
    expect(items[0]?.expectations).toMatchObject([{ met: true }, { met: false, misses: [{ code: 'record_gone', record: { id: goes } }] }]);
    expect(items[1]).toMatchObject({ passed: false, problem: 'no_records', records: 0, gone: [goes] });
  });

  it('keep a draft that fails a required one from being published', async () => {
    const { id, version } = await drawn();
    const lead = await aLead('Required');
    await acme.admin.ok(scenarios.createScenario, {
      params: { id },
      body: answered([lead], { name: 'Optional', expectations: [{ kind: 'ended', record: null, status: 'failed' }] }),
    });
    await acme.admin.ok(scenarios.createScenario, { params: { id }, body: answered([lead], { required: true }) });
    await acme.admin.ok(automations.publishAutomation, { params: { id }, version });
    const published = (await acme.admin.ok(automations.getAutomation, { params: { id } })).body;
    // The answer comes after a day; half a day is too short.
    const shorter = { params: { id }, body: { definition: { ...called(0.5) } }, version: published.version };
    const { body: changed } = await acme.admin.ok(automations.updateAutomation, shorter);
    const refused = await acme.admin.refused(automations.publishAutomation, 422, { params: { id }, version: changed.version });
    expect(refused.body).toMatchObject({ code: 'scenario_failed', detail: 'The required scenario "Answers on day 1" does not pass.' });
    expect(refused.body.errors.length).toBeGreaterThan(1);
    expect(refused.body.errors[0]).toMatchObject({
      code: 'scenario_failed',
      detail: expect.stringContaining('Answers on day 1: Expected that'),
    });
    expect((await acme.admin.ok(automations.getAutomation, { params: { id } })).body.liveNumber).toBe(1);
  });

  it('are nobody else’s', async () => {
    const { id } = await drawn();
    const { body: made } = await acme.admin.ok(scenarios.createScenario, { params: { id }, body: answered([await aLead('Ours')]) });
    await other.admin.refused(scenarios.listScenarios, 404, { params: { id } });
    await other.admin.refused(scenarios.createScenario, 404, { params: { id }, body: answered([await aLead('Theirs')]) });
    await other.admin.refused(scenarios.updateScenario, 404, { params: { id: made.id }, body: { required: true }, version: 1 });
    await other.admin.refused(scenarios.deleteScenario, 404, { params: { id: made.id } });
    await other.admin.refused(scenarios.runScenarios, 404, { params: { id }, body: {} });
    const rep = await aPerson(api, acme, 'rep');
    await rep.client.refused(scenarios.createScenario, 403, { params: { id }, body: answered([await aLead('Reps')]) });
  });
});
