import { describe, expect, it } from 'vitest';
import { fill, plainText } from './template.ts';

describe('fill', () => {
  it('keeps values apart from words, in the order of the translation', () => {
    const english = fill(({ what, who }) => `${what} for ${who}`, { what: { text: 'Call' }, who: { text: 'the owner' } });
    expect(english).toEqual([
      { text: 'Call', pill: true, unset: false },
      { text: ' for ', pill: false, unset: false },
      { text: 'the owner', pill: true, unset: false },
    ]);
    const turned = fill(({ what, who }) => `${who}: ${what}`, { what: { text: 'Call' }, who: { text: 'the owner' } });
    expect(plainText(turned)).toBe('the owner: Call');
  });

  it('lets plain values run on in the sentence and marks what is not chosen', () => {
    const parts = fill(({ a, b }) => `until ${a}${b}, then`, {
      a: { text: 'choose', unset: true },
      b: { text: ' that fits', plain: true },
    });
    expect(parts.map((part) => [part.text, part.unset])).toEqual([
      ['until ', false],
      ['choose', true],
      [' that fits, then', false],
    ]);
  });

  it('leaves braces in values alone', () => {
    expect(plainText(fill(({ a }) => `say ${a}`, { a: { text: '{{x}} 1' } }))).toBe('say {{x}} 1');
  });
});
