import { callOut } from '../../commands/http-calls/call-out.ts';

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

/** One POST of a webhook. Redirects are a failure that says so. */
export async function postTo(url: string, headers: Readonly<Record<string, string>>, body: string, options: PostOptions): Promise<Posted> {
  const said = await callOut({ method: 'POST', url, headers, body }, { ...options, mostBytes: excerptBytes, tooLong: 'cut' });
  if (said.kind !== 'answered') return { status: null, error: said.error, excerpt: null };
  const excerpt = said.body.toString('utf8').replaceAll('\0', '');
  return { status: said.status, error: sentenceFor(said.status, said.headers.location), excerpt };
}

function sentenceFor(status: number, location: string | undefined): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return `It answered ${status} and wants to send us ${location === undefined ? 'elsewhere' : 'to another address'}; redirects are not followed.`;
  return `It answered ${status}.`;
}
