import { createHmac } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCredential, removeCredential } from '../../commands/credentials/credentials.ts';
import { createLead } from '../../commands/leads/create-lead.ts';
import type { CredentialSettings } from '../../domain/credentials/credential-rules.ts';
import type { JsonObject } from '../../domain/json.ts';
import { definition, step } from '../factories/definitions.ts';
import type { World } from '../factories/index.ts';
import { type Answer, endless, json, type OtherSystem, otherSystem } from '../integration/http/hostile-server.ts';
import { command, newLead, publish, rows } from '../integration/rules/world.ts';
import { house, inputsOf, runReaches } from './house.ts';

// A step calls another system: from the event that begins the run, over a real server, to the branch it leaves by.

const here = house();
let other: OtherSystem;
beforeAll(async () => {
  other = await otherSystem();
});
afterAll(() => other.stop());

const secret = 'sk-very-secret-1234';
const field = (path: string) => ({ kind: 'field', path });

/** The definition is judged as it would be for a public host; the address is then turned to the server of the test. */
async function draws(world: World, config: JsonObject, branch = true): Promise<void> {
  const nodes = [
    step('call', 'http.request', { url: 'https://api.example.com/', body: { kind: 'none' }, ...config }),
    step('worked', 'record.add_tag', { tags: ['worked'] }),
    step('failed', 'record.log_activity', {
      type: 'note',
      subject: 'Failed with {{default steps.call.status "nothing"}}: {{default steps.call.error ""}}',
    }),
  ];
  const edges = [
    { from: 'start', outcome: 'next', to: 'call' },
    { from: 'call', outcome: 'ok', to: 'worked' },
    ...(branch ? [{ from: 'call', outcome: 'failed', to: 'failed' }] : []),
  ];
  await publish(world, definition(branch ? nodes : nodes.slice(0, 2), { edges }));
  await turnedHere(world);
}

/** Plans are immutable for the product; behind its back the host of the address is this machine's. */
async function turnedHere(world: World): Promise<void> {
  const behind = new pg.Client({ connectionString: here.api().database.superuserUrl });
  await behind.connect();
  try {
    await behind.query(`update plans set plan = replace(plan::text, 'https://api.example.com', $1)::jsonb where tenant_id = $2`, [
      other.url,
      world.tenantId,
    ]);
  } finally {
    await behind.end();
  }
}

function keep(world: World, settings: CredentialSettings, hosts: readonly string[] = ['localhost', 'api.example.com']): Promise<string> {
  return command(here.db(), world, (trx, context) => createCredential(trx, context, { name: settings.kind, settings, hosts, secret }));
}

const orderId = [{ name: 'orderId', path: '$.order.id', type: 'text' }];
const quick = { attempts: 3, firstDelaySeconds: 1 };

async function outputOf(world: World, runId: string): Promise<JsonObject | undefined> {
  return (await rows<{ output: JsonObject }>(world, `select output from steps where run_id = ? and step = 'call'`, [runId]))[0]?.output;
}

describe('a call', () => {
  it('is made once with its values, its key and its credential; the answer goes on as values', async () => {
    const world = await here.tenant();
    const credentialId = await keep(world, { kind: 'bearer' });
    other.answers(json({ order: { id: 4711 }, echo: `Bearer ${secret}` }, 201));
    await draws(world, {
      url: 'https://api.example.com/leads/{{lead.email}}?x=1',
      headers: [{ name: 'X-Name', value: '{{lead.firstName}}' }],
      body: { kind: 'json', fields: [{ name: 'customer.name', value: field('lead.firstName') }] },
      credentialId,
      answer: orderId,
    });
    const before = other.seen.length;
    const lead = await command(here.db(), world, async (trx, context) => {
      const made = await createLead(trx, context, { firstName: 'Ann "A" X-Evil: 1', email: 'ann+x@example.com' });
      return made.lead.id;
    });
    const run = await runReaches(world, lead, 'succeeded');
    expect(other.seen.length).toBe(before + 1);
    expect(other.seen.at(-1)).toMatchObject({
      method: 'POST',
      url: '/leads/ann%2Bx%40example.com?x=1',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'idempotency-key': `${run.id}.0.call.1` },
    });
    expect(JSON.parse(other.seen.at(-1)?.body ?? '')).toMatchObject({ customer: { name: expect.stringContaining('Ann "A"') } });
    expect(other.seen.at(-1)?.headers['x-evil']).toBeUndefined();
    expect(await outputOf(world, run.id)).toMatchObject({ status: 201, ok: true, orderId: '4711' });
    // Neither the row of the call, nor the step's log, nor an event holds the secret, though the other side repeated it.
    for (const table of ['http_calls', 'steps', 'events']) {
      expect(await rows(world, `select 1 from ${table} t where t::text like '%very-secret%'`)).toEqual([]);
    }
    expect(await inputsOf(world, run.id, 'call')).toMatchObject({ method: 'POST', credentialId, attempts: 1 });
  });

  it('is tried again while it fails in passing, under the same key', async () => {
    const world = await here.tenant();
    other.answers(json({}, 503), json({}, 429, { 'retry-after': '1' }), json({ order: { id: 1 } }));
    await draws(world, { retry: quick, answer: orderId });
    const before = other.seen.length;
    const run = await runReaches(world, await newLead(world), 'succeeded');
    const keys = other.seen.slice(before).map((seen) => seen.headers['idempotency-key']);
    expect(keys).toEqual(Array.from({ length: 3 }, () => `${run.id}.0.call.1`));
    expect(await outputOf(world, run.id)).toMatchObject({ status: 200, orderId: '1' });
  });

  it.each<[string, Answer, JsonObject, number, RegExp]>([
    ['refused at once', json({ no: true }, 404), {}, 1, /^Failed with 404: It answered 404/],
    ['given up after its attempts', json({}, 500), { retry: { attempts: 2, firstDelaySeconds: 1 } }, 2, /^Failed with 500/],
    ['too long', endless, {}, 1, /longer than 1000000 bytes/],
    ['too slow', () => undefined, { timeoutSeconds: 1, retry: { attempts: 1, firstDelaySeconds: 1 } }, 1, /No answer within 1 s/],
  ])('leaves by "failed" when it is %s', async (_, answer, config, attempts, words) => {
    const world = await here.tenant();
    other.answers(answer);
    await draws(world, config);
    const before = other.seen.length;
    const run = await runReaches(world, await newLead(world), 'succeeded');
    expect(other.seen.length - before).toBe(attempts);
    const [note] = await rows<{ title: string }>(world, 'select title from activities');
    expect(note?.title).toMatch(words);
    expect(await outputOf(world, run.id)).toMatchObject({ ok: false });
  });

  it('without a branch for it holds the run, and says why', async () => {
    const world = await here.tenant();
    other.answers(json({}, 400));
    await draws(world, {}, false);
    const run = await runReaches(world, await newLead(world), 'held');
    expect(run.reason).toMatch(/POST localhost:\d+: It answered 400/);
  });

  it('with statuses of its own takes them for good', async () => {
    const world = await here.tenant();
    other.answers(json({}, 404));
    await draws(world, { okStatuses: ['2xx', '404'] });
    const run = await runReaches(world, await newLead(world), 'succeeded');
    expect(await outputOf(world, run.id)).toMatchObject({ status: 404, ok: true });
  });
});

describe('a credential', () => {
  it('proves by password, header or signature', async () => {
    const world = await here.tenant();
    const hmac = {
      kind: 'hmac',
      header: 'X-Sign',
      algorithm: 'sha256',
      encoding: 'hex',
      prefix: 'sha256=',
      timestampHeader: 'X-Time',
    } as const;
    const ways: readonly CredentialSettings[] = [{ kind: 'basic', username: 'cadenza' }, { kind: 'header', header: 'X-Api-Key' }, hmac];
    for (const settings of ways) {
      const place = await here.tenant();
      other.answers(json({}));
      await draws(place, { credentialId: await keep(place, settings), body: { kind: 'text', contentType: 'text/plain', text: 'hello' } });
      await runReaches(place, await newLead(place), 'succeeded');
      const headers = other.seen.at(-1)?.headers ?? {};
      if (settings.kind === 'basic') expect(headers.authorization).toBe(`Basic ${Buffer.from(`cadenza:${secret}`).toString('base64')}`);
      if (settings.kind === 'header') expect(headers['x-api-key']).toBe(secret);
      if (settings.kind !== 'hmac') continue;
      const wanted = createHmac('sha256', secret)
        .update(`${String(headers['x-time'])}.hello`)
        .digest('hex');
      expect(headers['x-sign']).toBe(`sha256=${wanted}`);
    }
    expect(world.tenantId).toBeDefined();
  });

  it('goes to no host it was not given for, also by a redirect', async () => {
    const world = await here.tenant();
    const credentialId = await keep(world, { kind: 'bearer' }, ['api.example.com']);
    await draws(world, { credentialId });
    const before = other.seen.length;
    await runReaches(world, await newLead(world), 'succeeded');
    expect(other.seen.length).toBe(before);
    const [note] = await rows<{ title: string }>(world, 'select title from activities');
    expect(note?.title).toMatch(/may not be sent to localhost/);

    const place = await here.tenant();
    // The same server under another name: the redirect is followed, the secret stays.
    other.answers(json({}, 302, { location: `http://127.0.0.1:${other.port}/elsewhere` }), json({}));
    await draws(place, { method: 'GET', followRedirects: true, credentialId: await keep(place, { kind: 'bearer' }) });
    await runReaches(place, await newLead(place), 'succeeded');
    const [first, second] = other.seen.slice(-2);
    expect([first?.headers.authorization, second?.url, second?.headers.authorization]).toEqual([
      `Bearer ${secret}`,
      '/elsewhere',
      undefined,
    ]);
  });

  it('that was removed fails the call, not the worker', async () => {
    const world = await here.tenant();
    const credentialId = await keep(world, { kind: 'bearer' });
    await draws(world, { credentialId });
    await command(here.db(), world, (trx, context) => removeCredential(trx, context, { id: credentialId, expectedVersion: 1, used: true }));
    await runReaches(world, await newLead(world), 'succeeded');
    const [note] = await rows<{ title: string }>(world, 'select title from activities');
    expect(note?.title).toMatch(/The credential was removed/);
  });
});
