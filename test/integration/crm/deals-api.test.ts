import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '../../../api/contracts/activities.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import { dealBoard } from '../../../api/contracts/deal-board.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as notifications from '../../../api/contracts/notifications.ts';
import * as pipelines from '../../../api/contracts/pipelines.ts';
import * as tasks from '../../../api/contracts/tasks.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let rep: Person;
let viewer: Person;
const dueAt = '2027-05-03T09:00:00.000Z';

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
  viewer = await aPerson(api, acme, 'viewer');
});
afterAll(() => api.stop());

/** Qualify wants an amount, Demo a next step, Offer a close date after 2027 began. */
async function gated() {
  const { body } = await acme.admin.ok(pipelines.createPipeline, {
    body: {
      name: 'Gated',
      stages: [
        { name: 'Qualify', exitCriteria: { requiredFields: ['amountMinor', 'contactId'], nextStep: false, condition: null } },
        { name: 'Demo', exitCriteria: { requiredFields: [], nextStep: true, condition: null } },
        {
          name: 'Offer',
          exitCriteria: {
            requiredFields: [],
            nextStep: false,
            condition: {
              kind: 'compare',
              left: { kind: 'field', path: 'deal.expectedCloseOn' },
              operator: 'after',
              right: { kind: 'literal', value: '2027-01-01' },
            },
          },
        },
        { name: 'Won', kind: 'won' },
        { name: 'Lost', kind: 'lost' },
      ],
    },
  });
  const stage = (name: string) => body.stages.find((one) => one.name === name)?.id ?? '';
  return { pipeline: body, stage };
}

async function aDeal(pipelineId: string, more: object = {}) {
  return (await acme.admin.ok(deals.createDeal, { body: { name: 'Orion 2027', pipelineId, ...more } })).body;
}

const inbox = async (person: { readonly client: Workspace['admin'] }) =>
  (await person.client.ok(notifications.listNotifications)).body.items.map((item) => item.kind);

describe('exit criteria', () => {
  it('hold a deal with everything that is missing named, and let it through when it is given with the move', async () => {
    const { pipeline, stage } = await gated();
    const deal = await aDeal(pipeline.id);
    const params = { id: deal.id };
    const { body: refused } = await acme.admin.refused(deals.moveDeal, 422, { params, body: { stageId: stage('Demo') } });
    expect(refused.code).toBe('stage_criteria_unmet');
    expect(refused.detail).toBe('The deal cannot leave "Qualify" yet: it needs an amount, a contact.');
    expect(refused.errors.map((one) => [one.pointer, one.code])).toEqual([
      ['/fields/amountMinor', 'stage_field'],
      ['/fields/contactId', 'stage_field'],
    ]);
    const { body: contact } = await acme.admin.ok(contacts.createContact, { body: { firstName: 'Omar', lastName: 'Haddad' } });
    const fields = { amountMinor: 8_400_000, contactId: contact.id };
    const { body: moved } = await acme.admin.ok(deals.moveDeal, { params, body: { stageId: stage('Demo'), fields } });
    expect(moved).toMatchObject({ stageName: 'Demo', amountMinor: 8_400_000, contact: { name: 'Omar Haddad' } });
  });

  it('cannot be jumped over, neither by moving nor by closing nor by way of another pipeline', async () => {
    const { pipeline, stage } = await gated();
    const deal = await aDeal(pipeline.id);
    const params = { id: deal.id };
    const jump = await acme.admin.refused(deals.moveDeal, 422, { params, body: { stageId: stage('Won') } });
    expect(jump.body.errors.map((one) => one.code)).toEqual(['stage_field', 'stage_field', 'stage_next_step', 'stage_condition']);
    await acme.admin.refused(deals.closeDeal, 422, { params, body: { status: 'won' } });
    const { body: free } = await acme.admin.ok(pipelines.createPipeline, { body: { name: 'Free', stages: [{ name: 'Only' }] } });
    await acme.admin.ok(deals.moveDeal, { params, body: { stageId: free.stages[0]?.id ?? '' } });
    await acme.admin.refused(deals.moveDeal, 422, { params, body: { stageId: stage('Offer') } });
    expect((await acme.admin.ok(deals.readDeal, { params })).body.stageName).toBe('Only');
    expect((await acme.admin.ok(deals.readDeal, { params })).body.version).toBe(2);
  });

  it('take a next step that comes with the move, and nothing at all when the move fails', async () => {
    const { pipeline, stage } = await gated();
    const { body: contact } = await acme.admin.ok(contacts.createContact, { body: { firstName: 'Dana' } });
    const deal = await aDeal(pipeline.id, { amountMinor: 1, contactId: contact.id });
    const params = { id: deal.id };
    const nextStep = { title: 'Send the offer', dueAt };
    const failed = await acme.admin.refused(deals.moveDeal, 422, { params, body: { stageId: stage('Won'), nextStep } });
    expect(failed.body.errors.map((one) => one.code)).toEqual(['stage_condition']);
    const { body: none } = await acme.admin.ok(tasks.listTasks, { query: { recordType: 'deal', recordId: deal.id } });
    expect(none.items).toEqual([]);
    await acme.admin.ok(deals.moveDeal, { params, body: { stageId: stage('Offer'), nextStep } });
    const { body: made } = await acme.admin.ok(tasks.listTasks, { query: { recordType: 'deal', recordId: deal.id } });
    expect(made.items.map((task) => task.title)).toEqual(['Send the offer']);
    const won = await acme.admin.ok(deals.closeDeal, { params, body: { status: 'won', fields: { expectedCloseOn: '2027-02-01' } } });
    expect(won.body).toMatchObject({ status: 'won', stageName: 'Won' });
    const reopened = await acme.admin.ok(deals.closeDeal, { params, body: { status: 'open' } });
    expect(reopened.body).toMatchObject({ status: 'open', stageName: 'Offer', closedAt: null });
  });

  it('ask nothing of a deal that goes back or is lost, which needs a reason', async () => {
    const { pipeline, stage } = await gated();
    const deal = await aDeal(pipeline.id, { stageId: stage('Demo') });
    const params = { id: deal.id };
    await acme.admin.ok(deals.moveDeal, { params, body: { stageId: stage('Qualify') } });
    await acme.admin.refused(deals.moveDeal, 422, { params, body: { stageId: stage('Lost') } });
    const { body: lost } = await acme.admin.ok(deals.moveDeal, { params, body: { stageId: stage('Lost'), reason: 'Price' } });
    expect(lost).toMatchObject({ status: 'lost', lostReason: 'Price' });
  });

  it('are told for each stage beforehand, and refused where no deal could meet them', async () => {
    const { pipeline, stage } = await gated();
    const deal = await aDeal(pipeline.id, { amountMinor: 5 });
    const { body } = await acme.admin.ok(deals.dealGates, { params: { id: deal.id } });
    const missing = (name: string) => body.stages.find((one) => one.stageId === stage(name))?.missing.map((one) => one.kind);
    expect(missing('Demo')).toEqual(['field']);
    expect(missing('Offer')).toEqual(['field', 'next_step']);
    expect(missing('Won')).toEqual(['field', 'next_step', 'condition']);
    expect(missing('Lost')).toEqual([]);
    const id = stage('Qualify');
    const criteria = (requiredFields: string[], path: string) => ({
      exitCriteria: {
        requiredFields,
        nextStep: false,
        condition: { kind: 'compare', left: { kind: 'field', path }, operator: 'is_set' },
      },
    });
    const unknown = await acme.admin.refused(pipelines.updateStage, 422, { params: { id }, body: criteria(['nope'], 'lead.email') });
    expect(unknown.body.errors.map((one) => one.pointer)).toContain('/exitCriteria/requiredFields/0');
    await acme.admin.ok(pipelines.updateStage, { params: { id }, body: criteria(['custom.budget'].slice(1), 'deal.contact.email') });
    await other.admin.refused(deals.dealGates, 404, { params: { id: deal.id } });
  });

  it('let one of two movers win and tell the other', async () => {
    const { pipeline, stage } = await gated();
    const deal = await aDeal(pipeline.id, { stageId: stage('Offer'), expectedCloseOn: '2027-03-01' });
    const params = { id: deal.id };
    const move = (name: string) =>
      acme.admin.ok(deals.moveDeal, { params, body: { stageId: stage(name), fromStageId: stage('Offer'), reason: 'No budget' } });
    const results = await Promise.allSettled([move('Won'), move('Lost')]);
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const { body } = await acme.admin.refused(deals.moveDeal, 409, {
      params,
      body: { stageId: stage('Demo'), fromStageId: stage('Offer') },
    });
    expect(body.errors[0]?.code).toBe('moved_meanwhile');
  });
});

describe('stages', () => {
  it('that go ask where their deals shall go, and gates do not hold these', async () => {
    const { pipeline, stage } = await gated();
    const deal = await aDeal(pipeline.id);
    const refused = await acme.admin.refused(pipelines.removeStage, 409, { params: { id: stage('Qualify') } });
    expect(refused.body.detail).toContain('1 deals');
    await acme.admin.refused(pipelines.removeStage, 422, { params: { id: stage('Qualify') }, query: { moveTo: other.userId } });
    await acme.admin.ok(pipelines.removeStage, { params: { id: stage('Qualify') }, query: { moveTo: stage('Offer') } });
    expect((await acme.admin.ok(deals.readDeal, { params: { id: deal.id } })).body.stageName).toBe('Offer');
    await acme.admin.refused(pipelines.updateStage, 409, { params: { id: stage('Offer') }, body: { kind: 'won' } });
  });
});

describe('watchers', () => {
  it('and the owner are told of moves, closing and amounts; who did it is not', async () => {
    const { pipeline, stage } = await gated();
    const deal = await aDeal(pipeline.id, { ownerUserId: rep.id, stageId: stage('Demo') });
    const params = { id: deal.id };
    const { body: watching } = await viewer.client.ok(deals.watchDeal, { params });
    expect(watching).toMatchObject({ watching: true, watchers: [{ id: viewer.id }] });
    await viewer.client.ok(deals.watchDeal, { params });
    await rep.client.ok(deals.updateDeal, { params, version: 1, body: { amountMinor: 10 } });
    await rep.client.ok(deals.moveDeal, { params, body: { stageId: stage('Lost'), reason: 'Gone' } });
    expect(await inbox(viewer)).toEqual(['deal.status_changed', 'deal.stage_changed', 'deal.updated']);
    expect(await inbox(rep)).toEqual(['deal.assigned']);
    await acme.admin.ok(deals.closeDeal, { params, body: { status: 'open' } });
    expect((await inbox(rep)).slice(0, 2).toSorted()).toEqual(['deal.stage_changed', 'deal.status_changed']);
    await viewer.client.ok(deals.unwatchDeal, { params });
    expect((await viewer.client.ok(deals.dealWatchers, { params })).body).toEqual({ watchers: [], watching: false });
    await other.admin.refused(deals.watchDeal, 404, { params });
  });
});

describe('the board', () => {
  it('has a column a stage with counts, sums by currency and pages; closed deals on demand', async () => {
    const { pipeline, stage } = await gated();
    for (let index = 0; index < 5; index += 1)
      await aDeal(pipeline.id, { name: `Board ${index}`, amountMinor: 100 * (index + 1), currency: index === 4 ? 'JPY' : 'EUR' });
    const lost = await aDeal(pipeline.id, { name: 'Board lost', amountMinor: 7, ownerUserId: rep.id });
    await acme.admin.ok(deals.closeDeal, { params: { id: lost.id }, body: { status: 'lost', reason: 'x' } });
    const { body: board } = await acme.admin.ok(dealBoard, { query: { pipelineId: pipeline.id, limit: 2 } });
    expect(board.columns.map((column) => column.count)).toEqual([5, 0, 0, 0, 0]);
    const [first] = board.columns;
    expect(first?.sums).toEqual([
      { currency: 'EUR', amountMinor: 1000 },
      { currency: 'JPY', amountMinor: 500 },
    ]);
    expect(first?.cards.map((card) => card.name)).toEqual(['Board 4', 'Board 3']);
    const seen = [...(first?.cards ?? [])];
    for (let next = first?.next ?? null; next !== null; ) {
      const { body } = await acme.admin.ok(dealBoard, { query: { stageId: stage('Qualify'), limit: 2, cursor: next } });
      seen.push(...(body.columns[0]?.cards ?? []));
      next = body.columns[0]?.next ?? null;
    }
    expect(seen.map((card) => card.name)).toEqual(['Board 4', 'Board 3', 'Board 2', 'Board 1', 'Board 0']);
    const { body: closed } = await acme.admin.ok(dealBoard, { query: { pipelineId: pipeline.id, closed: true, q: 'lost', owner: rep.id } });
    expect(closed.columns.at(-1)?.cards.map((card) => card.name)).toEqual(['Board lost']);
    const filter = JSON.stringify({
      kind: 'compare',
      left: { kind: 'field', path: 'deal.amountMinor' },
      operator: 'greater_than',
      right: { kind: 'literal', value: 350 },
    });
    const { body: rich } = await acme.admin.ok(dealBoard, { query: { pipelineId: pipeline.id, filter } });
    expect(rich.columns[0]?.count).toBe(2);
    await other.admin.refused(dealBoard, 404, { query: { pipelineId: pipeline.id } });
    await acme.admin.refused(dealBoard, 422, { query: { pipelineId: pipeline.id, cursor: 'bogus' } });
  });

  it('brings archived deals back where they were', async () => {
    const { pipeline } = await gated();
    const deal = await aDeal(pipeline.id);
    const params = { id: deal.id };
    await acme.admin.ok(deals.archiveDeal, { params });
    await acme.admin.refused(deals.moveDeal, 404, { params, body: { stageId: deal.stageId } });
    const { body: restored } = await acme.admin.ok(deals.restoreDeal, { params });
    expect(restored.archivedAt).toBeNull();
    const { body: timeline } = await acme.admin.ok(activities.dealTimeline, { params });
    expect(timeline.items.map((item) => item.type)).toEqual(['deal.updated', 'deal.deleted', 'deal.created']);
  });
});
