import { describe, expect, it } from 'vitest';
import { withoutHidden } from './hidden-fields.ts';

const hidden = new Set(['lead.budget', 'contact.secret']);

describe('an answer to somebody who does not see a field', () => {
  it.each([
    ['a record', { type: 'lead', custom: { budget: 5, open: 1 } }, { type: 'lead', custom: { open: 1 } }],
    ['a record of another kind', { type: 'deal', custom: { budget: 5 } }, { type: 'deal', custom: { budget: 5 } }],
    ['a record of no kind that is told', { custom: { budget: 5, secret: 1, open: 2 } }, { custom: { open: 2 } }],
    [
      'records beside',
      { lead: { custom: { budget: 5 } }, contact: { custom: { budget: 6, secret: 7 } } },
      { lead: { custom: {} }, contact: { custom: { budget: 6 } } },
    ],
    [
      'changes',
      {
        subject: { type: 'lead' },
        changes: [
          { field: 'custom.budget', before: 1, after: 2 },
          { field: 'email', before: 'a', after: 'b' },
        ],
      },
      { subject: { type: 'lead' }, changes: [{ field: 'email', before: 'a', after: 'b' }] },
    ],
    ['values by path', { values: { 'lead.custom.budget': 5, 'lead.email': 'a' } }, { values: { 'lead.email': 'a' } }],
    ['what a condition found', [{ left: 'lead.custom.budget', leftValue: 5 }], []],
    ['one thing found', { leaf: { left: 'lead.custom.budget', leftValue: 5 } }, { leaf: { left: 'lead.custom.budget', leftValue: null } }],
  ])('%s', (_name, answer, expected) => {
    expect(withoutHidden(answer, hidden, null)).toEqual(expected);
  });

  it('keeps conditions that only name it, and everything where nothing is hidden', () => {
    const condition = { kind: 'compare', left: { kind: 'field', path: 'lead.custom.budget' }, right: { kind: 'literal', value: 5 } };
    expect(withoutHidden({ condition }, hidden, null)).toEqual({ condition });
    const answer = { custom: { budget: 5 } };
    expect(withoutHidden(answer, new Set(), null)).toBe(answer);
  });

  it('is about the kind of record that its address says', () => {
    expect(withoutHidden({ items: [{ id: '1', custom: { budget: 5, secret: 1 } }] }, hidden, 'lead')).toEqual({
      items: [{ id: '1', custom: { secret: 1 } }],
    });
  });
});
