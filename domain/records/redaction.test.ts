import { describe, expect, it } from 'vitest';
import { emptied, redactorOf, textsIn } from './redaction.ts';

describe('a redactor', () => {
  const { text, json } = redactorOf(['Ann', 'Ann (Mary) Lee', 'ann@lee.example', '+12125550123', 'x']);

  it('takes values out in any case, whole words only where they are words', () => {
    expect(text('ANN wrote; the annual plan of Ann (Mary) Lee <Ann@Lee.example> +12125550123 x')).toBe(
      '[erased] wrote; the annual plan of [erased] <[erased]> [erased] x',
    );
  });

  it('reaches every value of JSON and no key', () => {
    expect(json({ ann: ['Hello Ann', { to: 'ann@lee.example', n: 1 }] })).toEqual({ ann: ['Hello [erased]', { to: '[erased]', n: 1 }] });
  });

  it('takes special characters for what they are', () => {
    expect(redactorOf(['a.b*c', '$1^']).text('a.b*c aXbc $1^')).toBe('[erased] aXbc [erased]');
    expect(redactorOf([]).text('as it is')).toBe('as it is');
  });
});

it('emptied values keep their keys', () => {
  expect(emptied({ email: 'a', custom: { b: 1 } })).toEqual({ email: null, custom: null });
  expect(emptied(null)).toBeNull();
});

it('texts are found at any depth, ids and dates are none', () => {
  expect(textsIn({ a: 'Nova', b: ['2026-01-01', '01900000-0000-7000-8000-000000000000', { c: 'Omar' }], d: 5 })).toEqual(['Nova', 'Omar']);
});
