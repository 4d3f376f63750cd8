import { expect, it } from 'vitest';
import { codeRules, maskedPhone, pauseAfter, plainCode } from './code-rules.ts';

it('pauses grow, and all of them fit into the life of codes', () => {
  expect([1, 2, 3, 4].map(pauseAfter)).toEqual([30_000, 60_000, 120_000, 240_000]);
  expect(pauseAfter(codeRules.maxSends - 1)).toBeLessThan(codeRules.lifetimeMs);
});

it('numbers are shown without what would tell whose they are; codes are read as people type them', () => {
  expect(maskedPhone('+491701234567')).toBe('+49 •••• 67');
  expect(plainCode(' 123-456 ')).toBe('123456');
});
