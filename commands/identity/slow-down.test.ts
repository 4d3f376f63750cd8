import { describe, expect, test } from 'vitest';
import { createSlowDown } from './slow-down.ts';

const rules = { after: 3, windowMinutes: 15, everySeconds: 10 };
const refused = { code: 'rate_limited', extra: { retryAfterSeconds: expect.any(Number) } };

describe('an address', () => {
  test('that fails often may try once in a while only, and others as before', async () => {
    const slow = createSlowDown(rules);
    for (let count = 1; count <= 3; count++) {
      await slow.pass('1.2.3.4');
      await slow.failed('1.2.3.4');
    }
    await slow.pass('1.2.3.4');
    await expect(slow.pass('1.2.3.4')).rejects.toMatchObject(refused);
    await slow.pass('1.2.3.5');
    await slow.pass('1.2.3.5');
  });

  test('that succeeds is never slowed, however often', async () => {
    const slow = createSlowDown(rules);
    for (let count = 1; count <= 20; count++) await slow.pass('1.2.3.4');
  });

  test('that is not known is not taken for another', async () => {
    const slow = createSlowDown(rules);
    for (let count = 1; count <= 5; count++) await slow.failed(null);
    await slow.pass(null);
    await slow.pass(null);
  });
});
