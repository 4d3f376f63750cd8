import { lookup as resolveName, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '../../domain/webhooks/addresses.ts';

export interface PostOptions {
  readonly timeoutMs: number;
  /** For tests and for instances inside a closed network: also addresses that are not public. */
  readonly allowPrivate: boolean;
}

export interface Posted {
  readonly status: number | null;
  readonly error: string | null;
  readonly excerpt: string | null;
}

const excerptBytes = 2_000;

/**
 * One POST to an address that somebody typed. The name is resolved here, every address it gives must be public, and the
 * connection is made to the very address that was looked at. Redirects are not followed: they are a failure that says so.
 */
export function postTo(url: string, headers: Readonly<Record<string, string>>, body: string, options: PostOptions): Promise<Posted> {
  return new Promise((resolve) => {
    const fail = (error: string): void => resolve({ status: null, error, excerpt: null });
    if (!URL.canParse(url)) return fail('The address is no web address.');
    const target = new URL(url);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    // An address that is no name is never looked up, so it is judged here.
    if (!options.allowPrivate && /^[\d.]+$|:/.test(host) && !isPublicAddress(host)) return fail(notPublic);
    const client = target.protocol === 'https:' ? https : http;
    const request = client.request(
      target,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        lookup: publicLookup(options.allowPrivate),
        agent: false,
        signal: AbortSignal.timeout(options.timeoutMs),
      },
      (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        const done = (): void => {
          const excerpt = Buffer.concat(parts).toString('utf8').replaceAll('\0', '').slice(0, excerptBytes);
          const status = response.statusCode ?? 0;
          resolve({ status, error: sentenceFor(status, response.headers.location), excerpt });
          request.destroy();
        };
        response.on('data', (part: Buffer) => {
          size += part.length;
          parts.push(part);
          if (size > excerptBytes) done();
        });
        response.on('end', done);
        response.on('error', (error) => fail(error.message));
      },
    );
    request.on('error', (error) =>
      fail(
        error.name === 'TimeoutError' || error.name === 'AbortError' ? `No answer within ${options.timeoutMs / 1_000} s.` : error.message,
      ),
    );
    request.end(body);
  });
}

const notPublic = 'The address does not lead to the public internet.';

function publicLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { all: true, family: options.family ?? 0 }, (error, found) => {
      const addresses: readonly LookupAddress[] = found ?? [];
      if (error) return callback(error, '', 4);
      if (!allowPrivate && addresses.some(({ address }) => !isPublicAddress(address))) return callback(new Error(notPublic), '', 4);
      const [first] = addresses;
      if (first === undefined) return callback(new Error('The name has no address.'), '', 4);
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

function sentenceFor(status: number, location: string | undefined): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return `It answered ${status} and wants to send us ${location === undefined ? 'elsewhere' : 'to another address'}; redirects are not followed.`;
  return `It answered ${status}.`;
}
