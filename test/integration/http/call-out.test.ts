import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallLimits, callOut } from '../../../commands/http-calls/call-out.ts';
import { breaksOff, endless, halts, json, type OtherSystem, otherSystem } from './hostile-server.ts';

// One request to another system, which may be of ill will.

let other: OtherSystem;
beforeAll(async () => {
  other = await otherSystem();
});
afterAll(() => other.stop());

const limits: CallLimits = { timeoutMs: 400, mostBytes: 100_000, tooLong: 'fail', allowPrivate: true };
const get = (url: string, more: Partial<CallLimits> = {}) =>
  callOut({ method: 'GET', url, headers: { 'x-one': '1' }, body: null }, { ...limits, ...more });

describe('an answer', () => {
  it('is taken with status, headers and body', async () => {
    other.answers(json({ id: 7 }, 201, { 'retry-after': '3' }));
    const said = await get(`${other.url}/a?b=c`);
    expect(said).toMatchObject({ kind: 'answered', status: 201, headers: { 'retry-after': '3' } });
    expect(said.kind === 'answered' && said.body.toString()).toBe('{"id":7}');
    expect(other.seen.at(-1)).toMatchObject({ method: 'GET', url: '/a?b=c', headers: { 'x-one': '1' } });
  });

  it('that does not come, halts in the middle or breaks off is a failure in time', async () => {
    other.answers(() => undefined);
    expect(await get(other.url)).toEqual({ kind: 'failed', error: 'No answer within 0.4 s.' });
    other.answers(halts);
    expect(await get(other.url)).toMatchObject({ kind: 'failed' });
    other.answers(breaksOff);
    expect(await get(other.url)).toMatchObject({ kind: 'failed' });
  });

  it('that never ends is cut off, or is no answer', async () => {
    other.answers(endless);
    const cut = await get(other.url, { tooLong: 'cut', mostBytes: 1_000 });
    expect(cut.kind === 'answered' && cut.body.length).toBe(1_000);
    expect(await get(other.url)).toEqual({ kind: 'blocked', error: 'The answer is longer than 100000 bytes.' });
  });

  it('is a redirect as it stands: nobody is followed', async () => {
    other.answers(json({}, 302, { location: 'http://127.0.0.1/' }));
    expect(await get(other.url)).toMatchObject({ kind: 'answered', status: 302 });
  });
});

describe('an address', () => {
  it('that is not public is not called, by number, by name or in disguise', async () => {
    const before = other.seen.length;
    const hosts = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', '0x7f.1', '127.1'];
    for (const host of hosts) {
      const said = await get(`http://${host}:${other.port}/`, { allowPrivate: false });
      expect([host, said]).toEqual([host, { kind: 'blocked', error: 'The address does not lead to the public internet.' }]);
    }
    expect(other.seen.length).toBe(before);
  });

  it('that is none, or of another kind, or carries a password, is not called', async () => {
    for (const url of ['nonsense', 'file:///etc/passwd', 'ftp://example.com/', 'http://user:pass@example.com/'])
      expect(await get(url)).toMatchObject({ kind: 'blocked' });
    expect(await get('http://nobody.cadenza.invalid/')).toMatchObject({ kind: 'failed' });
  });
});
