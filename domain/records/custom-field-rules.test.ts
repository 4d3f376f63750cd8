import { describe, expect, it } from 'vitest';
import type { CustomField } from './custom-field-rules.ts';
import { checkCustomValues, keyFromLabel } from './custom-field-rules.ts';

const options = [
  { value: 'saas', label: 'Software' },
  { value: 'food', label: 'Food' },
];
const field = (key: string, type: CustomField['type'], more: Partial<CustomField> = {}): CustomField => ({
  key,
  label: key,
  type,
  required: false,
  options,
  ...more,
});
const check = (type: CustomField['type'], value: unknown) => {
  const { values, problems } = checkCustomValues({ f: value }, [field('f', type)], { complete: false });
  return problems[0]?.pointer ?? values.f;
};

describe('checkCustomValues', () => {
  it.each([
    ['text', 'a\u0000b', 'ab'],
    ['number', '12.5', 12.5],
    ['number', 'x', '/custom/f'],
    ['number', Number.NaN, '/custom/f'],
    ['currency', 10, 10],
    ['boolean', 'yes', true],
    ['date', '2027-02-28', '2027-02-28'],
    ['date', '2027-02-30', '/custom/f'],
    ['select', 'SOFTWARE', 'saas'],
    ['select', 'other', '/custom/f'],
    ['url', 'https://example.com/a?b', 'https://example.com/a?b'],
    ['url', 'javascript:alert(1)', '/custom/f'],
    ['user', 'nobody', '/custom/f'],
    ['text', null, null],
  ] as const)('%s of %j gives %j', (type, given, expected) => {
    expect(check(type, given)).toEqual(expected);
  });

  it('keeps each choice of a multiselect once', () => {
    expect(check('multiselect', ['Food', 'food', 'saas'])).toEqual(['food', 'saas']);
  });

  it('names unknown keys and missing required ones', () => {
    const fields = [field('budget', 'number', { required: true, label: 'Budget' })];
    const checked = checkCustomValues({ 'a/b': 1 }, fields, { complete: true });
    expect(checked.problems.map((one) => one.pointer)).toEqual(['/custom/a~1b', '/custom/budget']);
    expect(checkCustomValues({}, fields, { complete: false }).problems).toEqual([]);
    expect(checkCustomValues({ budget: null }, fields, { complete: false }).problems).toHaveLength(1);
  });
});

describe('keyFromLabel', () => {
  it.each([
    ['Annual Revenue (€)', 'annual_revenue'],
    ['Prénom usuel', 'prenom_usuel'],
    ['2nd choice', 'field_2nd_choice'],
    ['الميزانية', 'field'],
  ])('%s', (label, key) => {
    expect(keyFromLabel(label)).toBe(key);
  });
});
