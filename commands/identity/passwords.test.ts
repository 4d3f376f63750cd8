import { describe, expect, it } from 'vitest';
import { generatePassword, hashPassword, refuseWeakPassword, verifyPassword } from './passwords.ts';

describe('passwords', () => {
  it('are stored as Argon2id hashes with their own salt', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse battery'), hashPassword('correct horse battery')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword(one, 'correct horse battery')).toBe(true);
    expect(await verifyPassword(one, 'Correct horse battery')).toBe(false);
  });

  it('of nobody never match', async () => {
    expect(await verifyPassword(null, '')).toBe(false);
  });

  it.each(['short', 'aaaaaaaaaaaa', 'ababababababab', 'dana.levi@example.com', 'dana.levi1'])('like %s are refused', (weak) => {
    expect(() => refuseWeakPassword(weak, 'dana.levi@example.com')).toThrow('password');
  });

  it('that are generated are strong and never the same', () => {
    const made = Array.from({ length: 50 }, generatePassword);
    for (const one of made) expect(() => refuseWeakPassword(one, 'a@b.example')).not.toThrow();
    expect(new Set(made).size).toBe(50);
  });
});
