import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { InboundAuth } from '../../domain/webhooks/inbound.ts';

/** What is needed of a request to prove its sender. */
export interface Proof {
  readonly header: (name: string) => string;
  readonly pathSecret: string | null;
  readonly body: Buffer;
  readonly nowSeconds: number;
}

/** Null when the sender is proven, else why not. Comparisons take the same time wherever the first difference is. */
export function whyNotProven(auth: InboundAuth, secret: string, proof: Proof): string | null {
  if (auth.kind === 'path') return same(proof.pathSecret ?? '', secret) ? null : 'The secret in the address is missing or wrong.';
  if (auth.kind === 'header')
    return same(proof.header(auth.header), secret) ? null : `The secret in the header ${auth.header} is missing or wrong.`;
  const given = proof.header(auth.header);
  if (given === '') return `The header ${auth.header} with the signature is missing.`;
  if (!given.startsWith(auth.prefix)) return `The signature does not begin with "${auth.prefix}".`;
  const signed = signedContent(auth, proof);
  if (typeof signed === 'string') return signed;
  const wanted = createHmac(auth.algorithm, secret).update(signed).digest(auth.encoding);
  const text = given.slice(auth.prefix.length).trim();
  return same(auth.encoding === 'hex' ? text.toLowerCase() : text, wanted) ? null : 'The signature does not match the body.';
}

function signedContent(auth: Extract<InboundAuth, { kind: 'hmac' }>, proof: Proof): Buffer | string {
  if (auth.timestampHeader === null) return proof.body;
  const time = proof.header(auth.timestampHeader);
  if (!/^\d{1,12}$/.test(time)) return `The header ${auth.timestampHeader} with the time is missing or no number of seconds.`;
  if (Math.abs(proof.nowSeconds - Number(time)) > auth.toleranceSeconds) return 'The time of the request is outside the window.';
  return Buffer.concat([Buffer.from(`${time}.`), proof.body]);
}

/** Digests are of one length, so neither content nor length of a secret can be timed. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted)) && given !== '';
}
