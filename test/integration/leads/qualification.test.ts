import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '../../../api/contracts/activities.ts';
import * as leads from '../../../api/contracts/leads.ts';
import * as contract from '../../../api/contracts/qualification.ts';
import { listTasks } from '../../../api/contracts/tasks.ts';
import { defaultPolicy } from '../../../domain/leads/qualification-policy.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let rep: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
});
afterAll(() => api.stop());

let counter = 0;
const aLead = async (more: Record<string, unknown> = {}) => {
  counter += 1;
  return (await rep.client.ok(leads.createLead, { body: { firstName: 'Quinn', lastName: `No ${counter}`, ...more } })).body;
};
const touch = (id: string) =>
  rep.client.ok(activities.logActivity, {
    body: {
      type: 'call',
      outcome: 'connected',
      nextStep: 'Call again',
      nextStepDueAt: new Date(Date.now() + 86_400_000).toISOString(),
      records: [{ type: 'lead', id }],
    },
  });
const read = async (id: string) => (await rep.client.ok(contract.readQualification, { params: { id } })).body;
const write = async (id: string, body: contract.UpdateQualificationBody) =>
  (await rep.client.ok(contract.updateQualification, { params: { id }, body, version: (await read(id)).version })).body;
const become = async (id: string, body: leads.UpdateLeadBody) =>
  rep.client.ok(leads.updateLead, { params: { id }, body, version: (await read(id)).version });
const refusedStatus = async (id: string, body: leads.UpdateLeadBody) =>
  (await rep.client.refused(leads.updateLead, 422, { params: { id }, body, version: (await read(id)).version })).body;
const threeProven = {
  budget: { claim: 'yes', source: 'call' },
  problem: { claim: 'yes', source: 'meeting', note: 'Loses a day a week' },
  icpFit: { claim: 'partial', source: 'website' },
} as const;

describe('a lead that is to be qualified', () => {
  it('begins with six unknown factors and says what is missing and what comes next', async () => {
    const lead = await aLead();
    const seen = await read(lead.id);
    expect(seen.factors.map((one) => [one.factor, one.claim, one.source])).toEqual(
      ['budget', 'readiness', 'timeline', 'problem', 'economicBuyer', 'icpFit'].map((factor) => [factor, 'unknown', null]),
    );
    expect(seen).toMatchObject({ coverage: 0, minimumCoverage: 50, mayQualify: false, next: 'log_activity', weakest: 'budget' });
  });

  it('is refused with the exact code while evidence covers too little, and taken once it does', async () => {
    const lead = await aLead();
    await touch(lead.id);
    await write(lead.id, {
      factors: { budget: { claim: 'yes', source: 'call' }, problem: { claim: 'yes' }, timeline: { claim: 'no' } },
      notes: 'Wants to move in spring',
    });
    expect(await read(lead.id)).toMatchObject({ coverage: 16, next: 'add_evidence', status: 'contacted' });
    const refused = await refusedStatus(lead.id, { status: 'qualified' });
    expect(refused).toMatchObject({ code: 'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE', status: 422, coverage: 16, minimumCoverage: 50 });
    expect(refused.errors.map((one) => one.code)).toEqual(['LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE']);

    const covered = await write(lead.id, { factors: { problem: { source: 'email' }, timeline: { source: 'document' } } });
    expect(covered).toMatchObject({ coverage: 50, mayQualify: true, next: 'qualify' });
    const { body } = await become(lead.id, { status: 'qualified' });
    expect(body).toMatchObject({ status: 'qualified', evidenceCoverage: 50, qualificationNotes: 'Wants to move in spring' });
  });

  it('names touch, factors and notes by their own codes', async () => {
    const lead = await aLead();
    const refused = await refusedStatus(lead.id, { status: 'qualified' });
    expect(refused.errors.map((one) => one.code)).toEqual([
      'LEAD_STATUS_REQUIRES_ACTIVITY',
      'LEAD_STATUS_REQUIRES_FACTORS',
      'LEAD_STATUS_REQUIRES_NOTES',
      'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE',
    ]);
    await touch(lead.id);
    await write(lead.id, { factors: threeProven });
    const noted = await refusedStatus(lead.id, { status: 'qualified' });
    expect(noted).toMatchObject({
      code: 'validation_failed',
      errors: [{ code: 'LEAD_STATUS_REQUIRES_NOTES', pointer: '/qualificationNotes' }],
    });
    const { body } = await become(lead.id, { status: 'qualified', qualificationNotes: 'Notes come with the status' });
    expect(body.status).toBe('qualified');
  });

  it('is not created as qualified by a person', async () => {
    const { body } = await rep.client.refused(leads.createLead, 422, { body: { firstName: 'A', status: 'qualified' } });
    expect(body.errors.map((one) => one.code)).toContain('LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE');
  });
});

describe('claims and evidence', () => {
  it('are kept with who and when, told as one event, and forgotten when the claim is', async () => {
    const lead = await aLead();
    const seen = await write(lead.id, { factors: { budget: { claim: 'yes', source: 'call', note: ' Approved <b>50k</b> ' } } });
    expect(seen.factors[0]).toMatchObject({ claim: 'yes', source: 'call', note: 'Approved <b>50k</b>', recordedBy: { id: rep.id } });
    const { body } = await rep.client.ok(activities.leadTimeline, { params: { id: lead.id }, query: {} });
    expect(body.items[0]).toMatchObject({ type: 'lead.qualification_changed' });
    const forgotten = await write(lead.id, { factors: { budget: { claim: 'unknown' } } });
    expect(forgotten.factors[0]).toMatchObject({ claim: 'unknown', source: null, note: null });
    expect(forgotten.coverage).toBe(0);
  });

  it('are refused for what is unknown and from sources the factor does not allow', async () => {
    const lead = await aLead();
    const refuse = async (body: Record<string, unknown>) =>
      (
        await rep.client.refused(contract.updateQualification, 422, {
          params: { id: lead.id },
          body: body,
          version: (await read(lead.id)).version,
        })
      ).body;
    expect(await refuse({ factors: { budget: { source: 'call' } } })).toMatchObject({ errors: [{ pointer: '/factors/budget/source' }] });
    await refuse({ factors: { weather: { claim: 'yes' } } });
    await refuse({ factors: { budget: { claim: 'maybe' } } });
  });

  it('of two people at once are not lost: the second is told', async () => {
    const lead = await aLead();
    const { version } = await read(lead.id);
    const put = (claim: 'yes' | 'no') =>
      rep.client.raw('PATCH', `/v1/leads/${lead.id}/qualification`, {
        body: JSON.stringify({ factors: { budget: { claim } } }),
        headers: { 'content-type': 'application/json', 'if-match': `W/"${version}"` },
      });
    const answers = await Promise.all([put('yes'), put('no')]);
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 412]);
  });
});

describe('the status', () => {
  it('goes only where it may', async () => {
    const lead = await aLead({ status: 'contacted' });
    expect(await refusedStatus(lead.id, { status: 'new' })).toMatchObject({ errors: [{ code: 'lead_status_transition' }] });
    expect(await refusedStatus(lead.id, { status: 'converted' })).toMatchObject({ errors: [{ code: 'lead_status_by_conversion' }] });
    await become(lead.id, { status: 'disqualified', statusReason: 'No budget' });
    expect(await refusedStatus(lead.id, { status: 'qualified' })).toMatchObject({ errors: [{ code: 'lead_status_transition' }] });
    await become(lead.id, { status: 'new' });
  });

  it('nurture needs a date, and a task falls due on it', async () => {
    const lead = await aLead({ ownerUserId: rep.id });
    expect(await refusedStatus(lead.id, { status: 'nurture' })).toMatchObject({ errors: [{ pointer: '/followUpAt' }] });
    const followUpAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
    await become(lead.id, { status: 'nurture', followUpAt });
    const { body } = await rep.client.ok(listTasks, { query: { recordType: 'lead', recordId: lead.id } });
    expect(body.items).toMatchObject([{ kind: 'follow_up', dueAt: followUpAt, owner: { id: rep.id } }]);
  });
});

describe('the policy', () => {
  it('belongs to its tenant, is changed by admins only and with the version one has seen', async () => {
    const other = await aWorkspace(api);
    const { body: policy } = await other.admin.ok(contract.readQualificationPolicy, {});
    expect(policy).toMatchObject({ requireEvidence: true, minimumCoverage: 50, version: 0 });
    const { id: _, version: __, ...body } = policy;
    await rep.client.refused(contract.updateQualificationPolicy, 403, { body, version: 0 });
    const { body: changed } = await other.admin.ok(contract.updateQualificationPolicy, {
      body: { ...body, minimumCoverage: 80 },
      version: 0,
    });
    expect(changed).toMatchObject({ minimumCoverage: 80, version: 1 });
    await other.admin.refused(contract.updateQualificationPolicy, 412, { body, version: 0 });
    await other.admin.refused(contract.updateQualificationPolicy, 422, { body: { ...body, factors: body.factors.slice(1) }, version: 1 });
    expect((await acme.admin.ok(contract.readQualificationPolicy, {})).body.minimumCoverage).toBe(50);
  });

  it('decides what a rep may name as proof and how much is enough; coverage follows at once', async () => {
    const other = await aWorkspace(api);
    const client = other.admin;
    const lead = (await client.ok(leads.createLead, { body: { firstName: 'P' } })).body;
    const params = { id: lead.id };
    await client.ok(contract.updateQualification, { params, body: { factors: { budget: { claim: 'yes', source: 'call' } } }, version: 1 });
    const factors = defaultPolicy.factors.map((rule) => ({
      ...rule,
      requireEvidence: rule.factor === 'budget',
      sources: rule.factor === 'budget' ? (['document'] as const).slice() : [],
    }));
    await client.ok(contract.updateQualificationPolicy, { body: { ...defaultPolicy, factors }, version: 0 });
    const { body: seen } = await client.ok(contract.readQualification, { params });
    expect(seen).toMatchObject({ coverage: 100 });
    expect(seen.factors[0]).toMatchObject({ allowedSources: ['document'], requireEvidence: true });
    expect((await client.ok(leads.readLead, { params })).body.evidenceCoverage).toBe(100);
    const body = { factors: { budget: { claim: 'no', source: 'call' } } } as const;
    const refused = await client.refused(contract.updateQualification, 422, { params, body, version: seen.version });
    expect(refused.body.errors).toMatchObject([{ code: 'evidence_source_not_allowed' }]);
  });
});
