import type { HttpRequestConfig } from '../automation/nodes/http-request.ts';
import { headerProblem } from '../credentials/credential-rules.ts';
import { valueOf } from '../expressions/evaluate.ts';
import type { Facts } from '../expressions/facts.ts';
import { fillText } from '../expressions/text.ts';
import type { Json } from '../json.ts';
import { type CallRequest, mostRequestBytes } from './call-rules.ts';

/** Works a step's settings out into the call that is made, or says why there can be none. */
export function buildCall(config: HttpRequestConfig, facts: Facts): { readonly request: CallRequest } | { readonly problem: string } {
  const url = fillText(config.url.trim(), facts, encodeURIComponent);
  if (!URL.canParse(url)) return { problem: `"${url.slice(0, 200)}" is no web address.` };
  const { headers, problem } = headersOf(config, facts);
  if (problem !== null) return { problem };
  const body = config.method === 'GET' ? null : bodyOf(config, facts);
  if (body !== null && body.length > mostRequestBytes) return { problem: `The body is longer than ${mostRequestBytes} characters.` };
  const type = contentTypeOf(config);
  const { method, credentialId, timeoutSeconds, followRedirects, retry, okStatuses, answer } = config;
  return {
    request: {
      method,
      url: new URL(url).href,
      headers: body === null || type === null || hasHeader(headers, 'content-type') ? headers : { ...headers, 'Content-Type': type },
      body,
      credentialId,
      timeoutSeconds,
      followRedirects,
      retry,
      okStatuses,
      fields: answer,
    },
  };
}

function headersOf(config: HttpRequestConfig, facts: Facts): { readonly headers: Record<string, string>; readonly problem: string | null } {
  const headers: Record<string, string> = {};
  for (const { name, value } of config.headers) {
    const problem = headerProblem(name);
    if (problem !== null) return { headers, problem };
    const text = fillText(value, facts, String);
    // What stands in a record must not make a header of its own, and headers are Latin-1.
    headers[name] = text.replace(/[^\x20-\x7e\xa0-\xff]/g, ' ').trim();
  }
  return { headers, problem: null };
}

function hasHeader(headers: Readonly<Record<string, string>>, wanted: string): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === wanted);
}

function contentTypeOf({ body }: HttpRequestConfig): string | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'json':
      return 'application/json';
    case 'form':
      return 'application/x-www-form-urlencoded';
    case 'text':
      return /^[\w.+-]+\/[\w.+-]+(?:\s*;\s*[\w-]+=[\w.-]+)*$/.test(body.contentType) ? body.contentType : 'text/plain; charset=utf-8';
  }
}

function bodyOf({ body }: HttpRequestConfig, facts: Facts): string | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'json': {
      const made: { [name: string]: Json } = {};
      for (const { name, value } of body.fields) put(made, name.split('.'), valueOf(value, facts));
      return JSON.stringify(made);
    }
    case 'form': {
      const pairs = body.fields.map(({ name, value }): [string, string] => {
        const given = valueOf(value, facts);
        return [name, given === null ? '' : typeof given === 'object' ? JSON.stringify(given) : String(given)];
      });
      return new URLSearchParams(pairs).toString();
    }
    case 'text':
      // In JSON that was written by hand a value must not end its text.
      return fillText(body.text, facts, body.contentType.includes('json') ? (value) => JSON.stringify(value).slice(1, -1) : String);
  }
}

/** Sets a value at `address.city`. Own properties only: names such as `__proto__` are names like others. */
function put(into: { [name: string]: Json }, path: readonly string[], value: Json): void {
  const [name = '', ...rest] = path;
  const set = (made: Json): void => {
    Object.defineProperty(into, name, { value: made, enumerable: true, configurable: true, writable: true });
  };
  if (rest.length === 0) return set(value);
  const known = Object.hasOwn(into, name) ? into[name] : undefined;
  // Not null and no list: an object of JSON.
  const inner: { [name: string]: Json } =
    typeof known === 'object' && known !== null && !Array.isArray(known) ? { ...(known as { [name: string]: Json }) } : {};
  put(inner, rest, value);
  set(inner);
}
