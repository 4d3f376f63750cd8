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

test.each([
  ['1234.5', 'EUR', 123_450],
  ['1,234.50', 'EUR', 123_450],
  ['1.234,50', 'EUR', 123_450],
  ["1'234.50", 'CHF', 123_450],
  ['12 000', 'USD', 1_200_000],
  ['1,234', 'USD', 123_400],
  ['1,234,567', 'USD', 123_456_700],
  ['1.234', 'KWD', 1_234],
  ['99,9', 'EUR', 9_990],
  [',5', 'EUR', 50],
  ['1500', 'JPY', 1_500],
  ['', 'EUR', null],
  ['-5', 'EUR', null],
  ['12 apples', 'EUR', null],
])('%s %s is %s in the smallest unit', (text, currency, minor) => {
  expect(toMinor(text, currency)).toBe(minor);
});
