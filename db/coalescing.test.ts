import { describe, expect, test } from 'vitest';
import { inlined } from './coalescing.ts';

describe('bindings written into a statement', () => {
  test('stand as literals, in order', () => {
    expect(inlined('select ?, ?, ?, ?, ?', ["o'k", 1, -2, null, true])).toBe("select 'o''k', 1, (-2), null, true");
  });

  test('escape backslashes, so that no text ends a literal', () => {
    expect(inlined('select ?', ["\\' or true --"])).toBe("select  E'\\\\'' or true --'");
  });

  test('become arrays, JSON and instants', () => {
    const at = new Date('2026-11-21T09:00:00.000Z');
    expect(inlined('select ?::text[], ?::jsonb, ?', [['a"b', 'c,d', null], { a: 1 }, at])).toBe(
      `select  E'{"a\\\\"b","c,d",NULL}'::text[], '{"a":1}'::jsonb, '2026-11-21T09:00:00.000Z'`,
    );
  });

  test('leave escaped question marks to PostgreSQL', () => {
    expect(inlined("select data \\? 'key', ?", [1])).toBe("select data ? 'key', 1");
  });

  test('must be as many as there are marks', () => {
    expect(() => inlined('select ?', [])).toThrow(TypeError);
    expect(() => inlined('select 1', [1])).toThrow(TypeError);
    expect(() => inlined('select ?', [undefined])).toThrow(TypeError);
    expect(() => inlined('select ?', [Number.NaN])).toThrow(TypeError);
  });
});
