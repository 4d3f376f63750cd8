import { expect, test } from 'vitest';
import { forEachSettled } from './for-each-settled.ts';

test('works on a few at a time, all of them, and names the failures', async () => {
  let running = 0;
  let most = 0;
  const seen: number[] = [];
  const result = await forEachSettled(
    [1, 2, 3, 4, 5, 6, 7],
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      if (item % 3 === 0) throw new Error('refused');
    },
    (finished) => seen.push(finished),
    2,
  );
  expect(result).toEqual({ done: 5, failed: [3, 6] });
  expect(most).toBe(2);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('an empty list is done at once', async () => {
  expect(
    await forEachSettled(
      [],
      () => Promise.reject(new Error('never')),
      () => undefined,
    ),
  ).toEqual({ done: 0, failed: [] });
});
