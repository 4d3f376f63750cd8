import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVault, vaultKeys } from './vault.ts';

const testVault = (word = 'test') => createVault([{ id: 'test', key: createHash('sha256').update(word).digest() }]);

const place = { tenantId: 't1', column: 'credentials.secret', id: 'c1' };

describe('the vault', () => {
  it('opens what it sealed, and never seals twice alike', () => {
    const vault = testVault();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (secret) => {
        const [one, two] = [vault.seal(secret, place), vault.seal(secret, place)];
        expect(one).not.toBe(two);
        expect(Buffer.from(vault.open(one, place))).toEqual(Buffer.from(Buffer.from(secret).toString()));
      }),
    );
  });

  it('opens nowhere else, and nothing that was changed', () => {
    const vault = testVault();
    const sealed = vault.seal('secret', place);
    for (const elsewhere of [
      { ...place, tenantId: 't2' },
      { ...place, id: 'c2' },
      { ...place, column: 'user_totp.secret' },
    ])
      expect(() => vault.open(sealed, elsewhere)).toThrow('does not open');
    const [head, body] = [sealed.slice(0, sealed.lastIndexOf(':') + 1), sealed.slice(sealed.lastIndexOf(':') + 1)];
    const bytes = Buffer.from(body, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => vault.open(head + changed.toString('base64url'), place)).toThrow('does not open');
    }
    expect(() => testVault('another').open(sealed, place)).toThrow('does not open');
  });

  it('goes on opening what an older key sealed, and says that it is not current', () => {
    const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
    const [old, next] = [key('k1'), key('k2')];
    const before = createVault(vaultKeys(old));
    const after = createVault(vaultKeys(`${next}, ${old}`));
    const sealed = before.seal('secret', place);
    expect(after.open(sealed, place)).toBe('secret');
    expect([before.isCurrent(sealed), after.isCurrent(sealed), after.isCurrent(after.seal('secret', place))]).toEqual([true, false, true]);
    expect(() => createVault(vaultKeys(next)).open(sealed, place)).toThrow('"k1"');
  });

  it('answers what was stored before there was a vault', () => {
    expect(testVault().open('plain', place)).toBe('plain');
    expect(testVault().isCurrent('plain')).toBe(false);
  });
});
