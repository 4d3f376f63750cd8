import { describe, expect, it } from 'vitest';
import { hasCountryCode, normaliseEmail } from './normalise.ts';

describe('normaliseEmail', () => {
  it.each([
    ['  Dana.Levi@Example.COM ', 'dana.levi@example.com'],
    ['mailto:ann@example.com', 'ann@example.com'],
    ['<ann@example.com>', 'ann@example.com'],
    ['ann+news@example.co.uk', 'ann+news@example.co.uk'],
    ['用户@例子.公司', '用户@例子.公司'],
  ])('%s is %s', (given, expected) => {
    expect(normaliseEmail(given)).toBe(expected);
  });

  it.each([
    '',
    'ann',
    'ann@',
    '@example.com',
    'ann@example',
    'ann@@example.com',
    'a b@example.com',
    'ann@example..com',
    '.a@example.com',
    '=cmd()@x',
  ])('%s is no address', (given) => {
    expect(normaliseEmail(given)).toBeNull();
  });

  it('refuses what is longer than an address can be', () => {
    expect(normaliseEmail(`a@${'b'.repeat(260)}.com`)).toBeNull();
  });
});

describe('hasCountryCode', () => {
  it('knows + and 00', () => {
    expect(['+49 30 1', '0049 30', ' +1', '030 123'].map(hasCountryCode)).toEqual([true, true, true, false]);
  });
});
