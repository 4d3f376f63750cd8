import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a page says about itself when it comes back. */
export interface PageToken {
  readonly version: number;
  readonly openedAt: number;
  readonly nonce: string;
}

/** Signs when a page was opened and which version it shows; works without scripts and without a cookie. */
export function signPage(secret: string, version: number, now: number): string {
  const text = `${version}.${now.toString(36)}.${randomBytes(9).toString('base64url')}`;
  return `${text}.${signatureOf(secret, text)}`;
}

/** The token's content if it was signed by us. */
export function readPage(secret: string, token: string): PageToken | null {
  if (token.length > 200) return null;
  const [version = '', opened = '', nonce = '', signature = ''] = token.split('.');
  const wanted = Buffer.from(signatureOf(secret, `${version}.${opened}.${nonce}`));
  const given = Buffer.from(signature);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  return { version: Number(version), openedAt: Number.parseInt(opened, 36), nonce };
}

function signatureOf(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
