import { describe, expect, it } from 'vitest';
import { matching } from './step-picker.tsx';

const entry = (type: 'message.email' | 'wait.duration' | 'flow.exit', label: string, words: string, group = 'All') => ({
  type,
  label,
  words,
  about: '',
  group,
  refusal: '',
});
const entries = [
  entry('wait.duration', 'Wait for a duration', 'delay days', 'Recent'),
  entry('wait.duration', 'Wait for a duration', 'delay days'),
  entry('message.email', 'Send an e-mail', 'mail template'),
  entry('flow.exit', 'End the run', 'stop delay'),
];
const found = (query: string) => matching(query, entries).map((one) => one.label);

describe('matching', () => {
  it('finds by names, synonyms and parts of words with a hyphen, each step once', () => {
    expect(found('e-mail')).toEqual(['Send an e-mail']);
    expect(found('MAIL')).toEqual(['Send an e-mail']);
    expect(found('dur wait')).toEqual(['Wait for a duration']);
    expect(found('xyz')).toEqual([]);
  });

  it('puts names that begin with it before synonyms', () => {
    expect(found('de')).toEqual(['Wait for a duration', 'End the run']);
    expect(found('end')).toEqual(['End the run']);
  });

  it('shows everything when nothing is typed', () => {
    expect(found('')).toHaveLength(4);
  });
});
