import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { UserError } from '../../domain/errors/errors.ts';

// OWASP's recommendation for Argon2id (the library's default algorithm): 19 MiB, two passes, one lane.
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const shortest = 10;

export function hashPassword(password: string): Promise<string> {
  return hash(password, settings);
}

let decoy: Promise<string> | undefined;

/**
 * Whether the password is the one of the hash. Without a hash (no such account) it does the same work and says no, so that
 * the time of an answer does not tell whether an account exists.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(24).toString('base64url'));
  const matches = await verify(stored ?? (await decoy), password);
  return stored !== null && matches;
}

/** Refuses passwords that are guessed first. Length matters most; composition rules only make people write them down. */
export function refuseWeakPassword(password: string, email: string, pointer = '/password'): void {
  const detail = weakness(password.toLowerCase(), email.toLowerCase());
  if (detail !== null) throw new UserError('validation_failed', detail, [{ pointer, code: 'weak_password', detail }]);
}

function weakness(password: string, email: string): string | null {
  if (password.length < shortest) return `A password needs at least ${shortest} characters.`;
  if (new Set(password).size < 5) return 'A password needs more different characters.';
  const [local = ''] = email.split('@');
  if (password === email || (local.length >= 6 && password.includes(local) && password.length - local.length < 4)) {
    return 'A password must not be the e-mail address.';
  }
  return null;
}

// Without characters that look alike in print.
const alphabet = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A first password that an admin hands over: four groups of five, some 116 bits. */
export function generatePassword(): string {
  const letter = (): string => alphabet.charAt(randomInt(alphabet.length));
  const group = (): string => Array.from({ length: 5 }, letter).join('');
  return Array.from({ length: 4 }, group).join('-');
}
