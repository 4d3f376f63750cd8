import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as deals from '../../../api/contracts/deals.ts';
import * as contract from '../../../api/contracts/decisions.ts';
import * as notifications from '../../../api/contracts/notifications.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';
import { aPolicy, aStep } from './lib.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let rep: Person;
let ben: Person;
let cleo: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
  ben = await aPerson(api, acme, 'manager');
  cleo = await aPerson(api, acme, 'manager');
  await acme.admin.ok(contract.createPolicy, {
    body: aPolicy({ name: 'Discount above 10 %', conditions: { discountAbove: 10, amountAbove: { minor: 10_000_000, currency: 'USD' } } }),
  });
});
afterAll(() => api.stop());

async function aDeal(more: object = {}) {
  return (await rep.client.ok(deals.createDeal, { body: { name: 'Orion 2027', amountMinor: 8_400_000, currency: 'USD', ...more } })).body;
}

/** A deal whose rep wants 18 % off; gives the decision. */
async function asked() {
  const deal = await aDeal();
  const params = { id: deal.id };
  const { body } = await rep.client.ok(deals.updateDeal, { params, version: deal.version, body: { discountPercent: 18, name: 'Orion' } });
  const { body: approval } = await rep.client.ok(contract.readDealApproval, { params });
  const decision = approval.pending;
  if (decision === null) throw new Error('nothing waits');
  return { deal: body, decision, params: { id: decision.id }, dealParams: params };
}

const readDeal = async (id: string) => (await rep.client.ok(deals.readDeal, { params: { id } })).body;

describe('a change that needs approval', () => {
  it('is held back, the rest is written, and the deal is locked until it is decided', async () => {
    const { deal, decision, dealParams } = await asked();
    expect(deal).toMatchObject({ name: 'Orion', discountPercent: null, locked: true });
    expect(decision).toMatchObject({
      title: 'Discount 18 % on Orion',
      status: 'pending',
      termsAfter: { discountPercent: 18 },
      requester: { id: rep.id },
      mayAnswer: false,
      mayRecall: true,
      policies: [{ name: 'Discount above 10 %' }],
    });
    expect(decision.waitsFor.map((user) => user.id).sort()).toEqual([ben.id, cleo.id].sort());
    const sentence = 'Deal is locked while approval is pending.';
    const refusals = [
      await rep.client.refused(deals.updateDeal, 423, { params: dealParams, version: deal.version, body: { name: 'X' } }),
      await acme.admin.refused(deals.moveDeal, 423, { params: dealParams, body: { stageId: deal.stageId } }),
      await acme.admin.refused(deals.closeDeal, 423, { params: dealParams, body: { status: 'won' } }),
      await acme.admin.refused(deals.archiveDeal, 423, { params: dealParams }),
      await rep.client.refused(contract.requestApproval, 423, { params: dealParams, body: {} }),
    ];
    expect(refusals.map(({ body }) => [body.code, body.detail])).toEqual(refusals.map(() => ['locked', sentence]));
  });

  it('takes effect with the approval, in the same answer, and tells whoever asked', async () => {
    const { decision, params, deal } = await asked();
    const { body } = await ben.client.ok(contract.approveDecision, { params, body: { note: 'Match the competitor.' } });
    expect(body).toMatchObject({ status: 'approved', effectState: 'done', waitsFor: [], mayAnswer: false });
    expect(body.actions.map((action) => action.kind)).toEqual(['requested', 'step_opened', 'approved', 'granted', 'performed']);
    expect(await readDeal(deal.id)).toMatchObject({ discountPercent: 18, locked: false });
    const { body: inbox } = await rep.client.ok(notifications.listNotifications);
    expect(inbox.items.find((item) => item.kind === 'decision.approved')?.data['decisionId']).toBe(decision.id);
    // What was approved is not asked again, what goes further is.
    const lower = await rep.client.ok(deals.updateDeal, {
      params: { id: deal.id },
      version: (await readDeal(deal.id)).version,
      body: { discountPercent: 15 },
    });
    expect(lower.body).toMatchObject({ discountPercent: 15, locked: false });
    const more = await rep.client.ok(deals.updateDeal, {
      params: { id: deal.id },
      version: lower.body.version,
      body: { discountPercent: 19 },
    });
    expect(more.body).toMatchObject({ discountPercent: 15, locked: true });
  });

  it('does not take effect when it is rejected, which needs a reason', async () => {
    const { params, deal } = await asked();
    await ben.client.refused(contract.rejectDecision, 422, { params, body: {} });
    const { body } = await ben.client.ok(contract.rejectDecision, { params, body: { note: 'Too much.' } });
    expect(body).toMatchObject({ status: 'rejected', effectState: null });
    expect(await readDeal(deal.id)).toMatchObject({ discountPercent: null, locked: false });
  });

  it('is held back on a new deal as well', async () => {
    const made = await aDeal({ amountMinor: 20_000_000, discountPercent: 5 });
    expect(made).toMatchObject({ amountMinor: 0, discountPercent: null, locked: true });
    const { body } = await ben.client.ok(contract.listDecisions, { query: { dealId: made.id } });
    const [decision] = body.items;
    await ben.client.ok(contract.approveDecision, { params: { id: decision?.id ?? '' }, body: {} });
    expect(await readDeal(made.id)).toMatchObject({ amountMinor: 20_000_000, discountPercent: 5, locked: false });
  });
});

describe('who may answer', () => {
  it('is not whoever asked, whatever their role', async () => {
    const deal = await aDeal();
    const params = { id: deal.id };
    await ben.client.ok(deals.updateDeal, { params, version: deal.version, body: { discountPercent: 30 } });
    const { body } = await ben.client.ok(contract.readDealApproval, { params });
    const id = body.pending?.id ?? '';
    expect(body.pending?.waitsFor.map((user) => user.id)).toEqual([cleo.id]);
    const refused = await ben.client.refused(contract.approveDecision, 403, { params: { id }, body: {} });
    expect(refused.body.detail).toBe('Nobody decides what they asked for themselves.');
    await cleo.client.refused(contract.delegateDecision, 422, { params: { id }, body: { userId: ben.id } });
    await cleo.client.ok(contract.approveDecision, { params: { id }, body: {} });
  });

  it('is whoever is asked, and nobody of another workspace even hears of it', async () => {
    const { params } = await asked();
    await rep.client.refused(contract.approveDecision, 403, { params, body: {} });
    await acme.admin.refused(contract.approveDecision, 403, { params, body: {} });
    await other.admin.refused(contract.approveDecision, 404, { params, body: {} });
    await other.admin.refused(contract.readDecision, 404, { params });
    expect((await other.admin.ok(contract.listDecisions, { query: { box: 'team' } })).body.items).toEqual([]);
  });

  it('is one of two who answer at once; the other is told who was faster', async () => {
    const { params, deal } = await asked();
    const answers = await Promise.all(
      [ben, cleo].map(({ client }, index) =>
        client.raw('POST', `/v1/decisions/${params.id}/${index === 0 ? 'approve' : 'reject'}`, {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ note: 'At once' }),
        }),
      ),
    );
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const { body } = await ben.client.ok(contract.readDecision, { params });
    expect(body.actions.filter((action) => ['granted', 'refused'].includes(action.kind))).toHaveLength(1);
    expect(await readDeal(deal.id)).toMatchObject({ locked: false, discountPercent: body.status === 'approved' ? 18 : null });
    const late = await cleo.client.refused(contract.approveDecision, 409, { params, body: {} });
    expect(late.body.detail).toMatch(/^This was already (approved|rejected) by Person \d+\.$/);
  });
});

describe('on the way', () => {
  it('whoever asked may withdraw, and nobody else', async () => {
    const { params, deal } = await asked();
    await ben.client.refused(contract.recallDecision, 403, { params, body: {} });
    const { body } = await rep.client.ok(contract.recallDecision, { params, body: { note: 'Not needed' } });
    expect(body.status).toBe('cancelled');
    expect(await readDeal(deal.id)).toMatchObject({ locked: false, discountPercent: null });
    await rep.client.refused(contract.recallDecision, 409, { params, body: {} });
  });

  it('an approver asks for more: the clocks stand still until there is an answer', async () => {
    const { params } = await asked();
    await rep.client.refused(contract.giveInfo, 422, { params, body: { note: '  ' } });
    const { body: waiting } = await ben.client.ok(contract.requestInfo, { params, body: { note: 'Which competitor?' } });
    expect(waiting).toMatchObject({ status: 'info_requested', sla: null });
    await cleo.client.refused(contract.requestInfo, 409, { params, body: { note: 'Me too' } });
    await cleo.client.refused(contract.giveInfo, 403, { params, body: { note: 'I know' } });
    const { body } = await rep.client.ok(contract.giveInfo, { params, body: { note: 'Nova Ltd <b>"`' } });
    expect(body.status).toBe('pending');
    expect(body.actions.at(-1)).toMatchObject({ kind: 'info_given', note: 'Nova Ltd <b>"`', by: { id: rep.id } });
    expect(new Date(body.dueAt ?? 0).getTime()).toBeGreaterThanOrEqual(new Date(waiting.dueAt ?? 0).getTime());
  });

  it('an approver hands it on to a colleague who may decide', async () => {
    const { params } = await asked();
    await ben.client.refused(contract.delegateDecision, 422, { params, body: { userId: rep.id } });
    const { body } = await ben.client.ok(contract.delegateDecision, { params, body: { userId: acme.userId } });
    expect(body.waitsFor.map((user) => user.id).sort()).toEqual([acme.userId, cleo.id].sort());
    await ben.client.refused(contract.approveDecision, 403, { params, body: {} });
    expect((await acme.admin.ok(contract.approveDecision, { params, body: {} })).body.status).toBe('approved');
  });

  it('boxes and counts tell what waits for whom', async () => {
    const { decision } = await asked();
    const has = async (person: Person, box: (typeof contract.boxes)[number]) =>
      (await person.client.ok(contract.listDecisions, { query: { box } })).body.items.some((item) => item.id === decision.id);
    expect(await has(ben, 'mine')).toBe(true);
    expect(await has(rep, 'mine')).toBe(false);
    expect(await has(rep, 'requested')).toBe(true);
    expect(await has(ben, 'attention')).toBe(false);
    const { body } = await ben.client.ok(contract.decisionCounts);
    expect(body.mine).toBeGreaterThan(0);
    await ben.client.ok(contract.approveDecision, { params: { id: decision.id }, body: {} });
    expect(await has(ben, 'mine')).toBe(false);
    expect(await has(ben, 'completed')).toBe(true);
  });

  it('several steps open one after the other', async () => {
    const { body: policy } = await acme.admin.ok(contract.createPolicy, {
      body: aPolicy({
        name: 'Flagged',
        conditions: { flagged: true },
        steps: [
          aStep({ name: 'Both managers', quorum: { kind: 'all' } }),
          aStep({ name: 'Admin', approver: { kind: 'role', role: 'admin' } }),
          aStep({ name: 'Large only', parallel: true, threshold: { amountAbove: { minor: 50_000_000, currency: 'USD' } } }),
        ],
      }),
    });
    const deal = await aDeal();
    await rep.client.ok(deals.updateDeal, { params: { id: deal.id }, version: deal.version, body: { flagged: true } });
    const { body } = await rep.client.ok(contract.readDealApproval, { params: { id: deal.id } });
    const params = { id: body.pending?.id ?? '' };
    expect(body.pending?.steps.map(({ name, status, needed }) => [name, status, needed])).toEqual([
      ['Both managers', 'pending', 2],
      ['Admin', 'queued', 0],
    ]);
    await acme.admin.refused(contract.approveDecision, 403, { params, body: {} });
    await ben.client.ok(contract.approveDecision, { params, body: {} });
    await ben.client.refused(contract.approveDecision, 409, { params, body: {} });
    const second = await cleo.client.ok(contract.approveDecision, { params, body: {} });
    expect(second.body.steps.map((step) => step.status)).toEqual(['approved', 'pending']);
    expect(await readDeal(deal.id)).toMatchObject({ flagged: false, locked: true });
    await acme.admin.ok(contract.approveDecision, { params, body: {} });
    expect(await readDeal(deal.id)).toMatchObject({ flagged: true, locked: false });
    await acme.admin.ok(contract.removePolicy, { params: { id: policy.id } });
  });
});
