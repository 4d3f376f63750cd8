import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunActivities } from '../../../activities/runs/create-run-activities.ts';
import { checkEveryLiveness } from '../../../activities/maintenance/check-liveness.ts';
import * as automations from '../../../api/contracts/automations.ts';
import * as explain from '../../../api/contracts/explain.ts';
import { catchUpOfResume, impactOfPublish } from '../../../api/contracts/impact.ts';
import { createLead } from '../../../api/contracts/leads.ts';
import { getLiveness, setAlerts } from '../../../api/contracts/liveness.ts';
import * as operations from '../../../api/contracts/operations.ts';
import * as runs from '../../../api/contracts/runs.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import { relayRound } from '../../../workers/relay/relay.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
});
afterAll(() => api.stop());

const rest = (days: number) => step('rest', 'wait.duration', { duration: { amount: days, unit: 'days' } });
const task = step('task', 'record.create_task', { title: 'Call' });
const ifScored = (score: number) => ({
  filter: {
    kind: 'compare' as const,
    left: { kind: 'field' as const, path: 'lead.score' },
    operator: 'greater_than' as const,
    right: { kind: 'literal' as const, value: score },
  },
  key: 'record',
  reenroll: 'never' as const,
  whileActive: 'ignore' as const,
});

async function publish(what: AutomationDefinition) {
  const { body: draft } = await acme.admin.ok(automations.createAutomation, { body: { definition: { ...what } } });
  return (await acme.admin.ok(automations.publishAutomation, { params: { id: draft.id }, version: draft.version, body: {} })).body;
}

async function aLead(score: number) {
  const { body } = await acme.admin.ok(createLead, { body: { firstName: 'Zoe', lastName: 'Lead', source: 'web', score } });
  const log = { error: () => undefined, warn: () => undefined };
  while (await relayRound({ db: api.db, log }));
  return body;
}

async function firstSegment(automationId: string) {
  const { body } = await acme.admin.ok(runs.listRuns, { query: { automationId } });
  const [run] = body.items;
  if (run === undefined) throw new Error('there is no run');
  const { runSegment } = createRunActivities({ db: api.db, mailDomain: 'test.invalid' });
  await runSegment({ tenantId: acme.tenantId, runId: run.id, incarnation: 1, seq: 1, happened: { kind: 'look' } });
  return run.id;
}

describe('why not', () => {
  it('names the first rule that said no, with the values it saw then and sees now', async () => {
    const { id } = await publish(definition([task], { name: 'Only the best', enrollment: ifScored(50) }));
    const lead = await aLead(10);
    const { body } = await acme.admin.ok(explain.explainRecord, { params: { type: 'lead', id: lead.id } });
    const item = body.items.find((one) => one.automation.id === id);
    expect(item).toMatchObject({
      runs: [],
      last: {
        outcome: 'rejected',
        refusal: { rule: 'filter', details: { leaves: [{ left: 'lead.score', leftValue: 10, rightValue: 50, result: false }] } },
      },
      now: { enters: false, refusal: { rule: 'filter' } },
    });
  });

  it('is silent about records of others', async () => {
    const lead = await aLead(10);
    await other.admin.refused(explain.explainRecord, 404, { params: { type: 'lead', id: lead.id } });
  });
});

describe('why', () => {
  it('leads from a task to the run, the step, the version and the choices before it', async () => {
    const high = {
      kind: 'compare',
      left: { kind: 'field', path: 'lead.score' },
      operator: 'greater_than',
      right: { kind: 'literal', value: 50 },
    };
    const drawn = definition([step('if', 'flow.if', { condition: high }), task], {
      name: 'Call the best',
      edges: [
        { from: 'start', outcome: 'next', to: 'if' },
        { from: 'if', outcome: 'yes', to: 'task' },
      ],
    });
    const { id } = await publish(drawn);
    const lead = await aLead(80);
    const runId = await firstSegment(id);
    const made = await api.db.readTenant(asTenantId(acme.tenantId), async (trx) => {
      const found: { rows: { id: string; event: string }[] } = await trx.raw(
        `select t.id, e.id::text as event from tasks t join events e on e.subject_id = t.id and e.type = 'task.created' where t.created_by_run_id = ?`,
        [runId],
      );
      return found.rows[0];
    });
    for (const query of [
      { kind: 'task' as const, id: made?.id ?? '' },
      { kind: 'event' as const, id: made?.event ?? '' },
    ]) {
      const { body } = await acme.admin.ok(explain.explainEffect, { query });
      expect(body).toMatchObject({
        run: { id: runId, version: 1, record: { id: lead.id } },
        step: { step: 'task', number: 2 },
        because: [{ step: 'if', outcome: 'yes' }],
      });
    }
    const { body: foreign } = await other.admin.ok(explain.explainEffect, { query: { kind: 'task', id: made?.id ?? '' } });
    expect(foreign.run).toBeNull();
    for (const id of ['x', '1e9', "' or 1=1", '9'.repeat(40)]) {
      expect((await acme.admin.ok(explain.explainEffect, { query: { kind: 'event', id } })).body.run).toBeNull();
    }
  });
});

describe('before it is done', () => {
  it('publishing says where runs stand and what would be due at once', async () => {
    const live = await publish(definition([rest(3), task], { name: 'Waits' }));
    await aLead(1);
    const runId = await firstSegment(live.id);
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx.raw(
        `update runs set state = jsonb_set(state, '{waits,0,since}', to_jsonb(to_char(now() at time zone 'UTC' - interval '2 days', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) where id = ?`,
        [runId],
      ),
    );
    const { body: saved } = await acme.admin.ok(automations.updateAutomation, {
      params: { id: live.id },
      version: live.version,
      body: { definition: { ...definition([rest(1), task], { name: 'Waits' }) } },
    });
    const { body } = await acme.admin.ok(impactOfPublish, { params: { id: live.id }, body: {} });
    expect(body).toMatchObject({
      version: 2,
      rows: [{ version: 1, step: 'rest', runs: 1, held: 0, proposed: 'move', inNew: true }],
      result: { stay: 0, move: 1, exit: 0, dueNow: 1, lookedAt: 1 },
    });
    const stay = await acme.admin.ok(impactOfPublish, {
      params: { id: live.id },
      body: { runs: [{ version: 1, step: 'rest', choice: 'stay' }] },
    });
    expect(stay.body.result).toMatchObject({ stay: 1, move: 0, dueNow: 0 });
    await acme.admin.ok(automations.publishAutomation, {
      params: { id: live.id },
      version: saved.version,
      body: { runs: [{ version: 1, step: 'rest', choice: 'move' }] },
    });
    const { body: list } = await acme.admin.ok(operations.listOperations, { query: { automationId: live.id } });
    expect(list.items).toMatchObject([{ kind: 'publish', status: 'collecting', createdBy: { name: expect.any(String) } }]);
  });

  it('resuming says what is held at which step, and how many messages that may be', async () => {
    const drawn = definition([step('tell', 'message.in_app', { to: { kind: 'owner' }, text: 'Look' }), task], { name: 'Tells' });
    const { id } = await publish(drawn);
    await acme.admin.ok(automations.pauseAutomation, { params: { id } });
    await aLead(1);
    const { body } = await acme.admin.ok(catchUpOfResume, { params: { id } });
    expect(body).toMatchObject({ held: 1, messages: 1, steps: [{ step: 'tell', type: 'message.in_app', runs: 1, messages: 1 }] });
  });

  it('enrolling says who comes in, by the list that is shown', async () => {
    const { id } = await publish(
      definition([task], { name: 'By hand', trigger: { id: 'start', type: 'trigger.manual', config: {} }, enrollment: ifScored(90) }),
    );
    const [best, poor] = [await aLead(95), await aLead(1)];
    const matching = await acme.admin.ok(operations.previewEnrolment, { params: { id }, body: { selection: { kind: 'matching' } } });
    expect(matching.body).toMatchObject({ matching: 1, enters: 1, refused: [], items: [{ record: { id: best.id }, outcome: 'enrolled' }] });
    const chosen = await acme.admin.ok(operations.previewEnrolment, {
      params: { id },
      body: { selection: { kind: 'ids', ids: [best.id, poor.id] } },
    });
    expect(chosen.body).toMatchObject({ matching: 2, enters: 1, refused: [{ rule: 'filter', records: 1 }] });
  });
});

describe('liveness', () => {
  it('says what is wrong, tells the owner once, and again when it is wrong again', async () => {
    const { id } = await publish(definition([task], { name: 'Went silent' }));
    await acme.admin.ok(setAlerts, { params: { id }, body: { silentAfterHours: 2 } });
    const silent = (hours: number) =>
      api.db.withTenant(asTenantId(acme.tenantId), async (trx) => {
        await trx.raw(
          `insert into automation_stats (tenant_id, automation_id, last_matched_at) values (?, ?, now() - make_interval(hours => ?))
           on conflict (tenant_id, automation_id) do update set last_matched_at = excluded.last_matched_at`,
          [acme.tenantId, id, hours],
        );
        await trx.raw(`update automations set status_changed_at = now() - interval '30 days' where id = ?`, [id]);
        await trx.raw(`update automation_versions set published_at = now() - interval '30 days' where automation_id = ?`, [id]);
      });
    const told = async () => {
      await checkEveryLiveness(api.db);
      return api.db.readTenant(asTenantId(acme.tenantId), async (trx) => {
        const found: { rows: unknown[] } = await trx.raw(`select 1 from notifications where kind = 'automation.silent' and record_id = ?`, [
          id,
        ]);
        return found.rows.length;
      });
    };
    await silent(5);
    const { body } = await acme.admin.ok(getLiveness);
    expect(body.items.find((one) => one.automation.id === id)).toMatchObject({ alerts: [{ kind: 'silent' }], expectedEveryHours: 2 });
    expect([await told(), await told()]).toEqual([1, 1]);
    await silent(0);
    expect(await told()).toBe(1);
    await silent(7);
    expect(await told()).toBe(2);
  });
});
