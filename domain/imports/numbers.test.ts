import { describe, expect, it } from 'vitest';
import { decimalOf, parseAmount } from './numbers.ts';

describe('parseAmount', () => {
  it.each([
    ['$342.09K', '.', 342_090],
    ['1.234,50', ',', 1234.5],
    ['(1,200.00)', '.', -1200],
    ['1 234,50 €', ',', 1234.5],
    ['USD 1,200', '.', 1200],
    ["1'000.5", '.', 1000.5],
    ['12-', '.', -12],
    ['-$5', '.', -5],
    ['$-5', '.', -5],
    ['45 %', '.', 45],
    ['1.2M', '.', 1_200_000],
    ['€1.5bn', '.', 1_500_000_000],
    ['12,34,567', '.', 1_234_567],
    ['.5', '.', 0.5],
    ['0', '.', 0],
  ] as const)('reads %s', (text, decimal, value) => expect(parseAmount(text, decimal)).toBe(value));

  it.each([
    ['', '.'],
    ['abc', '.'],
    ['1,23', '.'],
    ['1.2.3', '.'],
    ['1,2345', '.'],
    ['12K5', '.'],
    ['(-5)', '.'],
    ['1e5', '.'],
    ['2021-04-15', '.'],
    ['0x10', '.'],
    ['1.234.5', ','],
  ] as const)('refuses %s', (text, decimal) => expect(parseAmount(text, decimal)).toBeNull());
});

describe('decimalOf', () => {
  it('takes the mark that the values speak for', () => {
    expect(decimalOf(['1.234,50', '12,00', '7'])).toMatchObject({ decimal: ',', unsure: false, share: 1 });
    expect(decimalOf(['1,234.50', '12.00', '7'])).toMatchObject({ decimal: '.', unsure: false });
  });
  it('says when both fit with different values', () => {
    expect(decimalOf(['1,234', '5'])).toMatchObject({ decimal: '.', unsure: true });
    expect(decimalOf(['12', '5'])).toMatchObject({ unsure: false });
  });
});
