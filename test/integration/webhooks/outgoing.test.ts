import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deliverWebhooks } from '../../../activities/webhooks/deliver-webhooks.ts';
import { postTo } from '../../../activities/webhooks/post.ts';
import { createLead } from '../../../api/contracts/leads.ts';
import { listNotifications } from '../../../api/contracts/notifications.ts';
import * as contract from '../../../api/contracts/webhooks.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { relayRound } from '../../../workers/relay/relay.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

interface Hit {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let api: TestApi;
let acme: Workspace;
let receiver: Server;
let url: string;
let hits: Hit[] = [];
let answer = 200;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      hits.push({ headers: request.headers, body });
      response.writeHead(answer, answer === 302 ? { location: 'http://169.254.169.254/' } : {});
      response.end('thanks');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this kind.
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`;
});
afterEach(() => {
  hits = [];
  answer = 200;
});
afterAll(async () => {
  receiver.close();
  await api.stop();
});

/** The address is put in behind the API's back, which refuses addresses that are not public. */
async function subscribe(eventTypes: ('lead.created' | 'lead.updated' | '*')[], filter: object | null = null, workspace = acme) {
  const { body } = await workspace.admin.ok(contract.createWebhook, {
    body: { name: 'ERP', url: 'https://erp.example/in', eventTypes, filter: filter },
  });
  await api.db.withTenant(asTenantId(workspace.tenantId), (trx) =>
    trx.raw('update webhook_subscriptions set url = ? where id = ?', [url, body.id]),
  );
  return { ...body, secret: body.secret ?? '' };
}

async function relay(): Promise<void> {
  const log = { error: () => undefined, warn: () => undefined };
  while (await relayRound({ db: api.db, log }));
}

/** Plays the workflow: rounds until nothing is due. */
async function pump(id: string, workspace = acme): Promise<string> {
  const incarnation = await incarnationOf(id, workspace);
  for (;;) {
    const said = await deliverWebhooks(
      { db: api.db, allowPrivate: true, timeoutMs: 2_000 },
      { tenantId: workspace.tenantId, subscriptionId: id, incarnation },
    );
    if (said.kind !== 'again') return said.kind;
  }
}

async function incarnationOf(id: string, workspace = acme): Promise<number> {
  const found = await api.db.readTenant(asTenantId(workspace.tenantId), (trx) =>
    trx.raw('select incarnation from webhook_subscriptions where id = ?', [id]),
  );
  return (found as { rows: { incarnation: number }[] }).rows[0]?.incarnation ?? 0;
}

async function aLead(firstName: string, workspace = acme) {
  return (await workspace.admin.ok(createLead, { body: { firstName, lastName: 'Hook', source: 'web' } })).body;
}

async function deliveriesOf(id: string) {
  return (await acme.admin.ok(contract.listWebhookDeliveries, { params: { id } })).body.items;
}

describe('a webhook', () => {
  it('is told of what it asked for, signed by Standard Webhooks, and of nothing else', async () => {
    const hook = await subscribe(['lead.created'], {
      kind: 'compare',
      left: { kind: 'field', path: 'event.after.firstName' },
      operator: 'is',
      right: { kind: 'literal', value: 'Yes' },
    });
    const lead = await aLead('Yes');
    await aLead('No');
    await relay();
    expect(await pump(hook.id)).toBe('done');
    expect(hits).toHaveLength(1);
    const [hit] = hits;
    const payload = JSON.parse(hit?.body ?? '') as { type: string; data: { subject: { id: string }; after: object } };
    expect(payload).toMatchObject({ type: 'lead.created', data: { subject: { type: 'lead', id: lead.id }, after: { firstName: 'Yes' } } });
    const key = Buffer.from(hook.secret.slice('whsec_'.length), 'base64');
    const signed = `${hit?.headers['webhook-id']}.${hit?.headers['webhook-timestamp']}.${hit?.body}`;
    expect(hit?.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    const [delivery] = await deliveriesOf(hook.id);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 1, lastStatus: 200 });
    const { body: attempts } = await acme.admin.ok(contract.listWebhookAttempts, {
      params: { id: hook.id, deliveryId: delivery?.id ?? '' },
    });
    expect(attempts.items[0]).toMatchObject({ status: 200, responseExcerpt: 'thanks', requestBody: hit?.body });
  });

  it('starts one workflow for many events and another after it has ended', async () => {
    const hook = await subscribe(['lead.created']);
    await Promise.all(['A', 'B', 'C'].map((name) => aLead(name)));
    await relay();
    expect(await incarnationOf(hook.id)).toBe(1);
    await aLead('D');
    await relay();
    expect(await incarnationOf(hook.id)).toBe(1);
    await pump(hook.id);
    expect(hits).toHaveLength(4);
    await aLead('E');
    await relay();
    expect(await incarnationOf(hook.id)).toBe(2);
    const old = await deliverWebhooks(
      { db: api.db, allowPrivate: true },
      { tenantId: acme.tenantId, subscriptionId: hook.id, incarnation: 1 },
    );
    expect(old.kind).toBe('lost');
  });

  it('tries again later under the same id, is redelivered by hand, one or all', async () => {
    const hook = await subscribe(['lead.created']);
    answer = 500;
    const before = new Date().toISOString();
    await aLead('Fails');
    await relay();
    expect(await pump(hook.id)).toBe('later');
    const [delivery] = await deliveriesOf(hook.id);
    expect(delivery).toMatchObject({ status: 'pending', attempts: 1, lastStatus: 500, lastError: 'It answered 500.' });
    answer = 200;
    await acme.admin.ok(contract.redeliverWebhook, { params: { id: hook.id, deliveryId: delivery?.id ?? '' } });
    expect(await pump(hook.id)).toBe('done');
    expect(new Set(hits.map((hit) => hit.headers['webhook-id'])).size).toBe(1);
    const { body } = await acme.admin.ok(contract.redeliverFailedWebhooks, { params: { id: hook.id }, body: { since: before } });
    expect(body.count).toBe(0);
  });

  it('signs with both secrets while one changes over', async () => {
    const hook = await subscribe(['lead.created']);
    const { body: rotated } = await acme.admin.ok(contract.rotateWebhookSecret, { params: { id: hook.id }, version: hook.version });
    await aLead('Rotated');
    await relay();
    await pump(hook.id);
    const [hit] = hits;
    const signatures = String(hit?.headers['webhook-signature']).split(' ');
    const wanted = [rotated.secret ?? '', hook.secret].map((secret) =>
      createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
        .update(`${hit?.headers['webhook-id']}.${hit?.headers['webhook-timestamp']}.${hit?.body}`)
        .digest('base64'),
    );
    expect(signatures).toEqual(wanted.map((signature) => `v1,${signature}`));
  });

  it('is switched off after days of failure, its maker is told, and goes on when it is switched on', async () => {
    const hook = await subscribe(['lead.created']);
    answer = 503;
    await aLead('Dead end');
    await relay();
    await pump(hook.id);
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx.raw(`update webhook_subscriptions set failing_since = now() - interval '4 days' where id = ?`, [hook.id]),
    );
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx.raw(`update webhook_deliveries set next_attempt_at = now() where subscription_id = ?`, [hook.id]),
    );
    expect(await pump(hook.id)).toBe('done');
    const { body: off } = await acme.admin.ok(contract.getWebhook, { params: { id: hook.id } });
    expect(off).toMatchObject({ status: 'disabled', pending: 1 });
    const { body: notices } = await acme.admin.ok(listNotifications);
    expect(notices.items.map((notice) => notice.kind)).toContain('webhook.disabled');
    answer = 200;
    await acme.admin.ok(contract.updateWebhook, { params: { id: hook.id }, version: off.version, body: { status: 'active' } });
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx.raw(`update webhook_deliveries set next_attempt_at = now() where subscription_id = ?`, [hook.id]),
    );
    await pump(hook.id);
    expect((await deliveriesOf(hook.id))[0]).toMatchObject({ status: 'delivered' });
  });

  it('calls no address inside, by number, by name or by redirect', async () => {
    for (const bad of [
      'http://127.0.0.1/',
      'http://[::1]/',
      'http://169.254.169.254/x',
      'http://localhost:1/',
      'http://0x7f000001/',
      'ftp://a.example/',
      'https://u:p@a.example/',
      'nonsense',
    ])
      await acme.admin.refused(contract.createWebhook, 422, { body: { name: 'Bad', url: bad, eventTypes: ['*'] } });
    const options = { timeoutMs: 2_000, allowPrivate: false };
    expect((await postTo(url, {}, '{}', options)).error).toBe('The address does not lead to the public internet.');
    const port = new URL(url).port;
    // A name that anybody may own, and that leads home.
    expect((await postTo(`http://localhost:${port}/`, {}, '{}', options)).error).toBe('The address does not lead to the public internet.');
    answer = 302;
    expect((await postTo(url, {}, '{}', { ...options, allowPrivate: true })).error).toContain('redirects are not followed');
    expect(hits).toHaveLength(1);
  });

  it('is changed in address, events and filter on the version one saw, and is then told of that', async () => {
    const hook = await subscribe(['lead.created']);
    const at = { params: { id: hook.id }, version: hook.version };
    const isNamed = (name: string) => ({
      kind: 'compare' as const,
      left: { kind: 'field' as const, path: 'event.after.firstName' },
      operator: 'is' as const,
      right: { kind: 'literal' as const, value: name },
    });
    const { body: changed } = await acme.admin.ok(contract.updateWebhook, {
      ...at,
      body: { name: 'Shop', eventTypes: ['lead.created', 'lead.updated'], filter: isNamed('Wanted') },
    });
    expect(changed).toMatchObject({ name: 'Shop', eventTypes: ['lead.created', 'lead.updated'], filter: isNamed('Wanted') });
    const { body: late } = await acme.admin.refused(contract.updateWebhook, 412, { ...at, body: { name: 'Late' } });
    expect(late['current']).toMatchObject({ name: 'Shop', version: changed.version });

    const now = { params: { id: hook.id }, version: changed.version };
    const ofRecord = { kind: 'compare' as const, left: { kind: 'field' as const, path: 'lead.email' }, operator: 'is_set' as const };
    const { body: refused } = await acme.admin.refused(contract.updateWebhook, 422, {
      ...now,
      body: { filter: { kind: 'all', of: [isNamed('Wanted'), ofRecord] } },
    });
    expect(refused.errors).toMatchObject([{ pointer: '/filter/of/1/left/path', code: 'filter_not_of_event' }]);
    await acme.admin.refused(contract.updateWebhook, 422, { ...now, body: { url: 'http://10.0.0.8/in' } });

    await aLead('Wanted');
    await aLead('Another');
    await relay();
    await pump(hook.id);
    expect(hits.map((hit) => hit.body.includes('Wanted'))).toEqual([true]);
  });

  it('belongs to its workspace, and only admins see it', async () => {
    const hook = await subscribe(['*']);
    const other = await aWorkspace(api);
    await other.admin.refused(contract.getWebhook, 404, { params: { id: hook.id } });
    await aLead('Not theirs', other);
    await relay();
    await pump(hook.id);
    expect(hits.filter((hit) => hit.body.includes('Not theirs'))).toEqual([]);
    const rep = await aPerson(api, acme, 'rep');
    await rep.client.refused(contract.listWebhooks, 403);
    await acme.admin.ok(contract.archiveWebhook, { params: { id: hook.id }, version: hook.version });
    await acme.admin.refused(contract.getWebhook, 404, { params: { id: hook.id } });
  });
});
