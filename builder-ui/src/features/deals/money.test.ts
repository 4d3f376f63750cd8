import { expect, test } from 'vitest';
import { toMajor, toMinor } from './money.ts';

test('amounts become whole numbers of the smallest unit', () => {
  expect(toMinor('1234.5', 'EUR')).toBe(123450);
  expect(toMinor('84000', 'JPY')).toBe(84000);
  expect(toMinor('1,5', 'KWD')).toBe(1500);
  expect(toMinor('0.29', 'USD')).toBe(29);
});

test('what is no amount gives null', () => {
  for (const text of ['', ' ', 'ten', '-3', 'Infinity']) expect(toMinor(text, 'EUR')).toBeNull();
});

test('and back', () => {
  expect(toMajor(123450, 'EUR')).toBe(1234.5);
  expect(toMajor(84000, 'JPY')).toBe(84000);
});
