import { createHash, randomBytes } from 'node:crypto';

/** What the browser or client holds: 256 random bits that mean nothing by themselves. */
export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Only the hash of a token is stored: whoever reads the table cannot use it. Tokens are random, so no salt is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
