import { expect, test } from 'vitest';
import { deviceName } from './device-name.ts';

test('browsers are named by product and system', () => {
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0')).toBe('Firefox, Linux');
  expect(deviceName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0')).toBe(
    'Edge, Windows',
  );
  expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1')).toBe('Safari, iOS');
});

test('other clients keep their name, none is none', () => {
  expect(deviceName('curl/8.0')).toBe('curl/8.0');
  expect(deviceName(null)).toBeUndefined();
});
