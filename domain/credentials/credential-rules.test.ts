import { describe, expect, it } from 'vitest';
import { headerProblem, hostAllowed, hostPattern } from './credential-rules.ts';

describe('where a credential may go', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['api.example.com', 'https://api.example.com/v1', true],
    ['api.example.com', 'https://API.example.com:8443/', true],
    ['api.example.com', 'https://example.com/', false],
    ['api.example.com', 'https://api.example.com.evil.test/', false],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.example.com', 'https://example.com/', false],
    ['*.example.com', 'https://evilexample.com/', false],
    ['api.example.com:8443', 'https://api.example.com/', false],
    ['api.example.com:443', 'https://api.example.com/', true],
  ];
  it.each(cases)('%s and %s: %s', (pattern, url, allowed) => {
    expect(hostPattern.test(pattern)).toBe(true);
    expect(hostAllowed([pattern], new URL(url))).toBe(allowed);
  });

  it('knows what is no host', () => {
    for (const bad of ['', '*', '*.', 'https://example.com', 'a..b', '-a.test', 'exa mple.com', 'a.test/path'])
      expect(hostPattern.test(bad)).toBe(false);
  });
});

describe('headers that people set', () => {
  it('refuses those that steer the request, and what is no name', () => {
    for (const name of ['Host', 'content-length', 'Transfer-Encoding', 'Proxy-Authorization', 'a b', 'x:y', 'x\r\ny', ''])
      expect(headerProblem(name)).not.toBeNull();
    for (const name of ['X-Api-Key', 'Authorization', 'x_y']) expect(headerProblem(name)).toBeNull();
  });
});
