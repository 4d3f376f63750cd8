import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createAutomation, publishAutomation } from '../../../api/contracts/automations.ts';
import * as contract from '../../../api/contracts/inbound-webhooks.ts';
import { readLead } from '../../../api/contracts/leads.ts';
import { listRuns } from '../../../api/contracts/runs.ts';
import { relayRound } from '../../../workers/relay/relay.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
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

const mapping = {
  target: 'lead' as const,
  fields: [
    { path: '$.person.mail', field: 'email' },
    { path: 'person.names[0]', field: 'firstName' },
  ],
  data: [{ path: '$.plan', name: 'plan' }],
};
const sample = { person: { mail: 'Sami@Kite.Example', names: ['Sami', 'K'] }, plan: { seats: 3 } };

async function make(overrides: Partial<z.input<NonNullable<typeof contract.createInboundWebhook.body>>> = {}) {
  const { body } = await acme.admin.ok(contract.createInboundWebhook, {
    body: { name: 'Shop', auth: { kind: 'path' }, mapping, ...overrides },
  });
  return { ...body, secret: body.secret ?? '' };
}

function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(api.url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

async function requestsOf(id: string) {
  return (await acme.admin.ok(contract.listInboundRequests, { params: { id } })).body.items;
}

describe('an inbound webhook', () => {
  it('makes a lead of a request and starts automations with its data', async () => {
    const hook = await make();
    const draft = await acme.admin.ok(createAutomation, {
      body: {
        definition: {
          ...definition([step('tag', 'record.add_tag')], {
            name: 'From the shop',
            trigger: { id: 'start', type: 'trigger.webhook', config: { webhookId: hook.id } },
          }),
        },
      },
    });
    await acme.admin.ok(publishAutomation, { params: { id: draft.body.id }, version: draft.body.version });
    const answer = await post(`/hooks/${hook.key}/${hook.secret}`, JSON.stringify(sample));
    expect(answer.status, await answer.clone().text()).toBe(202);
    const [request] = await requestsOf(hook.id);
    expect(request).toMatchObject({ outcome: 'accepted', body: JSON.stringify(sample) });
    const { body: lead } = await acme.admin.ok(readLead, { params: { id: request?.leadId ?? '' } });
    expect(lead).toMatchObject({ email: 'sami@kite.example', firstName: 'Sami', sourceDetail: 'Shop' });
    const log = { error: () => undefined, warn: () => undefined };
    while (await relayRound({ db: api.db, log }));
    const { body: runs } = await acme.admin.ok(listRuns, { query: { automationId: draft.body.id } });
    expect(runs.items).toHaveLength(1);
  });

  it.each([
    ['sha256', 'hex', 'sha256=', null],
    ['sha1', 'hex', 'sha1=', null],
    ['sha512', 'base64', '', null],
    ['sha256', 'base64', 'v1,', 'X-Time'],
  ] as const)('believes %s in %s with the prefix "%s"', async (algorithm, encoding, prefix, timestampHeader) => {
    const hook = await make({
      auth: { kind: 'hmac', header: 'X-Signature', algorithm, encoding, prefix, timestampHeader, toleranceSeconds: 60 },
      secret: 'given by the sender',
    });
    const raw = JSON.stringify({ person: { mail: `${algorithm}@kite.example` }, odd: 'ü €' });
    const now = Math.floor(Date.now() / 1_000);
    const signed = (text: string, time = now, key = 'given by the sender') => ({
      'x-signature':
        prefix +
        createHmac(algorithm, key)
          .update(timestampHeader === null ? text : `${time}.${text}`)
          .digest(encoding),
      ...(timestampHeader === null ? {} : { 'x-time': String(time) }),
    });
    expect((await post(`/hooks/${hook.key}`, raw, signed(raw))).status).toBe(202);
    expect((await post(`/hooks/${hook.key}`, `${raw} `, signed(raw))).status).toBe(401);
    expect((await post(`/hooks/${hook.key}`, raw, signed(raw, now, 'another secret'))).status).toBe(401);
    expect((await post(`/hooks/${hook.key}`, raw)).status).toBe(401);
    if (timestampHeader !== null) expect((await post(`/hooks/${hook.key}`, raw, signed(raw, now - 3_600))).status).toBe(401);
    expect((await requestsOf(hook.id)).filter((one) => one.outcome === 'accepted')).toHaveLength(1);
  });

  it('takes the same delivery once, at the same moment too, and a refused one again', async () => {
    const hook = await make({ auth: { kind: 'header', header: 'X-Secret' }, deliveryIdHeader: 'X-Delivery' });
    const headers = { 'x-secret': hook.secret, 'x-delivery': 'd-1' };
    const answers = await Promise.all([1, 2, 3].map(() => post(`/hooks/${hook.key}`, JSON.stringify(sample), headers)));
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202]);
    const bodies = await Promise.all(answers.map((answer) => answer.json() as Promise<{ duplicate: boolean }>));
    expect(bodies.filter((one) => one.duplicate)).toHaveLength(2);
    const refused = { ...headers, 'x-delivery': 'd-2' };
    expect((await post(`/hooks/${hook.key}`, '{"person":{"mail":"nonsense"}}', refused)).status).toBe(422);
    expect((await post(`/hooks/${hook.key}`, JSON.stringify(sample), refused)).status).toBe(202);
  });

  it('is tried on a sample, replayed by the mapping as it is now, redacted, and keeps only the last samples', async () => {
    const hook = await make({ keepSamples: 2 });
    const { body: tried } = await acme.admin.ok(contract.tryInboundMapping, { body: { mapping, sample } });
    expect(tried).toMatchObject({ lead: { email: 'Sami@Kite.Example', firstName: 'Sami' }, data: { plan: { seats: 3 } }, problems: [] });
    expect((await post(`/hooks/${hook.key}/${hook.secret}`, '{"other":"late@kite.example"}')).status).toBe(422);
    const [refused] = await requestsOf(hook.id);
    await acme.admin.ok(contract.updateInboundWebhook, {
      params: { id: hook.id },
      version: hook.version,
      body: { mapping: { ...mapping, fields: [{ path: '$.other', field: 'email' }] } },
    });
    const params = { id: hook.id, requestId: refused?.id ?? '' };
    const { body: replayed } = await acme.admin.ok(contract.replayInboundRequest, { params });
    const { body: lead } = await acme.admin.ok(readLead, { params: { id: replayed.leadId ?? '' } });
    expect(lead.email).toBe('late@kite.example');
    await acme.admin.ok(contract.redactInboundRequest, { params });
    await acme.admin.refused(contract.replayInboundRequest, 409, { params });
    for (let n = 0; n < 3; n++)
      await acme.admin.ok(contract.testInboundWebhook, { params: { id: hook.id }, body: { body: { other: `t${n}@kite.example` } } });
    const kept = (await requestsOf(hook.id)).filter((one) => one.outcome === 'accepted');
    expect(kept.map((one) => one.body !== null)).toEqual([true, true, false, false]);
  });

  it('answers strangers with a clear refusal, never with an error of ours', async () => {
    const hook = await make();
    const good = `/hooks/${hook.key}/${hook.secret}`;
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const cases: [Promise<Response>, number][] = [
      [post('/hooks/unknown/x', '{}'), 404],
      [post('/hooks', '{}'), 404],
      [post(`/hooks/${hook.key}`, '{}'), 401],
      [post(`/hooks/${hook.key}/%ff`, '{}'), 401],
      [post(good, 'not json'), 400],
      [post(good, deep), 422],
      [post(good, '{"person":{"mail":"a\\u0000@b.example"}}'), 422],
      [post(good, '{"__proto__":{"mail":"x"},"person":[]}'), 422],
      [post(good, '{"person":{"mail":{"a":1}}}'), 422],
      [post(good, `"${'x'.repeat(600_000)}"`), 413],
      [post(good, '', { 'content-encoding': 'gzip' }), 415],
      [fetch(api.url + good), 405],
    ];
    for (const [answer, status] of cases) expect((await answer).status, await (await answer).text()).toBe(status);
  });

  it('belongs to its workspace and tells its secret once', async () => {
    const hook = await make();
    await other.admin.refused(contract.getInboundWebhook, 404, { params: { id: hook.id } });
    await other.admin.refused(contract.rotateInboundSecret, 404, { params: { id: hook.id }, version: 1, body: {} });
    expect((await acme.admin.ok(contract.getInboundWebhook, { params: { id: hook.id } })).body).not.toHaveProperty('secret');
    const rep = await aPerson(api, acme, 'rep');
    await rep.client.refused(contract.listInboundWebhooks, 403);
    const { body: rotated } = await acme.admin.ok(contract.rotateInboundSecret, {
      params: { id: hook.id },
      version: hook.version,
      body: {},
    });
    expect((await post(`/hooks/${hook.key}/${hook.secret}`, JSON.stringify(sample))).status).toBe(401);
    expect((await post(`/hooks/${hook.key}/${rotated.secret}`, JSON.stringify(sample))).status).toBe(202);
    await acme.admin.ok(contract.archiveInboundWebhook, { params: { id: hook.id }, version: rotated.version });
    expect((await post(`/hooks/${hook.key}/${rotated.secret}`, JSON.stringify(sample))).status).toBe(404);
  });
});
