import { expect, test } from 'vitest';
import { bodyOf, valueOf } from './use-record-editor.ts';

test('a field of the tenant travels inside custom', () => {
  expect(bodyOf('email', 'a@b.test')).toEqual({ email: 'a@b.test' });
  expect(bodyOf('custom.budget', 5)).toEqual({ custom: { budget: 5 } });
});

test('and is read from there; what is missing is null', () => {
  const record = { email: 'a@b.test', custom: { budget: 5 } };
  expect(valueOf(record, 'custom.budget')).toBe(5);
  expect(valueOf(record, 'custom.other')).toBeNull();
  expect(valueOf(record, 'phone')).toBeNull();
});
