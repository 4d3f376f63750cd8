import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunActivities } from '../../../activities/runs/create-run-activities.ts';
import * as registry from '../../../api/contracts/automation-registry.ts';
import * as automations from '../../../api/contracts/automations.ts';
import { createLead, updateLead } from '../../../api/contracts/leads.ts';
import * as runs from '../../../api/contracts/runs.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { triggerTypes } from '../../../domain/automation/nodes/node-types.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { relayRound } from '../../../workers/relay/relay.ts';
import { recipeNames } from '../../../templates/automations/recipes.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

type EnrolmentPage = z.infer<typeof automations.listEnrolments.response>;

let api: TestApi;
let acme: Workspace;
let other: Workspace;

beforeAll(async () => {
  api = await startApi({ config: { temporalUiUrl: 'http://temporal.test/namespaces/cadenza' } });
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
});
afterAll(() => api.stop());

const drawn = (name: string, overrides: Partial<AutomationDefinition> = {}) =>
  definition(
    [
      step('tag', 'record.add_tag'),
      step('if', 'flow.if'),
      step('wait', 'wait.for_event', { timeout: { amount: 2, unit: 'hours' } }),
      step('task', 'record.create_task'),
    ],
    { name, ...overrides },
  );

/** As JSON, as a caller sends it. */
const given = (name: string) => ({ ...drawn(name) });

async function create(what: AutomationDefinition, workspace = acme) {
  const { body } = await workspace.admin.ok(automations.createAutomation, { body: { definition: { ...what } } });
  return body;
}

async function publish(what: AutomationDefinition) {
  const draft = await create(what);
  const { body } = await acme.admin.ok(automations.publishAutomation, { params: { id: draft.id }, version: draft.version });
  return body;
}

async function aLead(fields: { firstName?: string; score?: number } = {}) {
  const { body } = await acme.admin.ok(createLead, {
    body: { firstName: 'Zoe', lastName: `Lead ${newId().slice(-6)}`, source: 'web', ...fields },
  });
  return body;
}

/** Relays what was committed, and executes a run's next segment as its workflow would. */
async function relay(): Promise<void> {
  const log = { error: () => undefined, warn: () => undefined };
  while (await relayRound({ db: api.db, log }));
}

async function segment(runId: string, seq = 1): Promise<void> {
  const { runSegment } = createRunActivities({ db: api.db, mailDomain: 'test.invalid' });
  await api.db.withTenant(asTenantId(acme.tenantId), (trx) => trx.raw(`update runs set shell = 'own' where id = ?`, [runId]));
  await runSegment({ tenantId: acme.tenantId, runId, incarnation: 1, seq, happened: { kind: 'look' } });
}

describe('a draft', () => {
  it('is kept as it is drawn, with its ETag, and found in the list', async () => {
    const { body, headers } = await acme.admin.ok(automations.createAutomation, { body: { definition: given('Kept') } });
    expect(body).toMatchObject({
      name: 'Kept',
      status: 'draft',
      liveNumber: null,
      health: 'ok',
      draft: drawn('Kept'),
      live: null,
      updatedBy: { name: 'Ada Admin' },
    });
    expect(headers.get('etag')).toBe('W/"1"');
    expect(headers.get('location')).toBe(`/v1/automations/${body.id}`);
    const { body: list } = await acme.admin.ok(automations.listAutomations, { query: { q: 'kept', status: 'draft,active' } });
    expect(list.items.map((one) => one.id)).toEqual([body.id]);
    expect(list.items[0]?.days).toHaveLength(7);
  });

  it('is changed by whoever saw it last; the loser of a race sees what is there now', async () => {
    const { id, version } = await create(drawn('Race'));
    const { body } = await acme.admin.ok(automations.updateAutomation, {
      params: { id },
      version,
      body: { definition: given('Race won') },
    });
    expect(body).toMatchObject({ name: 'Race won', version: version + 1 });
    const lost = await acme.admin.refused(automations.updateAutomation, 412, {
      params: { id },
      version,
      body: { definition: given('Race lost') },
    });
    expect(lost.body).toMatchObject({ current: { name: 'Race won' } });
  });

  it('may be broken; compiling says where, publishing refuses it', async () => {
    const broken = {
      ...drawn('Broken'),
      nodes: [step('a', 'wait.for_event', { timeout: null }), { id: 'b', type: 'record.teleport', config: {} }],
    } as never;
    const { body: draft } = await acme.admin.ok(automations.createAutomation, { body: { definition: broken } });
    const { body: compiled } = await acme.admin.ok(automations.compileAutomation, { params: { id: draft.id } });
    expect(compiled).toMatchObject({ publishable: false, planHash: null });
    expect(compiled.diagnostics).toMatchObject([{ code: 'AUT-004', severity: 'error', nodeId: 'b', pointer: '/nodes/1/type' }]);
    const refused = await acme.admin.refused(automations.publishAutomation, 422, { params: { id: draft.id }, version: draft.version });
    expect(refused.body).toMatchObject({ code: 'plan_has_problems', errors: [{ code: 'AUT-004', nodeId: 'b', pointer: '/nodes/1/type' }] });
  });

  it('is checked against the tenant without being kept', async () => {
    const withTeam = definition([step('assign', 'record.assign', { pool: { kind: 'team', teamId: newId() } })]);
    const { body } = await acme.admin.ok(automations.compileDefinition, { body: { definition: { ...withTeam } as never } });
    expect(body.diagnostics.map((one) => one.code)).toEqual(['AUT-213']);
    for (const junk of [null, 7, [], { nodes: 'x' }, { schemaVersion: 99 }]) {
      const { body: answer } = await acme.admin.ok(automations.compileDefinition, { body: { definition: junk } });
      expect(answer.publishable).toBe(false);
      expect(answer.diagnostics.length).toBeGreaterThan(0);
    }
  });

  it('is nothing to another tenant, and nothing to write for a rep', async () => {
    const { id, version } = await create(drawn('Private'));
    await other.admin.refused(automations.getAutomation, 404, { params: { id } });
    await other.admin.refused(automations.publishAutomation, 404, { params: { id }, version });
    const rep = await aPerson(api, acme, 'rep');
    await rep.client.ok(automations.getAutomation, { params: { id } });
    await rep.client.refused(automations.updateAutomation, 403, { params: { id }, version, body: { definition: given('Mine') } });
  });
});

describe('a published automation', () => {
  it('has versions, and shows that its draft has changed since', async () => {
    const live = await publish(drawn('Versions'));
    expect(live).toMatchObject({ status: 'active', liveNumber: 1, draftChanged: false, live: drawn('Versions') });
    const params = { id: live.id };
    const { body: changed } = await acme.admin.ok(automations.updateAutomation, {
      params,
      version: live.version,
      body: { definition: given('Versions 2') },
    });
    expect(changed).toMatchObject({ draftChanged: true, health: 'draft_changed', liveNumber: 1 });
    const { body: second } = await acme.admin.ok(automations.publishAutomation, { params, version: changed.version });
    expect(second).toMatchObject({ liveNumber: 2, draftChanged: false });
    const { body: versions } = await acme.admin.ok(automations.listVersions, { params, query: { limit: 1 } });
    expect(versions.items).toMatchObject([{ number: 2, live: true, publishedBy: { name: 'Ada Admin' }, waiting: 0 }]);
    const { body: older } = await acme.admin.ok(automations.listVersions, { params, query: { cursor: versions.next ?? '' } });
    expect(older).toMatchObject({ items: [{ number: 1, live: false }], next: null });
    const { body: first } = await acme.admin.ok(automations.getVersion, { params: { ...params, number: '1' } });
    expect(first.definition).toEqual(drawn('Versions'));
    await acme.admin.refused(automations.getVersion, 404, { params: { ...params, number: '9' } });
  });

  it('is published once however often the same request comes', async () => {
    const draft = await create(drawn('Twice'));
    const call = { params: { id: draft.id }, version: draft.version, key: `publish-${draft.id}` };
    const { body: first } = await acme.admin.ok(automations.publishAutomation, call);
    const { body: again, headers } = await acme.admin.ok(automations.publishAutomation, call);
    expect(again).toEqual(first);
    expect(headers.get('idempotent-replayed')).toBe('true');
    await acme.admin.refused(automations.publishAutomation, 412, { params: { id: draft.id }, version: draft.version });
  });

  it('is paused, resumed and archived, and says so where it cannot', async () => {
    const { id } = await publish(drawn('On and off'));
    const params = { id };
    await acme.admin.refused(automations.resumeAutomation, 409, { params, body: {} });
    const { body: paused } = await acme.admin.ok(automations.pauseAutomation, { params });
    expect(paused).toMatchObject({ status: 'paused', pausedBy: { name: 'Ada Admin' } });
    expect(paused.pausedAt).not.toBeNull();
    const { body: active } = await acme.admin.ok(automations.resumeAutomation, { params, body: { catchUp: 'skip' } });
    expect(active).toMatchObject({ status: 'active', pausedAt: null });
    const { body: archived } = await acme.admin.ok(automations.archiveAutomation, { params });
    expect(archived.status).toBe('archived');
    await acme.admin.refused(automations.publishAutomation, 409, { params, version: archived.version });
  });
});

describe('enrolment', () => {
  it('by event and by hand: who came in, who did not, and why', async () => {
    const filter = {
      kind: 'compare',
      left: { kind: 'field', path: 'lead.score' },
      operator: 'greater_than',
      right: { kind: 'literal', value: 50 },
    } as const;
    const { id } = await publish(drawn('Filtered', { enrollment: { filter, key: 'record', reenroll: 'never', whileActive: 'ignore' } }));
    const hot = await aLead({ firstName: 'Hot', score: 80 });
    const cold = await aLead({ firstName: 'Cold', score: 10 });
    await relay();
    const { body: all } = await acme.admin.ok(automations.listEnrolments, { params: { id } });
    expect(Object.fromEntries(all.items.map((one) => [one.record?.id, `${one.outcome} ${one.rule}`]))).toEqual({
      [cold.id]: 'rejected filter',
      [hot.id]: 'enrolled null',
    });
    const { body: rejected } = await acme.admin.ok(automations.listEnrolments, {
      params: { id },
      query: { outcome: 'rejected', subjectId: cold.id },
    });
    expect(rejected.items).toMatchObject([
      { detail: 'The record does not meet the enrolment filter.', details: { leaves: [{ leftValue: 10, rightValue: 50, result: false }] } },
    ]);
    const { body: byHand } = await acme.admin.ok(automations.enrolRecords, {
      params: { id },
      body: { recordIds: [hot.id, cold.id, newId()] },
    });
    expect(byHand.items.map((one) => one.rule)).toEqual(['active', 'filter', 'record_gone']);
    const { body: one } = await acme.admin.ok(automations.getAutomation, { params: { id } });
    expect(one.counts).toMatchObject({ queued: 1, enrolled7d: 1 });
    expect(one.days.at(-1)).toBe(1);
    expect(one.lastMatchAt).not.toBeNull();
  });

  it('pages through many without losing or repeating any', async () => {
    const { id } = await publish(drawn('Many'));
    const leads = await Promise.all(Array.from({ length: 7 }, () => aLead()));
    await relay();
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: EnrolmentPage } = await acme.admin.ok(automations.listEnrolments, {
        params: { id },
        query: { limit: 3, ...(cursor === '' ? {} : { cursor }) },
      });
      seen.push(...body.items.map((item) => item.record?.id ?? ''));
      cursor = body.next;
    }
    expect(seen.sort()).toEqual(leads.map((lead) => lead.id).sort());
  });
});

describe('a run', () => {
  it('tells what it did, what it looked at, what it waits for and where it is in Temporal', async () => {
    const { id: automationId } = await publish(drawn('Told', { trigger: { id: 'start', type: 'trigger.manual', config: {} } }));
    const lead = await aLead({ firstName: 'Told', score: 90 });
    const { body: enrolled } = await acme.admin.ok(automations.enrolRecords, {
      params: { id: automationId },
      body: { recordIds: [lead.id] },
    });
    const runId = enrolled.items[0]?.runId ?? '';
    await segment(runId);
    const { body: run } = await acme.admin.ok(runs.getRun, { params: { id: runId } });
    expect(run).toMatchObject({
      status: 'waiting',
      automation: { id: automationId, name: 'Told' },
      record: { type: 'lead', id: lead.id, name: expect.stringContaining('Told') },
      source: 'api',
      waitsFor: 'Wait for touch.logged, at most 2 hours',
      steps: [
        { step: 'tag', number: 1, status: 'done', outcome: 'next' },
        { step: 'if', number: 2, outcome: 'yes', evaluation: { result: true, leaves: [{ leftValue: 90, rightValue: 50 }] } },
        { step: 'wait', number: 3, status: 'waiting' },
      ],
      waits: [{ step: 'wait', kind: 'wait', events: ['touch.logged'] }],
      workflowId: `automation/${acme.tenantId}/${automationId}/${runId}/1`,
    });
    expect(run.temporalUrl).toBe(`http://temporal.test/namespaces/cadenza/workflows/${encodeURIComponent(run.workflowId ?? '')}`);
    expect(run.definition).toMatchObject({ name: 'Told' });
    await other.admin.refused(runs.getRun, 404, { params: { id: runId } });
  });

  it('is found by automation, status, record and the step at which it stands', async () => {
    const { id: automationId } = await publish(drawn('Found', { trigger: { id: 'start', type: 'trigger.manual', config: {} } }));
    const [first, second] = [await aLead({ score: 90 }), await aLead({ score: 90 })];
    const { body } = await acme.admin.ok(automations.enrolRecords, {
      params: { id: automationId },
      body: { recordIds: [first.id, second.id] },
    });
    await segment(body.items[0]?.runId ?? '');
    const find = async (query: Record<string, string>) =>
      (await acme.admin.ok(runs.listRuns, { query })).body.items.map((run) => run.record.id);
    expect(await find({ automationId, status: 'waiting' })).toEqual([first.id]);
    expect((await find({ automationId, status: 'queued,waiting' })).sort()).toEqual([first.id, second.id].sort());
    expect(await find({ automationId, step: 'wait' })).toEqual([first.id]);
    // A queued run has not begun: it stands nowhere yet.
    expect(await find({ automationId, step: 'tag' })).toEqual([]);
    expect(await find({ subjectType: 'lead', subjectId: second.id })).toEqual([second.id]);
    await acme.admin.refused(runs.listRuns, 422, { query: { subjectId: 'x' } });
  });

  it('is cancelled, and tells why it ended', async () => {
    const { id: automationId } = await publish(drawn('Cancelled', { trigger: { id: 'start', type: 'trigger.manual', config: {} } }));
    const lead = await aLead();
    const { body } = await acme.admin.ok(automations.enrolRecords, { params: { id: automationId }, body: { recordIds: [lead.id] } });
    const params = { id: body.items[0]?.runId ?? '' };
    await acme.admin.refused(runs.retryRun, 409, { params });
    const { body: run } = await acme.admin.ok(runs.cancelRun, { params, body: { reason: 'The customer called.' } });
    expect(run).toMatchObject({ status: 'cancelled', reason: 'The customer called.' });
    await acme.admin.refused(runs.cancelRun, 409, { params, body: {} });
  });

  it('is held while the automation is paused and goes on when it is resumed', async () => {
    const { id } = await publish(drawn('Held', { enrollment: { filter: null, key: 'record', reenroll: 'never', whileActive: 'ignore' } }));
    await acme.admin.ok(automations.pauseAutomation, { params: { id } });
    const lead = await aLead();
    await relay();
    const status = async () =>
      (await acme.admin.ok(runs.listRuns, { query: { automationId: id, subjectId: lead.id } })).body.items[0]?.status;
    expect(await status()).toBe('held');
    await acme.admin.ok(automations.resumeAutomation, { params: { id }, body: {} });
    await expect.poll(status, { timeout: 10_000 }).not.toBe('held');
  });
});

describe('what a builder needs to know', () => {
  it('every type with its schema, outcomes and an example', async () => {
    const { body } = await acme.admin.ok(registry.getNodeTypes);
    expect(body.nodes.find((node) => node.type === 'wait.for_event')).toMatchObject({
      category: 'wait',
      outcomes: [
        { name: 'happened', optional: false },
        { name: 'timed_out', optional: false },
      ],
      schema: { type: 'object', required: ['events'] },
    });
    expect(body.triggers.map((trigger) => trigger.type)).toEqual([...triggerTypes]);
    expect(body.events).toContain('touch.logged');
  });

  it('starters that can be saved as they are, and say what is left to choose', async () => {
    const { body } = await acme.admin.ok(registry.listStarterAutomations);
    expect(body.items.map((one) => one.name)).toEqual([...recipeNames]);
    expect(body.items.length).toBeGreaterThanOrEqual(12);
    for (const one of body.items) {
      const { body: made } = await acme.admin.ok(automations.createAutomation, {
        body: { definition: { ...one.definition, name: one.title, subject: one.subject } },
      });
      expect(made).toMatchObject({ name: one.title, subject: one.subject, status: 'draft' });
    }
  });

  it('every field, related ones and the tenant’s own', async () => {
    const { body } = await acme.admin.ok(registry.getFieldCatalogue, { params: { subject: 'deal' } });
    const byPath = new Map(body.fields.map((field) => [field.path, field]));
    expect(byPath.get('deal.amountMinor')).toMatchObject({ type: 'currency', always: true, writable: true });
    expect(byPath.get('deal.contact.email')).toMatchObject({ always: false, writable: false });
    expect(byPath.get('deal.contact.company.name')).toBeDefined();
    expect(byPath.get('deal.status')?.options.map((option) => option.value)).toContain('won');
  });
});

it('leads are changed by the API and start what listens to that', async () => {
  const trigger = {
    id: 'start',
    type: 'trigger.event',
    config: { events: ['lead.updated'], changes: [{ field: 'lead.score', to: 77 }] },
  } as const;
  const { id } = await publish(drawn('Scored', { trigger }));
  const lead = await aLead();
  const { body: updated } = await acme.admin.ok(updateLead, {
    params: { id: lead.id },
    version: lead.version,
    body: { firstName: 'Other' },
  });
  await acme.admin.ok(updateLead, { params: { id: lead.id }, version: updated.version, body: { score: 77 } });
  await relay();
  const { body } = await acme.admin.ok(automations.listEnrolments, { params: { id } });
  expect(body.items.map((one) => [one.record?.id, one.outcome])).toEqual([[lead.id, 'enrolled']]);
});
