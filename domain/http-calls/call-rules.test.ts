import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedPause, classOfStatus, longestSeconds, pauseBeforeNext, readAnswer } from './call-rules.ts';

describe('what is said of an answer', () => {
  it.each([
    [['2xx'], 204, 'ok'],
    [['2xx', '404'], 404, 'ok'],
    [['200'], 201, 'refused'],
    [['2xx'], 302, 'refused'],
    [['2xx'], 401, 'refused'],
    [['2xx'], 429, 'passing'],
    [['2xx'], 503, 'passing'],
  ] as const)('%j and %i: %s', (patterns, status, said) => {
    expect(classOfStatus(patterns, status)).toBe(said);
  });

  it('waits longer each time, as long as it is asked to, and never more than an hour', () => {
    const retry = { attempts: 5, firstDelaySeconds: 10 };
    expect([1, 2, 3, 20].map((failures) => pauseBeforeNext(retry, failures, null))).toEqual([10, 20, 40, 3_600]);
    expect([pauseBeforeNext(retry, 1, 120), pauseBeforeNext(retry, 4, 5), pauseBeforeNext(retry, 1, 9_999_999)]).toEqual([120, 80, 3_600]);
    expect(askedPause('120', 0)).toBe(120);
    expect(askedPause('Thu, 01 Jan 1970 00:00:30 GMT', 0)).toBe(30);
    expect([askedPause('soon', 0), askedPause(undefined, 0)]).toEqual([null, null]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 60 }),
        (attempts, firstDelaySeconds, timeoutSeconds) => {
          const policy = { attempts, firstDelaySeconds };
          const pauses = Array.from({ length: attempts - 1 }, (_, index) => pauseBeforeNext(policy, index + 1, 1e9));
          expect(pauses.reduce((sum, pause) => sum + pause, attempts * timeoutSeconds)).toBeLessThan(
            longestSeconds({ retry: policy, timeoutSeconds }),
          );
        },
      ),
    );
  });
});

describe('values read from an answer', () => {
  const answer = JSON.stringify({
    id: 7,
    ok: 'true',
    at: 1_700_000_000,
    day: '2026-03-31T10:00:00Z',
    items: [{ sku: 'A\u0000' }],
    price: '12.50',
  });
  const field = (name: string, path: string, type: 'text' | 'number' | 'boolean' | 'date' | 'datetime') => ({ name, path, type });

  it('are of the sort that was asked for, or null and said', () => {
    const read = readAnswer(answer, [
      field('id', '$.id', 'text'),
      field('ok', 'ok', 'boolean'),
      field('at', '$.at', 'datetime'),
      field('day', '$.day', 'date'),
      field('sku', '$.items[0].sku', 'text'),
      field('price', '$.price', 'number'),
      field('none', '$.nothing.here', 'text'),
      field('wrong', '$.items', 'number'),
    ]);
    expect(read).toEqual({
      values: {
        id: '7',
        ok: true,
        at: '2023-11-14T22:13:20.000Z',
        day: '2026-03-31',
        sku: 'A\ufffd',
        price: 12.5,
        none: null,
        wrong: null,
      },
      problems: ['$.items is not a number.'],
    });
    expect(readAnswer('<html>', [field('id', '$.id', 'text')])).toMatchObject({ values: { id: null }, problems: [expect.any(String)] });
  });

  it('never throw, whatever the other side says', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string()),
        fc.string(),
        fc.constantFrom('text', 'number', 'boolean', 'date', 'datetime'),
        (text, path, type) => {
          expect(Object.keys(readAnswer(text, [field('x', path, type as 'text')]).values)).toEqual(['x']);
        },
      ),
    );
    expect(readAnswer('{}', [field('x', '$.__proto__', 'text'), field('y', '$.constructor.name', 'text')]).values).toEqual({
      x: null,
      y: null,
    });
  });
});
