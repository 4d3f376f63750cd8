import { afterEach, expect, test, vi } from 'vitest';
import { api, etagOf, fetchVersioned, onSessionEnded, withQuery } from './fetch-json.ts';
import { ProblemError } from './problem.ts';

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fetched = vi.fn(
    async (_path: string, _init: RequestInit) => new Response(body === undefined ? null : JSON.stringify(body), { status, headers }),
  );
  vi.stubGlobal('fetch', fetched);
  return fetched;
}
afterEach(() => vi.unstubAllGlobals());

test('empty parts of a query are left out', () => {
  expect(withQuery('/v1/leads', { q: '', status: 'new,contacted', owner: undefined, limit: 50 })).toBe(
    '/v1/leads?status=new%2Ccontacted&limit=50',
  );
  expect(withQuery('/v1/leads', {})).toBe('/v1/leads');
});

test('a change names the version it is based on and gives back the new tag', async () => {
  const fetched = answer(200, { id: '1' }, { etag: 'W/"4"' });
  const { etag } = await api.patch('/v1/leads/1', { city: 'Dubai' }, etagOf(3));
  const headers = fetched.mock.calls[0]?.[1].headers as Headers;
  expect(headers.get('if-match')).toBe('W/"3"');
  expect(headers.get('idempotency-key')).toBeNull();
  expect(etag).toBe('W/"4"');
});

test('every POST can be repeated without harm', async () => {
  const fetched = answer(201, {});
  await api.post('/v1/leads', {});
  await api.post('/v1/leads', {});
  const keys = fetched.mock.calls.map(([, init]) => (init.headers as Headers).get('idempotency-key'));
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[0]).not.toBe(keys[1]);
});

test('a refusal carries code, fields and request id', async () => {
  answer(
    422,
    { code: 'validation_failed', detail: 'No.', errors: [{ pointer: '/email', detail: 'Not an e-mail.' }], existingId: '7' },
    { 'x-request-id': 'r1' },
  );
  const error = await api.post('/v1/leads', {}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({ status: 422, code: 'validation_failed', requestId: 'r1', extra: { existingId: '7' } });
  expect((error as ProblemError).fieldError('/email')).toBe('Not an e-mail.');
});

test('no answer at all is a problem of its own, and an odd page in between too', async () => {
  vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('failed')));
  await expect(fetchVersioned('/v1/me')).rejects.toMatchObject({ status: 0, code: 'network' });
  vi.stubGlobal('fetch', vi.fn().mockResolvedValue(new Response('<html>', { status: 502 })));
  await expect(fetchVersioned('/v1/me')).rejects.toMatchObject({ status: 502, code: 'http_502' });
});

test('an ended session is told once per refusal, a wrong password is not one', async () => {
  const ended = vi.fn();
  const stop = onSessionEnded(ended);
  answer(401, { code: 'unauthenticated' });
  await api.get('/v1/leads').catch(() => undefined);
  await api.post('/v1/sign-in', {}).catch(() => undefined);
  stop();
  expect(ended).toHaveBeenCalledTimes(1);
});
