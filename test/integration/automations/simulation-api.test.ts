import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as automations from '../../../api/contracts/automations.ts';
import { createLead } from '../../../api/contracts/leads.ts';
import { simulateAutomation } from '../../../api/contracts/simulations.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;

beforeAll(async () => {
  api = await startApi();
  [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
});
afterAll(() => api.stop());

const scored = (wait: number) =>
  definition(
    [
      step('if', 'flow.if', {
        condition: {
          kind: 'compare',
          left: { kind: 'field', path: 'lead.score' },
          operator: 'greater_than',
          right: { kind: 'literal', value: 50 },
        },
      }),
      step('task', 'record.create_task', { title: 'Call {{default lead.firstName "them"}}', due: null, assignee: { kind: 'owner' } }),
      step('wait', 'wait.for_event', { events: ['touch.logged'], timeout: { amount: wait, unit: 'days' }, since: null, filter: null }),
      step('tag', 'record.add_tag', { tags: ['Cold'] }),
    ],
    {
      name: 'Call good leads',
      edges: [
        { from: 'start', outcome: 'next', to: 'if' },
        { from: 'if', outcome: 'yes', to: 'task' },
        { from: 'task', outcome: 'next', to: 'wait' },
        { from: 'wait', outcome: 'timed_out', to: 'tag' },
      ],
    },
  );

async function drawn(what = scored(2)) {
  const { body } = await acme.admin.ok(automations.createAutomation, { body: { definition: { ...what } } });
  return body;
}

async function aLead(score: number, workspace = acme): Promise<string> {
  const { body } = await workspace.admin.ok(createLead, { body: { firstName: 'Kim', lastName: `Lead ${score}`, score } });
  return body.id;
}

describe('simulating a draft', () => {
  it('runs it for real records on a virtual clock and changes nothing', async () => {
    const { id } = await drawn();
    const [good, poor] = [await aLead(80), await aLead(10)];
    const scenario = { startsAt: '2026-11-23T09:00:00.000Z', days: 30, seed: 3, reactions: [] };
    const { body } = await acme.admin.ok(simulateAutomation, { params: { id }, body: { records: { ids: [good, poor] }, scenario } });
    expect(body.records).toBe(2);
    expect(body.runs.map(({ name, status, tasks, endedAt }) => ({ name, status, tasks, endedAt }))).toEqual([
      { name: 'Kim Lead 80', status: 'succeeded', tasks: 1, endedAt: '2026-11-25T09:00:00.000Z' },
      { name: 'Kim Lead 10', status: 'succeeded', tasks: 0, endedAt: '2026-11-23T09:00:00.000Z' },
    ]);
    expect(body.totals.outcomes).toMatchObject({ if: { yes: 1, no: 1 }, wait: { timed_out: 1 }, tag: { next: 1 } });
    const written = await api.db.readTenant(asTenantId(acme.tenantId), async (trx) => {
      const result: { rows: unknown[] } = await trx.raw(
        'select 1 from tasks union all select 1 from record_tags union all select 1 from runs',
      );
      return result.rows;
    });
    expect(written).toEqual([]);
  });

  it('shows the live version beside it', async () => {
    const { id, version } = await drawn();
    await acme.admin.ok(automations.publishAutomation, { params: { id }, version });
    const published = (await acme.admin.ok(automations.getAutomation, { params: { id } })).body;
    await acme.admin.ok(automations.updateAutomation, {
      params: { id },
      body: { definition: { ...scored(9) } },
      version: published.version,
    });
    await aLead(90);
    const body = {
      records: { newest: 1 },
      compareWithLive: true,
      scenario: {
        days: 30,
        reactions: [{ to: 'task' as const, after: { amount: 5, unit: 'days' as const }, probability: 1, event: 'touch.logged' as const }],
      },
    };
    const answer = (await acme.admin.ok(simulateAutomation, { params: { id }, body })).body;
    expect(answer.totals.outcomes['wait']).toEqual({ happened: 1 });
    expect(answer.live?.outcomes['wait']).toEqual({ timed_out: 1 });
    expect(answer.live?.notReached).toEqual([]);
    expect(answer.totals.notReached).toEqual(['tag']);
  });

  it('carries out the live automations that its steps run', async () => {
    const inner = definition([step('note', 'record.log_activity', { type: 'note', subject: 'Inside' })], {
      name: 'Inner',
      trigger: { id: 'start', type: 'trigger.manual', config: {} },
    });
    const child = await drawn(inner);
    await acme.admin.ok(automations.publishAutomation, { params: { id: child.id }, version: child.version });
    const wait = { amount: 1, unit: 'days' };
    const steps = [step('run', 'flow.run_automation', { automationId: child.id, wait }), step('tag', 'record.add_tag', { tags: ['Done'] })];
    const outer = await drawn(definition(steps, { name: 'Outer' }));
    const records = { ids: [await aLead(5)] };
    const { body } = await acme.admin.ok(simulateAutomation, { params: { id: outer.id }, body: { records, scenario: { days: 5 } } });
    expect(body.runs[0]?.timeline.map(({ automation, step: id, outcome }) => [automation ?? null, id, outcome])).toEqual([
      [null, 'run', null],
      ['Inner', 'note', 'next'],
      ['Inner', null, 'succeeded'],
      [null, 'run', 'finished'],
      [null, 'tag', 'next'],
      [null, null, 'succeeded'],
    ]);
    expect(body.totals.outcomes).toEqual({ run: { finished: 1 }, tag: { next: 1 } });
  });

  it('says what is wrong with a draft that does not compile, and knows no records of others', async () => {
    const { id } = await drawn();
    const bad = await drawn(definition([step('task', 'record.create_task', { title: '' })]));
    const refused = await acme.admin.refused(simulateAutomation, 422, {
      params: { id: bad.id },
      body: { records: { newest: 5 }, scenario: {} },
    });
    expect(refused.body).toMatchObject({ code: 'plan_has_problems' });
    const foreign = await aLead(99, other);
    const { body } = await acme.admin.ok(simulateAutomation, { params: { id }, body: { records: { ids: [foreign] }, scenario: {} } });
    expect(body.records).toBe(0);
    await other.admin.refused(simulateAutomation, 404, { params: { id }, body: { records: { newest: 5 }, scenario: {} } });
  });
});
