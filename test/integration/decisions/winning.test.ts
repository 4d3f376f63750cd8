import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as audit from '../../../api/contracts/audit.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as contract from '../../../api/contracts/decisions.ts';
import * as pipelines from '../../../api/contracts/pipelines.ts';
import { answerDecision } from '../../../commands/decisions/answer-decision.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { updateDeal } from '../../../commands/deals/update-deal.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';
import { aPolicy, aStep } from './lib.ts';

let api: TestApi;
let acme: Workspace;
let rep: Person;
let ben: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
  ben = await aPerson(api, acme, 'manager');
});
afterAll(() => api.stop());

const aDeal = async (more: object = {}) =>
  (await rep.client.ok(deals.createDeal, { body: { name: 'Orion', amountMinor: 5_000_000, currency: 'USD', ...more } })).body;
const read = async (id: string) => (await rep.client.ok(deals.readDeal, { params: { id } })).body;
const pendingOf = async (id: string) => (await rep.client.ok(contract.readDealApproval, { params: { id } })).body.pending;
const approve = async (id: string) =>
  (await ben.client.ok(contract.approveDecision, { params: { id: (await pendingOf(id))?.id ?? '' }, body: {} })).body;

describe('winning', () => {
  it('asks where a policy wants it, by closing and by moving alike, and happens with the approval', async () => {
    const conditions = { amountAbove: { minor: 1_000_000, currency: 'USD' } };
    const { body: policy } = await acme.admin.ok(contract.createPolicy, {
      body: aPolicy({ name: 'Large deals', action: 'deal.win', conditions }),
    });
    const { body: all } = await rep.client.ok(pipelines.listPipelines);
    const won = all.items[0]?.stages.find((stage) => stage.kind === 'won')?.id ?? '';
    const byMove = await aDeal();
    expect((await rep.client.ok(contract.readDealApproval, { params: { id: byMove.id } })).body).toMatchObject({ winAsks: true });
    const asked = await rep.client.ok(deals.moveDeal, { params: { id: byMove.id }, body: { stageId: won } });
    expect(asked.body).toMatchObject({ status: 'open', locked: true, stageId: byMove.stageId });
    expect((await approve(byMove.id)).effectState).toBe('done');
    expect(await read(byMove.id)).toMatchObject({ status: 'won', stageId: won, locked: false });
    const byClosing = await aDeal();
    const closing = await rep.client.ok(deals.closeDeal, { params: { id: byClosing.id }, body: { status: 'won' } });
    expect(closing.body).toMatchObject({ status: 'open', locked: true });
    await approve(byClosing.id);
    expect(await read(byClosing.id)).toMatchObject({ status: 'won', locked: false });
    const around = { name: 'Around', amountMinor: 5_000_000, currency: 'USD', stageId: won };
    const refused = await rep.client.refused(deals.createDeal, 409, { body: around });
    expect(refused.body.errors.map((one) => one.code)).toEqual(['approval_needed']);
    const small = await aDeal({ amountMinor: 1_000_000 });
    expect((await rep.client.ok(deals.closeDeal, { params: { id: small.id }, body: { status: 'won' } })).body.status).toBe('won');
    await acme.admin.ok(contract.removePolicy, { params: { id: policy.id } });
  });

  it('that does not fit any more is approved but not done: the deal is free and the reason is told', async () => {
    const { body: policy } = await acme.admin.ok(contract.createPolicy, {
      body: aPolicy({ name: 'Every deal', action: 'deal.win', conditions: { amountAbove: { minor: 0, currency: 'USD' } } }),
    });
    const { body: pipeline } = await acme.admin.ok(pipelines.createPipeline, {
      body: { name: 'Short', stages: [{ name: 'Open' }, { name: 'Signed', kind: 'won' }] },
    });
    const signed = pipeline.stages.find((stage) => stage.kind === 'won')?.id ?? '';
    const deal = await aDeal({ pipelineId: pipeline.id });
    await rep.client.ok(deals.moveDeal, { params: { id: deal.id }, body: { stageId: signed } });
    await acme.admin.ok(pipelines.removeStage, { params: { id: signed } });
    const decided = await approve(deal.id);
    expect(decided).toMatchObject({ status: 'approved', effectState: 'failed', effectProblem: 'There is no such stage.' });
    expect(decided.actions.at(-1)?.kind).toBe('not_performed');
    expect(await read(deal.id)).toMatchObject({ status: 'open', locked: false });
    await acme.admin.ok(contract.removePolicy, { params: { id: policy.id } });
  });

  it('locks the deal: nobody edits it, and only those with the right open it again', async () => {
    const deal = await aDeal();
    const params = { id: deal.id };
    const { body: won } = await rep.client.ok(deals.closeDeal, { params, body: { status: 'won' } });
    const refused = await acme.admin.refused(deals.updateDeal, 423, { params, version: won.version, body: { amountMinor: 1 } });
    expect(refused.body).toMatchObject({ code: 'locked', because: 'won' });
    await rep.client.refused(deals.closeDeal, 403, { params, body: { status: 'open' } });
    await rep.client.refused(deals.moveDeal, 403, { params, body: { stageId: deal.stageId } });
    await rep.client.refused(deals.closeDeal, 403, { params, body: { status: 'lost', reason: 'Changed their mind' } });
    const { body: open } = await ben.client.ok(deals.closeDeal, { params, body: { status: 'open' } });
    const edited = await rep.client.ok(deals.updateDeal, { params, version: open.version, body: { amountMinor: 1 } });
    expect(edited.body).toMatchObject({ amountMinor: 1, status: 'open' });
  });
});

describe('asking by hand', () => {
  it('follows the policies that fit and asks a manager where none does; what is written is shown as it is', async () => {
    const deal = await aDeal({ name: `"><script>alert(1)</script> \u202Eorion 😀` });
    const note = `'; drop table decisions; --\n${'x'.repeat(1_900)}`;
    const { body } = await rep.client.ok(contract.requestApproval, { params: { id: deal.id }, body: { note } });
    expect(body).toMatchObject({ action: 'deal.review', note, policies: [], deal: { name: deal.name }, steps: [{ name: 'Manager' }] });
    await approve(deal.id);
    expect(await read(deal.id)).toMatchObject({ locked: false, name: deal.name });
    await rep.client.refused(contract.requestApproval, 422, { params: { id: deal.id }, body: { discountPercent: 101 } });
    await rep.client.refused(contract.requestApproval, 422, { params: { id: deal.id }, body: { note: 'x'.repeat(2_001) } });
  });

  it('is refused where nobody could answer, and nothing is locked', async () => {
    const lonely = await aWorkspace(api);
    const { body: deal } = await lonely.admin.ok(deals.createDeal, { body: { name: 'Alone' } });
    const { body } = await lonely.admin.refused(contract.requestApproval, 409, { params: { id: deal.id }, body: {} });
    expect(body.errors.map((one) => one.code)).toEqual(['no_approver']);
    expect((await lonely.admin.ok(deals.readDeal, { params: { id: deal.id } })).body.locked).toBe(false);
  });

  it('every action is in the audit log', async () => {
    const deal = await aDeal();
    await rep.client.ok(contract.requestApproval, { params: { id: deal.id }, body: { discountPercent: 3 } });
    const decided = await approve(deal.id);
    const { body } = await acme.admin.ok(audit.listAudit, { query: { recordId: decided.id } });
    expect(body.items.map((entry) => entry.action).sort()).toEqual(['decision.approved', 'decision.requested']);
    expect(await read(deal.id)).toMatchObject({ discountPercent: 3 });
  });
});

describe('a policy', () => {
  it('is checked, switched off and on without losing anything, and belongs to admins', async () => {
    await ben.client.refused(contract.createPolicy, 403, { body: aPolicy() });
    const nothing = await acme.admin.refused(contract.createPolicy, 422, { body: aPolicy({ name: 'Empty', conditions: {} }) });
    expect(nothing.body.errors[0]?.pointer).toBe('/conditions');
    const nobody = aPolicy({ name: 'Nobody', steps: [aStep({ approver: { kind: 'role', role: 'no_such' }, escalateTo: 'nor_this' })] });
    const { body } = await acme.admin.refused(contract.createPolicy, 422, { body: nobody });
    expect(body.errors.map((one) => one.pointer)).toEqual(['/steps/0/approver', '/steps/0/escalateTo']);
    const { body: policy } = await acme.admin.ok(contract.createPolicy, { body: aPolicy({ name: 'Off', active: false }) });
    await acme.admin.refused(contract.createPolicy, 422, { body: aPolicy({ name: 'off' }) });
    const free = await aDeal({ discountPercent: 50 });
    expect(free).toMatchObject({ discountPercent: 50, locked: false });
    const { body: on } = await acme.admin.ok(contract.updatePolicy, {
      params: { id: policy.id },
      version: policy.version,
      body: { active: true },
    });
    await acme.admin.refused(contract.updatePolicy, 412, { params: { id: policy.id }, version: policy.version, body: { active: false } });
    expect(await aDeal({ discountPercent: 50 })).toMatchObject({ discountPercent: null, locked: true });
    expect(on.active).toBe(true);
    await acme.admin.ok(contract.removePolicy, { params: { id: policy.id } });
    expect(await aDeal({ discountPercent: 50 })).toMatchObject({ discountPercent: 50, locked: false });
  });

  it('binds what no person does as well: an import is asked about in the name of whoever imports', async () => {
    const { body: policy } = await acme.admin.ok(contract.createPolicy, { body: aPolicy({ name: 'Imports too' }) });
    const deal = await aDeal();
    const tenantId = asTenantId(acme.tenantId);
    await runCommand(api.db, { tenantId, actor: { kind: 'import', importId: deal.id, userId: rep.id } }, (trx, context) =>
      updateDeal(trx, context, { id: deal.id, patch: { discountPercent: 40 } }),
    );
    const pending = await pendingOf(deal.id);
    expect(pending?.requester?.id).toBe(rep.id);
    await expect(
      runCommand(api.db, { tenantId, actor: { kind: 'system', name: 'test' } }, (trx, context) =>
        answerDecision(trx, context, { id: pending?.id ?? '', verdict: 'approved' }),
      ),
    ).rejects.toThrow('This is not yours to decide');
    await acme.admin.ok(contract.removePolicy, { params: { id: policy.id } });
  });
});
