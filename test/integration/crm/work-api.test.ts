import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '../../../api/contracts/activities.ts';
import { listPriorities } from '../../../api/contracts/home.ts';
import * as leads from '../../../api/contracts/leads.ts';
import * as contract from '../../../api/contracts/tasks.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let rep: Person;
let viewer: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
  viewer = await aPerson(api, acme, 'viewer');
});
afterAll(() => api.stop());

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const aLead = async (more: Record<string, unknown> = {}) =>
  (await rep.client.ok(leads.createLead, { body: { firstName: 'Dana', ...more } })).body;

describe('tasks over HTTP', () => {
  it('are made for oneself or a colleague, about a record', async () => {
    const lead = await aLead({ lastName: 'Levi' });
    const { body } = await rep.client.ok(contract.createTask, {
      body: { title: 'Call', priority: 'high', dueAt: inHours(5), records: [{ type: 'lead', id: lead.id }] },
    });
    expect(body).toMatchObject({
      owner: { id: rep.id },
      priority: 'high',
      overdue: false,
      madeBy: { kind: 'user', user: { id: rep.id } },
      records: [{ type: 'lead', id: lead.id, name: 'Dana Levi' }],
    });
    const { body: given } = await rep.client.ok(contract.createTask, { body: { title: 'Approve', ownerUserId: acme.userId } });
    expect(given.owner?.id).toBe(acme.userId);
    await rep.client.refused(contract.createTask, 422, { body: { title: '' } });
    await rep.client.refused(contract.createTask, 422, { body: { title: 'x', priority: 'huge' } });
    await viewer.client.refused(contract.createTask, 403, { body: { title: 'x' } });
    await other.admin.refused(contract.readTask, 404, { params: { id: body.id } });
  });

  it('are completed, reopened, rescheduled, cancelled', async () => {
    const { body: task } = await rep.client.ok(contract.createTask, { body: { title: 'Cycle', dueAt: inHours(-49) } });
    const params = { id: task.id };
    expect(task).toMatchObject({ overdue: true, daysOverdue: 2 });
    const { body: done } = await rep.client.ok(contract.completeTask, { params, body: { outcome: 'done', notes: 'fine' } });
    expect(done).toMatchObject({ status: 'done', outcome: 'done', outcomeNotes: 'fine', completedBy: { id: rep.id }, overdue: false });
    await rep.client.refused(contract.completeTask, 409, { params, body: {} });
    expect((await rep.client.ok(contract.reopenTask, { params })).body.status).toBe('open');
    expect((await rep.client.ok(contract.rescheduleTask, { params, body: { dueAt: inHours(48) } })).body.overdue).toBe(false);
    expect((await rep.client.ok(contract.cancelTask, { params, body: { reason: 'no need' } })).body).toMatchObject({
      status: 'cancelled',
      cancelledReason: 'no need',
    });
    await rep.client.refused(contract.updateTask, 412, { params, body: { title: 'Late' }, version: 1 });
    await rep.client.ok(contract.archiveTask, { params });
  });

  it('are listed by owner, status, due date and how late they are', async () => {
    const boss = await aPerson(api, acme, 'manager');
    for (const [title, hours] of [
      ['late 1', -30],
      ['late 3', -80],
      ['soon', 2],
      ['later', 400],
    ] as const) {
      await boss.client.ok(contract.createTask, { body: { title, dueAt: inHours(hours) } });
    }
    const titles = async (query: Record<string, string | boolean>) =>
      (await boss.client.ok(contract.listTasks, { query: { owner: 'me', ...query } })).body.items.map((task) => task.title);
    expect(await titles({})).toEqual(['late 3', 'late 1', 'soon', 'later']);
    expect(await titles({ overdue: true })).toEqual(['late 3', 'late 1']);
    expect(await titles({ dueFrom: inHours(0), dueTo: inHours(24) })).toEqual(['soon']);
    expect(await titles({ status: 'done,cancelled' })).toEqual([]);
    const { body: counts } = await boss.client.ok(contract.countTasks);
    expect(counts).toMatchObject({ open: 4, overdue: 2 });
  });
});

describe('the way of a touch', () => {
  it('goes from the priority list to the timeline', async () => {
    const seller = await aPerson(api, acme, 'rep');
    const { body: lead } = await seller.client.ok(leads.createLead, {
      body: { firstName: 'Omar', companyName: 'Nova', ownerUserId: seller.id, score: 82 },
    });
    const records = [{ type: 'lead' as const, id: lead.id }];
    const before = await seller.client.ok(listPriorities);
    expect(before.body.items).toMatchObject([
      { kind: 'lead', group: 'no_next_step', requiredAction: 'set_next_step', record: { id: lead.id } },
    ]);

    await seller.client.ok(contract.createTask, { body: { title: 'Prepare', dueAt: inHours(-100), priority: 'urgent', records } });
    const { body: first } = await seller.client.ok(contract.createTask, {
      body: { title: 'First touch: Omar', kind: 'first_touch', dueAt: inHours(-1), records },
    });
    const listed = await seller.client.ok(listPriorities);
    expect(listed.body.items.map((item) => item.title)).toEqual(['First touch: Omar', 'Prepare']);
    expect(listed.body.items[0]).toMatchObject({
      group: 'late',
      reason: { key: 'first_touch_overdue' },
      requiredAction: 'log_touch',
      record: { id: lead.id, name: 'Omar' },
      lead: { score: 82, companyName: 'Nova' },
    });
    expect(listed.body.counts).toMatchObject({ all: 2, tasks: 2, late: 2, noNextStep: 0 });

    const refused = await seller.client.refused(activities.logActivity, 422, { body: { type: 'call', records } });
    expect(refused.body.errors.map((problem) => problem.pointer)).toEqual(['/outcome', '/nextStep', '/nextStepDueAt']);
    const { body: logged } = await seller.client.ok(activities.logActivity, {
      body: { type: 'call', outcome: 'connected', nextStep: 'Send offer', nextStepDueAt: inHours(24), records, body: 'Nice =talk 🙂' },
    });
    expect(logged).toMatchObject({
      activity: { isTouch: true, outcome: 'connected', body: 'Nice =talk 🙂', owner: { id: seller.id } },
      followUpTask: { title: 'Send offer', kind: 'follow_up', owner: { id: seller.id } },
      completedTaskIds: [first.id],
    });
    expect((await seller.client.ok(leads.readLead, { params: { id: lead.id } })).body).toMatchObject({
      status: 'contacted',
      lastTouchedAt: expect.any(String),
    });

    const { body: timeline } = await seller.client.ok(activities.leadTimeline, { params: { id: lead.id }, query: { limit: 4 } });
    expect(timeline.items.map((item) => item.type)).toEqual(['task.assigned', 'task.created', 'lead.status_changed', 'task.completed']);
    expect(timeline.items[3]).toMatchObject({
      text: { key: 'timeline.task_completed', params: { outcome: 'connected' } },
      madeBy: { user: { id: seller.id } },
    });
    const { body: rest } = await seller.client.ok(activities.leadTimeline, {
      params: { id: lead.id },
      query: { cursor: timeline.next ?? '' },
    });
    expect(rest.items[0]).toMatchObject({ type: 'activity.logged', activity: { body: 'Nice =talk 🙂' } });
    expect(rest.items.at(-1)?.type).toBe('lead.created');
    const after = await seller.client.ok(listPriorities);
    expect(after.body.counts).toMatchObject({ doneToday: 1 });
  });

  it('is kept from viewers and other workspaces', async () => {
    const lead = await aLead();
    const body = {
      type: 'call' as const,
      outcome: 'connected' as const,
      nextStep: 'x',
      nextStepDueAt: inHours(1),
      records: [{ type: 'lead' as const, id: lead.id }],
    };
    await viewer.client.refused(activities.logActivity, 403, { body });
    await other.admin.refused(activities.logActivity, 404, { body });
    const { body: logged } = await rep.client.ok(activities.logActivity, { body });
    const params = { id: logged.activity.id };
    await other.admin.refused(activities.readActivity, 404, { params });
    const listed = await rep.client.ok(activities.listActivities, { query: { recordId: lead.id, type: 'call,email' } });
    expect(listed.body.items.map((one) => one.id)).toEqual([logged.activity.id]);
    const { body: changed } = await rep.client.ok(activities.updateActivity, { params, body: { body: 'corrected' }, version: 1 });
    expect(changed.body).toBe('corrected');
    await rep.client.refused(activities.updateActivity, 412, { params, body: { body: 'x' }, version: 1 });
    await rep.client.ok(activities.archiveActivity, { params });
    await rep.client.refused(activities.updateActivity, 404, { params, body: { body: 'x' }, version: 2 });
  });
});
