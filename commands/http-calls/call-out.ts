import { lookup as resolveName, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '../../domain/webhooks/addresses.ts';

export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface CallLimits {
  /** For the whole exchange, to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly mostBytes: number;
  /** What is longer: cut off there, or a failure. */
  readonly tooLong: 'cut' | 'fail';
  /** For tests and for instances inside a closed network: also addresses that are not public. */
  readonly allowPrivate: boolean;
}

export type Answered =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: Buffer }
  /** No answer: it may pass. */
  | { readonly kind: 'failed'; readonly error: string }
  /** It was not made, or its answer not taken, because it must not be. */
  | { readonly kind: 'blocked'; readonly error: string };

const notPublic = 'The address does not lead to the public internet.';

class Blocked extends Error {
  override readonly name = 'Blocked';
}

/**
 * One request to an address that somebody typed. The name is resolved here, every address it gives must be public, and the connection is
 * made to the very address that was looked at: a name that changes its mind in between gains nothing. Redirects are not followed; who
 * follows one calls again, so that its address is judged the same way.
 */
export function callOut(wanted: OutgoingRequest, limits: CallLimits): Promise<Answered> {
  return new Promise((resolve) => {
    const blocked = (error: string): void => resolve({ kind: 'blocked', error });
    const failed = (error: string): void => resolve({ kind: 'failed', error });
    if (!URL.canParse(wanted.url)) return blocked('The address is no web address.');
    const target = new URL(wanted.url);
    if (target.protocol !== 'https:' && target.protocol !== 'http:') return blocked('The address does not begin with https:// or http://.');
    if (target.username !== '' || target.password !== '') return blocked('User name and password do not belong into an address.');
    const host = target.hostname.replace(/^\[|\]$/g, '');
    // An address that is no name is never looked up, so it is judged here.
    if (!limits.allowPrivate && /^[\d.]+$|:/.test(host) && !isPublicAddress(host)) return blocked(notPublic);
    const client = target.protocol === 'https:' ? https : http;
    const length = wanted.body === null ? {} : { 'content-length': String(Buffer.byteLength(wanted.body)) };
    const request = client.request(
      target,
      {
        method: wanted.method,
        headers: { ...wanted.headers, ...length },
        lookup: publicLookup(limits.allowPrivate),
        agent: false,
        signal: AbortSignal.timeout(limits.timeoutMs),
      },
      (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        const done = (): void => {
          resolve({
            kind: 'answered',
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).subarray(0, limits.mostBytes),
          });
          request.destroy();
        };
        response.on('data', (part: Buffer) => {
          size += part.length;
          if (size <= limits.mostBytes || limits.tooLong === 'cut') parts.push(part);
          if (size <= limits.mostBytes) return;
          if (limits.tooLong === 'cut') return done();
          blocked(`The answer is longer than ${limits.mostBytes} bytes.`);
          request.destroy();
        });
        response.on('end', done);
        response.on('error', (error) => failed(wordsFor(error, limits)));
        response.on('aborted', () => failed('The connection ended in the middle of the answer.'));
      },
    );
    request.on('error', (error) => (error instanceof Blocked ? blocked(error.message) : failed(wordsFor(error, limits))));
    request.end(wanted.body ?? undefined);
  });
}

function wordsFor(error: Error, { timeoutMs }: CallLimits): string {
  return error.name === 'TimeoutError' || error.name === 'AbortError' ? `No answer within ${timeoutMs / 1_000} s.` : error.message;
}

function publicLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { all: true, family: options.family ?? 0 }, (error, found) => {
      const addresses: readonly LookupAddress[] = found ?? [];
      if (error) return callback(error, '', 4);
      if (!allowPrivate && addresses.some(({ address }) => !isPublicAddress(address))) return callback(new Blocked(notPublic), '', 4);
      const [first] = addresses;
      if (first === undefined) return callback(new Error('The name has no address.'), '', 4);
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}
