import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as automations from '../../../api/contracts/automations.ts';
import { listNotifications } from '../../../api/contracts/notifications.ts';
import * as requests from '../../../api/contracts/publish-requests.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aPerson, aWorkspace, type Person, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let second: Person;
let viewer: Person;

beforeAll(async () => {
  api = await startApi();
  [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
  second = await aPerson(api, acme, 'admin');
  viewer = await aPerson(api, acme, 'viewer');
  const { body: policy } = await acme.admin.ok(requests.getPublishPolicy, {});
  await acme.admin.ok(requests.changePublishPolicy, { version: policy.version, body: { needsApproval: true } });
});
afterAll(() => api.stop());

const rest = (days: number) => step('rest', 'wait.duration', { duration: { amount: days, unit: 'days' } });

async function draft(days = 3) {
  return (await acme.admin.ok(automations.createAutomation, { body: { definition: { ...definition([rest(days)]) } } })).body;
}

async function requested(note = 'Please look') {
  const automation = await draft();
  const { body: request } = await acme.admin.ok(requests.requestPublish, {
    params: { id: automation.id },
    version: automation.version,
    body: { note },
  });
  return { automation, request };
}

const read = async (id: string) => (await acme.admin.ok(automations.getAutomation, { params: { id } })).body;

describe('publishing with four eyes', () => {
  it('is refused to one alone, and says what to do', async () => {
    const automation = await draft();
    expect(automation.publishNeedsApproval).toBe(true);
    const refused = await acme.admin.refused(automations.publishAutomation, 409, {
      params: { id: automation.id },
      version: automation.version,
      body: {},
    });
    expect(refused.body).toMatchObject({ approval: 'needed' });
    expect((await read(automation.id)).status).toBe('draft');
  });

  it('publishes what was requested when another person approves, and tells both', async () => {
    const { automation, request } = await requested();
    expect(request).toMatchObject({ status: 'open', stale: false, note: 'Please look' });
    const told = await second.client.ok(listNotifications, { query: {} });
    expect(told.body.items.map((one) => one.kind)).toContain('automation.publish_requested');
    const { body: approved } = await second.client.ok(requests.approvePublish, { params: { id: request.id } });
    expect(approved).toMatchObject({ status: 'approved', publishedVersion: 1, decidedBy: { id: second.id } });
    expect(await read(automation.id)).toMatchObject({ status: 'active', liveNumber: 1 });
    const back = await acme.admin.ok(listNotifications, { query: {} });
    expect(back.body.items.map((one) => one.kind)).toContain('automation.publish_approved');
  });

  it('lets nobody approve or refuse their own, and nobody without the right', async () => {
    const { request } = await requested();
    for (const client of [acme.admin, viewer.client]) {
      await client.refused(requests.approvePublish, 403, { params: { id: request.id } });
      await client.refused(requests.refusePublish, 403, { params: { id: request.id }, body: { reason: 'no' } });
    }
    await second.client.refused(requests.withdrawPublish, 403, { params: { id: request.id } });
    expect((await acme.admin.ok(requests.withdrawPublish, { params: { id: request.id } })).body.status).toBe('withdrawn');
  });

  it('is stale when the draft changes, until it is requested anew', async () => {
    const { automation, request } = await requested();
    const { body: saved } = await acme.admin.ok(automations.updateAutomation, {
      params: { id: automation.id },
      version: automation.version,
      body: { definition: { ...definition([rest(9)]) } },
    });
    const refused = await second.client.refused(requests.approvePublish, 409, { params: { id: request.id } });
    expect(refused.body).toMatchObject({ stale: true });
    const anew = await acme.admin.ok(requests.requestPublish, { params: { id: automation.id }, version: saved.version, body: {} });
    const { body: list } = await second.client.ok(requests.listPublishRequests, { query: { automationId: automation.id } });
    expect(list.items.map(({ id, status }) => [id, status])).toEqual([
      [anew.body.id, 'open'],
      [request.id, 'superseded'],
    ]);
    await second.client.ok(requests.approvePublish, { params: { id: anew.body.id } });
  });

  it('is refused with a reason, once', async () => {
    const { automation, request } = await requested();
    const { body } = await second.client.ok(requests.refusePublish, { params: { id: request.id }, body: { reason: 'Too long a wait' } });
    expect(body).toMatchObject({ status: 'refused', reason: 'Too long a wait' });
    await second.client.refused(requests.approvePublish, 409, { params: { id: request.id } });
    expect((await read(automation.id)).status).toBe('draft');
  });

  it('publishes once when two approve at once', async () => {
    const third = await aPerson(api, acme, 'admin');
    const { automation, request } = await requested();
    const approve = (person: Person) =>
      person.client.ok(requests.approvePublish, { params: { id: request.id } }).then(
        () => 'published',
        () => 'refused',
      );
    expect((await Promise.all([second, third].map(approve))).toSorted()).toEqual(['published', 'refused']);
    expect((await read(automation.id)).liveNumber).toBe(1);
  });

  it('asks nothing of a workspace that does not want it, and shows nothing of another', async () => {
    const { body: made } = await other.admin.ok(automations.createAutomation, { body: { definition: { ...definition([rest(3)]) } } });
    await other.admin.ok(automations.publishAutomation, { params: { id: made.id }, version: made.version, body: {} });
    expect((await other.admin.ok(requests.listPublishRequests, { query: {} })).body.items).toEqual([]);
    await other.admin.refused(requests.requestPublish, 409, { params: { id: made.id }, version: made.version + 1, body: {} });
  });
});
