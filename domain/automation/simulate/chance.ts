/** A number from 0 up to 1 that depends on nothing but the words: the same scenario always gives the same course of things. */
export function chance(seed: number, ...words: readonly (string | number)[]): number {
  // FNV-1a over the words, then the finaliser of MurmurHash3, since FNV's upper bits alone are poor.
  let hash = 0x811c9dc5 ^ seed;
  for (const char of words.join('\u0000')) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 2 ** 32;
}
