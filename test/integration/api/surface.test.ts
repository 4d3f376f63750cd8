import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as files from '../../../api/contracts/files.ts';
import { signIn } from '../../../api/contracts/identity.ts';
import { listOutbox } from '../../../api/contracts/outbox.ts';
import { listTeams } from '../../../api/contracts/teams.ts';
import { routes } from '../../../api/routes/index.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { eventually } from '../../helpers/until.ts';
import { type StartApi, startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
const others: TestApi[] = [];

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterEach(async () => {
  for (const one of others.splice(0)) await one.stop();
});
afterAll(() => api.stop());

async function another(options: StartApi): Promise<TestApi> {
  const made = await startApi(options);
  others.push(made);
  return made;
}

describe('the document', () => {
  it('describes every route and is served to everybody', async () => {
    const response = await api.client().raw('GET', '/v1/openapi.json');
    const document = (await response.json()) as {
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
      components: { schemas: object };
    };
    expect(document.openapi).toBe('3.1.0');
    for (const { endpoint } of routes) expect(document.paths[endpoint.path]?.[endpoint.method.toLowerCase()], endpoint.path).toBeDefined();
    const text = JSON.stringify(document);
    const references = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]));
    for (const name of references) expect(document.components.schemas).toHaveProperty(String(name));
    expect(text).not.toContain('#/$defs/');
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map((operation) => (operation as { operationId: string }).operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a page without anything from outside and without inline scripts', async () => {
    const page = await api.client().raw('GET', '/docs');
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).not.toMatch(/<script>|\son\w+=|<style/);
    for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await api.client().raw('GET', String(path))).status, path).toBe(200);
  });
});

describe('every answer', () => {
  it('carries an id, a content security policy and no hint of what serves it', async () => {
    const { headers } = await acme.admin.raw('GET', '/v1/me');
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('is compressed when it is long', async () => {
    const response = await api.client().raw('GET', '/v1/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
  });
});

describe('readiness', () => {
  it('names what is missing, while the API lives', async () => {
    const away = await another({
      probes: [
        { name: 'database', check: () => Promise.resolve() },
        { name: 'temporal', check: () => Promise.reject(new Error('does not answer')) },
      ],
    });
    const response = await away.client().raw('GET', '/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'not_ready', missing: [{ name: 'temporal', reason: 'does not answer' }] });
    expect((await away.client().raw('GET', '/healthz')).status).toBe(200);
    expect((await api.client().raw('GET', '/readyz')).status).toBe(200);
  });
});

describe('rate limits', () => {
  it('are told with every answer and end in 429 with a time to come back', async () => {
    const strict = await another({ config: { rateLimitPerMinute: 6 } });
    const place = await aWorkspace(strict);
    const seen: number[] = [];
    for (let n = 0; n < 3; n++) {
      const { headers } = await place.admin.ok(listTeams);
      expect(headers.get('ratelimit-limit')).toBe('3');
      seen.push(Number(headers.get('ratelimit-remaining')));
    }
    expect(seen).toEqual([2, 1, 0]);
    const { headers, body } = await place.admin.refused(listTeams, 429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body.code).toBe('rate_limited');
    // One route is full; others are not yet.
    expect((await place.admin.raw('GET', '/v1/me')).status).toBe(200);
  });

  it('are stricter for signing in', async () => {
    const strict = await another({ config: { rateLimitSignInPerMinute: 3, loginMaxFailures: 100 } });
    const call = { body: { email: 'someone@example.test', password: 'x' } };
    for (let n = 0; n < 3; n++) await strict.client().refused(signIn, 401, call);
    const { body } = await strict.client().refused(signIn, 429, call);
    expect(body.code).toBe('rate_limited');
  });
});

describe('files', () => {
  const upload = (
    client: Workspace['admin'],
    content: string | Uint8Array<ArrayBuffer>,
    name = 'leads.csv',
    headers: Record<string, string> = {},
  ) => {
    const form = new FormData();
    form.append('file', new Blob([content], { type: 'text/csv' }), name);
    return client.raw('POST', '/v1/files?purpose=import', { body: form, headers });
  };

  it('are streamed in, hashed and given back as they were', async () => {
    const content = 'email,name\n'.repeat(5_000);
    const answer = await upload(acme.admin, content, '../../etc/leäds.csv');
    expect(answer.status).toBe(201);
    const file = files.file.parse(await answer.json());
    expect(file).toMatchObject({ name: 'leäds.csv', size: content.length, purpose: 'import' });
    const back = await acme.admin.raw('GET', `/v1/files/${file.id}/content`);
    expect(back.headers.get('content-disposition')).toContain('attachment');
    expect(await back.text()).toBe(content);
    const other = await aWorkspace(api);
    await other.admin.refused(files.getFile, 404, { params: { id: file.id } });
    expect((await other.admin.raw('GET', `/v1/files/${file.id}/content`)).status).toBe(404);
  });

  it('are kept once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'upload-1' };
    const [first, again] = [
      await upload(acme.admin, 'a,b\n1,2\n', 'x.csv', headers),
      await upload(acme.admin, 'a,b\n1,2\n', 'x.csv', headers),
    ];
    expect(await again.json()).toEqual(await first.json());
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await upload(acme.admin, 'other', 'x.csv', headers)).status).toBe(422);
  });

  it('are refused when too large, when programs, when there is none, and by role', async () => {
    expect((await upload(acme.admin, 'x'.repeat(1_000_001))).status).toBe(413);
    expect((await upload(acme.admin, 'x'.repeat(3_000_000))).status).toBe(413);
    expect((await upload(acme.admin, new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 1, 2]))).status).toBe(415);
    const empty = new FormData();
    empty.append('note', 'no file');
    expect((await acme.admin.raw('POST', '/v1/files?purpose=import', { body: empty })).status).toBe(422);
    const two = new FormData();
    for (const name of ['a.csv', 'b.csv']) two.append('file', new Blob(['x']), name);
    expect((await acme.admin.raw('POST', '/v1/files?purpose=import', { body: two })).status).toBe(422);
    const broken = { 'content-type': 'multipart/form-data; boundary=zzz' };
    expect((await acme.admin.raw('POST', '/v1/files?purpose=import', { body: '--zzz\r\nnonsense', headers: broken })).status).toBe(400);
    const rep = await aPerson(api, acme, 'rep');
    expect((await upload(rep.client, 'x')).status).toBe(403);
  });
});

describe('an upload that breaks off', () => {
  it('leaves nothing behind and holds nobody up', async () => {
    const stop = new AbortController();
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(
          new TextEncoder().encode('--zzz\r\ncontent-disposition: form-data; name="file"; filename="x.csv"\r\n\r\nhalf of it'),
        );
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=zzz' };
    const sent = acme.admin.raw('POST', '/v1/files?purpose=import', { body, signal: stop.signal, headers, duplex: 'half' });
    const folder = join(api.folder, 'files', acme.tenantId);
    const parts = async () => (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.part'));
    await eventually('the file is being written', async () => (await parts()).length > 0);
    stop.abort();
    await expect(sent).rejects.toThrow('aborted');
    await eventually('nothing is left of it', async () => (await parts()).length === 0);
  });
});

describe('the mail folder', () => {
  it('shows the mail of the own workspace to admins', async () => {
    const outboxFolder = join(api.folder, 'outbox');
    await mkdir(outboxFolder);
    const local = await another({ config: { outboxFolder } });
    const place = await aWorkspace(local);
    const mail = {
      messageId: '<1@x>',
      from: 'a@x',
      to: 'dana@x',
      subject: 'Hello',
      html: '<p>Hi</p>',
      text: 'Hi',
      sentAt: '2026-01-01T00:00:00.000Z',
    };
    await writeFile(join(outboxFolder, 'a.json'), JSON.stringify({ ...mail, tenantId: place.tenantId }));
    await writeFile(join(outboxFolder, 'b.json'), JSON.stringify({ ...mail, tenantId: acme.tenantId, subject: 'Foreign' }));
    await writeFile(join(outboxFolder, 'c.json'), 'not json');
    expect((await place.admin.ok(listOutbox)).body).toEqual({ enabled: true, items: [mail] });
    const viewer = await aPerson(local, place, 'manager');
    await viewer.client.refused(listOutbox, 403);
    expect((await acme.admin.ok(listOutbox)).body).toEqual({ enabled: false, items: [] });
  });
});

describe('the browser application', () => {
  it('is served with every address that looks like a page, and never outside of its folder', async () => {
    const uiFolder = join(api.folder, 'ui');
    await mkdir(join(uiFolder, 'assets'), { recursive: true });
    await writeFile(join(uiFolder, 'index.html'), '<!doctype html><title>Cadenza</title>');
    await writeFile(join(uiFolder, 'assets', 'app-1a2b.js'), 'export {};');
    const local = await another({ config: { uiFolder } });
    const get = (path: string) => local.client().raw('GET', path);
    for (const path of ['/', '/leads/123?tab=x', '/automations']) {
      const page = await get(path);
      expect(page.status, path).toBe(200);
      expect(await page.text()).toContain('<title>Cadenza</title>');
      expect(page.headers.get('cache-control')).toContain('max-age=0');
    }
    expect((await get('/assets/app-1a2b.js')).headers.get('cache-control')).toContain('immutable');
    for (const path of ['/assets/none.js', '/favicon.ico', '/..%2f..%2fpackage.json', '/v1/nothing', '/%2e%2e/%2e%2e/package.json']) {
      expect((await get(path)).status, path).toBe(404);
    }
  });
});
