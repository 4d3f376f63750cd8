import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { deactivateUser, getUser } from '../../../api/contracts/users.ts';
import { listNotifications, readAllNotifications, readNotification, countUnread } from '../../../api/contracts/notifications.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { notifyUser } from '../../../commands/notifications/notify-user.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, type Person, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { readSse, type SseReader } from '../../helpers/sse.ts';
import { startTcpProxy, type TcpProxy } from '../../helpers/tcp-proxy.ts';
import { eventually } from '../../helpers/until.ts';

let api: TestApi;
let proxy: TcpProxy;
let acme: Workspace;
let rep: Person;
const open: SseReader[] = [];

beforeAll(async () => {
  const services = new URL(inject('services').postgresUrl);
  proxy = await startTcpProxy({ host: services.hostname, port: Number(services.port) });
  api = await startApi({
    route: (url) => {
      const through = new URL(url);
      through.port = String(proxy.port);
      through.hostname = '127.0.0.1';
      return through.href;
    },
    acquireTimeoutMs: 2_000,
  });
  acme = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
});
afterAll(async () => {
  for (const stream of open) stream.close();
  await api.stop();
  await proxy.close();
});

async function listenAs(person: { client: { token: string | null } }, lastEventId?: string): Promise<SseReader> {
  const stream = await readSse(`${api.url}/v1/live`, {
    authorization: `Bearer ${person.client.token}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  });
  open.push(stream);
  await eventually('the stream says hello', () => stream.ended() || stream.events.length > 0);
  return stream;
}

/** What the relay does at the end of a turn. */
async function relay(tenantId: string, type: string, subjectType: string): Promise<string> {
  const id = newId();
  await api.db.withTenant(asTenantId(tenantId), async (trx) => {
    await trx.raw(
      `with taken as (insert into feed_positions as p (tenant_id, position) values (?, 1)
         on conflict (tenant_id) do update set position = p.position + 1 returning position)
       insert into feed (tenant_id, position, event_id, type, subject_type, subject_id) select ?, position, position, ?, ?, ? from taken`,
      [tenantId, tenantId, type, subjectType, id],
    );
    await trx.raw(`select pg_notify('cadenza_feed', ?)`, [tenantId]);
  });
  return id;
}

const subjectOf = (event: { data: Record<string, unknown> }): unknown => (event.data['subject'] as { id: string }).id;

describe('the live stream', () => {
  it('is for people who are signed in', async () => {
    const stream = await readSse(`${api.url}/v1/live`, {});
    expect(stream.status).toBe(401);
    stream.close();
  });

  it('brings what happens in the own workspace, and nothing of another', async () => {
    const other = await aWorkspace(api);
    const [mine, theirs] = [await listenAs(rep), await listenAs({ client: other.admin })];
    expect(mine.headers.get('content-type')).toContain('text/event-stream');
    const id = await relay(acme.tenantId, 'lead.created', 'lead');
    const event = await mine.next('lead.created', (one) => subjectOf(one) === id);
    expect(event).toMatchObject({ event: 'event', data: { subject: { type: 'lead' }, related: [] } });
    const own = await relay(other.tenantId, 'lead.created', 'lead');
    await theirs.next('lead.created', (one) => subjectOf(one) === own);
    expect(theirs.events.filter((one) => one.data.type !== undefined).map(subjectOf)).toEqual([own]);
  });

  it('keeps back what the role may not read', async () => {
    const partner = await aPerson(api, acme, 'partner');
    const stream = await listenAs(partner);
    await relay(acme.tenantId, 'lead.updated', 'lead');
    await relay(acme.tenantId, 'tenant.changed', 'tenant');
    await stream.next('tenant.changed');
    expect(stream.events.some((event) => event.data.type === 'lead.updated')).toBe(false);
  });

  it('is resumed where it broke off, without gaps or repetitions', async () => {
    const first = await listenAs(rep);
    const seen = await relay(acme.tenantId, 'task.created', 'task');
    const last = await first.next('task.created', (event) => subjectOf(event) === seen);
    first.close();
    const missed = [await relay(acme.tenantId, 'task.updated', 'task'), await relay(acme.tenantId, 'task.completed', 'task')];
    const second = await listenAs(rep, last.id ?? '');
    await second.next('task.completed', (event) => subjectOf(event) === missed[1]);
    expect(second.events.filter((event) => event.data.type !== undefined).map(subjectOf)).toEqual(missed);
  });

  it('says so when it cannot bridge the gap', async () => {
    await api.db.withSystem('test of retention', (trx) => trx.raw('delete from feed where tenant_id = ?', [acme.tenantId]));
    await relay(acme.tenantId, 'task.updated', 'task');
    const stream = await listenAs(rep, '1');
    expect(stream.events.some((event) => event.event === 'reset')).toBe(true);
    const fromTheFuture = await listenAs(rep, '999999999');
    expect(fromTheFuture.events.some((event) => event.event === 'reset')).toBe(true);
  });

  it('alerts of new notifications, each once, to nobody else', async () => {
    const [mine, admins] = [await listenAs(rep), await listenAs({ client: acme.admin })];
    const frame = { tenantId: asTenantId(acme.tenantId), actor: { kind: 'system', name: 'test' } } as const;
    await runCommand(api.db, frame, (trx, context) =>
      notifyUser(trx, context, { userId: rep.id, kind: 'task.assigned', title: 'Call Dana' }),
    );
    await relay(acme.tenantId, 'task.assigned', 'task');
    const alert = await mine.next('notification.alert');
    expect(alert.data['data']).toMatchObject({ kind: 'task.assigned', title: 'Call Dana', readAt: null });
    await relay(acme.tenantId, 'task.updated', 'task');
    await Promise.all([mine.next('task.updated'), admins.next('task.updated')]);
    expect(mine.events.filter((event) => event.data.type === 'notification.alert')).toHaveLength(1);
    expect(admins.events.filter((event) => event.data.type === 'notification.alert')).toHaveLength(0);
  });

  it('ends when its user may no longer be there', async () => {
    const person = await aPerson(api, acme, 'rep');
    const stream = await listenAs(person);
    const { body } = await acme.admin.ok(getUser, { params: { id: person.id } });
    await acme.admin.ok(deactivateUser, { params: { id: person.id }, version: body.version });
    await relay(acme.tenantId, 'user.deactivated', 'user');
    await eventually('the stream ends', () => stream.ended());
  });

  it('ends at once when its session is ended, also by signing out', async () => {
    const person = await aPerson(api, acme, 'rep');
    const stream = await listenAs(person);
    await person.client.raw('POST', '/v1/sign-out');
    await eventually('the stream ends', () => stream.ended(), { within: 5_000 });
  });

  it('lives through an outage of the database', async () => {
    const stream = await listenAs(rep);
    await proxy.cut();
    await proxy.restore();
    const id = await eventually('the database is back', () => relay(acme.tenantId, 'deal.updated', 'deal').catch(() => null));
    await stream.next('deal.updated', (event) => subjectOf(event) === id);
    expect(stream.ended()).toBe(false);
  });
});

describe('notifications', () => {
  it('are read one by one or all at once, by their owner only', async () => {
    const person = await aPerson(api, acme, 'viewer');
    const frame = { tenantId: asTenantId(acme.tenantId), actor: { kind: 'system', name: 'test' } } as const;
    for (const title of ['One', 'Two', 'Three']) {
      await runCommand(api.db, frame, (trx, context) => notifyUser(trx, context, { userId: person.id, kind: 'lead.assigned', title }));
    }
    const { body } = await person.client.ok(listNotifications, { query: { limit: 2 } });
    expect(body.items.map((one) => one.title)).toEqual(['Three', 'Two']);
    const rest = await person.client.ok(listNotifications, { query: { limit: 2, cursor: body.next ?? '' } });
    expect(rest.body.items.map((one) => one.title)).toEqual(['One']);
    const params = { id: body.items[0]?.id ?? '' };
    await acme.admin.refused(readNotification, 404, { params });
    await person.client.ok(readNotification, { params });
    expect((await person.client.ok(countUnread)).body.count).toBe(2);
    expect((await person.client.ok(listNotifications, { query: { unread: true } })).body.items.map((one) => one.title)).toEqual([
      'Two',
      'One',
    ]);
    expect((await person.client.ok(readAllNotifications)).body.read).toBe(2);
    expect((await person.client.ok(countUnread)).body.count).toBe(0);
  });
});

describe('without a database', () => {
  it('the API answers 503 with a problem, names it, and recovers by itself', async () => {
    await proxy.cut();
    const answer = await rep.client.raw('GET', '/v1/me');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({ code: 'service_unavailable', service: 'postgresql' });
    const write = await acme.admin.raw('POST', '/v1/teams', { headers: { 'content-type': 'application/json' }, body: '{"name":"Never"}' });
    expect(write.status).toBe(503);
    const signIn = await api
      .client()
      .raw('POST', '/v1/sign-in', { headers: { 'content-type': 'application/json' }, body: '{"email":"a@b.c","password":"x"}' });
    expect(signIn.status).toBe(503);
    await proxy.restore();
    await eventually('the API is back', async () => (await rep.client.raw('GET', '/v1/me')).status === 200);
  });
});
